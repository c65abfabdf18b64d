/** Messages and marks whose colour is only beside the words: the words keep the contrast of the page. */
import { Alert, Badge, type AlertProps, type BadgeProps } from "@mantine/core";
import type { ReactNode } from "react";

const TEXT = "var(--mantine-color-text)";

export type SaidProps = AlertProps & { readonly children?: ReactNode };

export const Said = (props: SaidProps) => <Alert {...props} styles={{ title: { color: TEXT } }} />;

export type MarkProps = BadgeProps & { readonly children: ReactNode };

export const Mark = ({ color = "gray", ...props }: MarkProps) => (
  <Badge
    component="span"
    variant="outline"
    tt="none"
    {...props}
    c={TEXT}
    style={{ borderColor: `var(--mantine-color-${String(color)}-6)`, borderWidth: 2 }}
  />
);
