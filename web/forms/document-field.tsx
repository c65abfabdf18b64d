/** A file that goes into the case file when it is chosen; the field keeps its number there. */
import { Button, FileButton, Group, Input, Text } from "@mantine/core";
import { IconCheck, IconScan, IconUpload } from "@tabler/icons-react";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { fieldId } from "./fault-words.ts";
import type { FieldProps } from "./field-props.ts";
import type { Tools } from "./form-tools.ts";

const ScanDialog = lazy(async () => ({ default: (await import("../scanning/scan-dialog.tsx")).ScanDialog }));

const TAKEN = "application/pdf,image/*,text/plain,application/xml";

export function DocumentField({
  name,
  label,
  value,
  pointer,
  required,
  said,
  disabled,
  onChange,
  upload,
}: FieldProps & Required<Pick<Tools, "upload">>) {
  const { t } = useTranslation("forms");
  const [scanning, setScanning] = useState(false);
  const [busy, setBusy] = useState(false);
  const [filed, setFiled] = useState<string>();
  const [error, setError] = useState<unknown>();

  async function take(file: File | null): Promise<void> {
    if (file === null) return;
    setBusy(true);
    setError(undefined);
    try {
      onChange(await upload(file, name));
      setFiled(file.name);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  const has = typeof value === "string" && value !== "";
  return (
    <Input.Wrapper label={label} withAsterisk={required} error={said.get(pointer)} labelElement="div">
      <Group gap="xs" mt={4}>
        <FileButton
          onChange={(file) => void take(file)}
          accept={TAKEN}
          disabled={disabled}
          inputProps={{ "aria-label": label }}
        >
          {(props) => (
            <Button
              {...props}
              id={fieldId(pointer)}
              variant="default"
              loading={busy}
              leftSection={<IconUpload size={16} aria-hidden />}
            >
              {t(has ? "document.another" : "document.choose")}
            </Button>
          )}
        </FileButton>
        <Button
          variant="default"
          disabled={disabled}
          leftSection={<IconScan size={16} aria-hidden />}
          onClick={() => setScanning(true)}
        >
          {t("document.scan")}
        </Button>
        {has && (
          <Group gap={4}>
            <IconCheck size={16} aria-hidden />
            <Text size="sm">{filed === undefined ? t("document.filed") : t("document.filedAs", { file: filed })}</Text>
          </Group>
        )}
      </Group>
      {error !== undefined && <ProblemAlert error={error} />}
      {scanning && (
        <Suspense>
          <ScanDialog
            name={label}
            single
            send={async (file) => {
              onChange(await upload(file, name));
              setFiled(file.name);
            }}
            onClose={() => setScanning(false)}
          />
        </Suspense>
      )}
    </Input.Wrapper>
  );
}
