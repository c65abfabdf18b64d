/** What is done, what is now, what comes: by sign and by word, not by colour alone. */
import { Text, VisuallyHidden } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./portal.module.css";

export interface ListedStep {
  readonly title: string;
  readonly state: "done" | "now" | "ahead";
  /** Below the title. */
  readonly note?: string;
}

export function StepList({ steps }: { readonly steps: readonly ListedStep[] }) {
  const { t } = useTranslation("portal");
  return (
    <ol className={classes.steps}>
      {steps.map(({ title, state, note }, index) => (
        <li key={`${index} ${title}`} className={classes.step} aria-current={state === "now" ? "step" : undefined}>
          <span className={classes.mark} data-state={state} aria-hidden>
            {state === "done" ? <IconCheck size={16} /> : index + 1}
          </span>
          <div>
            <Text size="sm" fw={state === "now" ? 650 : 500} c={state === "ahead" ? "dimmed" : undefined}>
              {title}
              <VisuallyHidden>{`: ${t(`stepState.${state}`)}`}</VisuallyHidden>
            </Text>
            {note !== undefined && (
              <Text size="sm" c="dimmed">
                {note}
              </Text>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
