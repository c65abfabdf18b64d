/** A window over the page, with its title and a way out. Not Mantine's own header, which would be a second banner of the page. */
import { Group, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

export interface DialogProps {
  readonly title: string;
  readonly size?: "md" | "lg";
  readonly fullScreen?: boolean;
  /** What the way out is called; "close" unless said. */
  readonly closeLabel?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Dialog({ title, size = "md", fullScreen = false, closeLabel, onClose, children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal.Root opened onClose={onClose} size={size} fullScreen={fullScreen}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Group justify="space-between" wrap="nowrap" mb="md">
            <Modal.Title fw={650}>{title}</Modal.Title>
            <Modal.CloseButton aria-label={closeLabel ?? t("close")} />
          </Group>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
