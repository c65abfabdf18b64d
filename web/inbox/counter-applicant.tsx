/** Who is at the counter: the personal number, checked as it is typed, and whether the person has an account, in which the case then shows too. */
import { Alert, Anchor, Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { isIin } from "./iin-checksum.ts";

export interface Applicant {
  readonly iin?: string;
  /** Id of the account. */
  readonly account?: string;
}

export function CounterApplicant({ onDone }: { readonly onDone: (applicant: Applicant) => void }) {
  const { t } = useTranslation("counter");
  const [iin, setIin] = useState("");
  const [said, setSaid] = useState<"length" | "checksum">();
  const [linked, setLinked] = useState(true);
  const good = isIin(iin);
  const { data: found, error } = useQuery({
    queryKey: ["findApplicant", iin],
    queryFn: () => call("findApplicant", { body: { iin } }),
    enabled: good,
    // A personal number is not kept longer than it is looked at.
    gcTime: 0,
  });

  function go(event: SyntheticEvent): void {
    event.preventDefault();
    if (!good) {
      setSaid(iin.length === 12 ? "checksum" : "length");
      return;
    }
    const account = linked ? found?.applicant?.id : undefined;
    onDone({ iin, ...(account === undefined ? {} : { account }) });
  }

  return (
    <form onSubmit={go} noValidate>
      <Stack gap="md">
        <TextInput
          label={t("applicant.iin")}
          description={t("applicant.iinHint")}
          error={said === undefined ? undefined : t(`applicant.${said}`)}
          inputMode="numeric"
          autoComplete="off"
          maxLength={14}
          size="md"
          styles={{ input: { maxWidth: 320 } }}
          value={iin}
          onChange={(event) => {
            const typed = event.currentTarget.value.replaceAll(/\D/g, "").slice(0, 12);
            setIin(typed);
            setSaid(typed.length === 12 && !isIin(typed) ? "checksum" : undefined);
          }}
        />
        <div role="status">
          {good && found?.known === true && (
            <Alert color="lake" title={found.applicant?.name}>
              <Stack gap="xs">
                <Text size="sm">{t("applicant.known")}</Text>
                <Checkbox
                  label={t("applicant.link")}
                  checked={linked}
                  onChange={(event) => setLinked(event.currentTarget.checked)}
                />
              </Stack>
            </Alert>
          )}
          {good && found?.known === false && <Text size="sm">{t("applicant.unknown")}</Text>}
        </div>
        {error !== null && <ProblemAlert error={error} />}
        <DemoPeople onChoose={setIin} />
        <Group>
          <Button type="submit">{t("next")}</Button>
          <Anchor component="button" type="button" size="sm" onClick={() => onDone({})}>
            {t("applicant.without")}
          </Anchor>
        </Group>
      </Stack>
    </form>
  );
}

/** In the demo nobody has a personal number of their own to type. */
function DemoPeople({ onChoose }: { readonly onChoose: (iin: string) => void }) {
  const { t } = useTranslation("counter");
  const { data: health } = useQuery({ queryKey: ["health"], queryFn: () => call("getHealth"), staleTime: Infinity });
  const { data } = useOperation("listDemoPeople", {}, { enabled: health?.mode === "demo", staleMs: Infinity });
  if (data === undefined) return null;
  return (
    <NativeSelect
      label={t("applicant.demo")}
      maw={420}
      defaultValue=""
      onChange={(event) => onChoose(event.currentTarget.value)}
      data={[
        { value: "", label: t("applicant.demoChoose") },
        ...data.items.map(({ iin, surname, name, patronymic = "", birthDate }) => ({
          value: iin,
          label: `${surname} ${name} ${patronymic}, ${birthDate}`.replaceAll(/\s+,?(?=,)/g, ""),
        })),
      ]}
    />
  );
}
