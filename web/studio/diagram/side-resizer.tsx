/** The border of the side panel: moved by mouse, finger, or arrow keys. */
import { useTranslation } from "react-i18next";

export interface SideResizerProps {
  readonly width: number;
  readonly onWidth: (width: number) => void;
}

const LEAST = 280;
const MOST = 760;
const STEP = 20;

export function SideResizer({ width, onWidth }: SideResizerProps) {
  const { t } = useTranslation("studio");
  const set = (wanted: number): void => onWidth(Math.min(MOST, Math.max(LEAST, wanted)));
  return (
    // A separator that moves is a control (ARIA 1.2, window splitter), which the rule does not know.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className="diagram-border"
      role="separator"
      aria-label={t("panel.width")}
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onKeyDown={({ key }) => {
        if (key === "ArrowLeft") set(width + STEP);
        if (key === "ArrowRight") set(width - STEP);
      }}
      onPointerDown={({ currentTarget, pointerId, clientX }) => {
        currentTarget.setPointerCapture(pointerId);
        currentTarget.dataset.from = String(clientX + width);
      }}
      onPointerMove={({ currentTarget, clientX }) => {
        const from = currentTarget.dataset.from;
        if (from !== undefined) set(Number(from) - clientX);
      }}
      onPointerUp={({ currentTarget }) => delete currentTarget.dataset.from}
    />
  );
}
