/** Short messages that pass: "taken", with a way back. Read out to those who do not see them. */
import { Button, Group, Notification, Portal, Stack } from "@mantine/core";
import { createContext, use, useCallback, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

export interface Notice {
  readonly text: string;
  readonly kind?: "done" | "failed";
  readonly action?: { readonly label: string; run: () => void };
}

const SHOWN_MS = 8_000;
const NoticeContext = createContext<(notice: Notice) => void>(() => undefined);

/** Shows a notice for some seconds; one with an action stays until it is closed or another eight seconds long. */
export function useNotice(): (notice: Notice) => void {
  return use(NoticeContext);
}

export function NoticeProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<readonly (Notice & { readonly id: number })[]>([]);
  const counter = useRef(0);
  const close = useCallback((id: number) => setShown((all) => all.filter((each) => each.id !== id)), []);
  const show = useCallback(
    (notice: Notice) => {
      const id = ++counter.current;
      setShown((all) => [...all.slice(-2), { ...notice, id }]);
      setTimeout(() => close(id), notice.action === undefined ? SHOWN_MS : 2 * SHOWN_MS);
    },
    [close],
  );
  const list = useMemo(
    () => (
      <Portal>
        <Stack
          role="status"
          aria-live="polite"
          pos="fixed"
          bottom={16}
          right={16}
          w={340}
          maw="calc(100vw - 32px)"
          gap="xs"
          style={{ zIndex: 400 }}
        >
          {shown.map(({ id, text, kind, action }) => (
            <Notification
              key={id}
              withBorder
              color={kind === "failed" ? "red" : "lake"}
              onClose={() => close(id)}
              closeButtonProps={{ "aria-label": t("close") }}
            >
              <Group justify="space-between" wrap="nowrap">
                {text}
                {action !== undefined && (
                  <Button
                    size="compact-sm"
                    variant="light"
                    onClick={() => {
                      close(id);
                      action.run();
                    }}
                  >
                    {action.label}
                  </Button>
                )}
              </Group>
            </Notification>
          ))}
        </Stack>
      </Portal>
    ),
    [shown, close, t],
  );
  return (
    <NoticeContext value={show}>
      {children}
      {list}
    </NoticeContext>
  );
}
