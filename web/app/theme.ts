/** Colours and letters of every page. */
import { Alert, createTheme, type MantineColorsTuple } from "@mantine/core";

/** A deep turquoise; shade 8 on white and white on shade 8 hold 4.5 to 1 (WCAG 2.2, 1.4.3). */
const lake: MantineColorsTuple = [
  "#e5f5f8",
  "#cbe8ee",
  "#9bd2de",
  "#66bbcd",
  "#3ba6bd",
  "#1e95ae",
  "#0b86a0",
  "#00758d",
  "#00647a",
  "#004f61",
];

const LETTERS = '"Noto Sans Variable", system-ui, sans-serif';

export const theme = createTheme({
  primaryColor: "lake",
  primaryShade: 8,
  colors: { lake },
  fontFamily: LETTERS,
  headings: { fontFamily: LETTERS, fontWeight: "650" },
  defaultRadius: "md",
  cursorType: "pointer",
  focusRing: "auto",
  respectReducedMotion: true,
  // Orange on light orange would be 3.6 to 1; the colour of the box says enough.
  components: { Alert: Alert.extend({ styles: { title: { color: "var(--mantine-color-text)" } } }) },
});
