/** An electronic signature: made with one button, shown as made, made again when wanted. */
import { Alert, Button, Group, Input, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconSignature } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { fieldId } from "./fault-words.ts";
import type { FieldProps } from "./field-props.ts";
import type { Tools } from "./form-tools.ts";
import { SignatureStopped } from "./signature-stopped.ts";

export function SignatureField({
  name,
  label,
  value,
  pointer,
  required,
  said,
  disabled,
  onChange,
  sign,
}: FieldProps & Required<Pick<Tools, "sign">>) {
  const { t } = useTranslation("forms");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  async function make(): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      onChange(await sign(name));
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  }

  return (
    <Input.Wrapper label={label} withAsterisk={required} error={said.get(pointer)} labelElement="div">
      <Group gap="xs" mt={4}>
        <Button
          id={fieldId(pointer)}
          variant={value === undefined ? "light" : "default"}
          loading={busy}
          disabled={disabled}
          leftSection={<IconSignature size={16} aria-hidden />}
          onClick={() => void make()}
        >
          {t(value === undefined ? "signature.sign" : "signature.again")}
        </Button>
        {value !== undefined && (
          <Group gap={4}>
            <IconCheck size={16} aria-hidden />
            <Text size="sm">{t("signature.made")}</Text>
          </Group>
        )}
      </Group>
      {error instanceof SignatureStopped ? (
        <Stopped error={error} />
      ) : (
        error !== undefined && <ProblemAlert error={error} />
      )}
    </Input.Wrapper>
  );
}

function Stopped({ error: { why, words } }: { readonly error: SignatureStopped }) {
  const { t } = useTranslation("forms");
  return (
    <Alert
      role="alert"
      color="orange"
      variant="light"
      mt="xs"
      icon={<IconAlertTriangle aria-hidden />}
      title={words ?? t(`signature.stopped.${why}`)}
    >
      <Text size="sm">{t(`signature.next.${why}`)}</Text>
    </Alert>
  );
}
