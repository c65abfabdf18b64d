/** Who is away and who does their tasks meanwhile: one's own absence, the unit's for its head, everybody's for an administrator. */
import {
  Alert,
  Badge,
  Button,
  Container,
  Group,
  Loader,
  NativeSelect,
  Paper,
  SimpleGrid,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNotice } from "../app/notices.tsx";
import { PageTitle } from "../app/page-title.tsx";
import { hasRole, useSession } from "../app/session.tsx";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation, usePages } from "../connection/queries.ts";
import { useInWords } from "../tables/in-words.ts";
import { TableRegion } from "../tables/table-region.tsx";
import { MoreButton } from "../tables/more-button.tsx";

interface Person {
  readonly id: string;
  readonly name: string;
  readonly unit?: string;
}

export function AbsencesPage() {
  const { t } = useTranslation("inbox");
  const words = useInWords();
  const client = useQueryClient();
  const notice = useNotice();
  const read = usePages("listAbsences", { query: {} });
  const rows = read.data?.pages.flatMap(({ items }) => items) ?? [];
  const end = useMutation({
    mutationFn: (absence: string) => call("endAbsence", { params: { absence } }),
    onSuccess: async () => {
      notice({ text: t("absence.endDone") });
      await client.invalidateQueries({ queryKey: ["listAbsences"] });
    },
  });
  return (
    <Container size="lg" p="md">
      <Stack>
        <PageTitle>{t("absence.title")}</PageTitle>
        <Text>{t("absence.text")}</Text>
        <NewAbsence />
        <Title order={2} size="h4">
          {t("absence.list")}
        </Title>
        {read.error !== null && <ProblemAlert error={read.error} />}
        {end.error !== null && <ProblemAlert error={end.error} />}
        {read.isPending && <Loader />}
        {read.data !== undefined && rows.length === 0 && <Alert variant="transparent">{t("absence.nothing")}</Alert>}
        {rows.length > 0 && (
          <Paper withBorder>
            <TableRegion
              label={t("absence.list")}
              head={[
                t("absence.who"),
                t("absence.deputy"),
                t("absence.days"),
                t("absence.stateLabel"),
                t("absence.do"),
              ]}
            >
              {rows.map((row) => (
                <Table.Tr key={row.id}>
                  <Table.Td>{row.account.name}</Table.Td>
                  <Table.Td>{row.deputy.name}</Table.Td>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>
                    {words.day(`${row.from}T12:00:00Z`)} – {words.day(`${row.to}T12:00:00Z`)}
                  </Table.Td>
                  <Table.Td>
                    <Badge tt="none" miw="max-content" variant={row.state === "current" ? "filled" : "light"}>
                      {t(`absence.state.${row.state}`)}
                    </Badge>
                  </Table.Td>
                  <Table.Td>
                    {row.mayEnd ? (
                      <Button
                        size="compact-sm"
                        variant="default"
                        aria-label={t("absence.endOf", { name: row.account.name })}
                        loading={end.isPending && end.variables === row.id}
                        onClick={() => end.mutate(row.id)}
                      >
                        {t(row.state === "current" ? "absence.endNow" : "absence.takeBack")}
                      </Button>
                    ) : (
                      "–"
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </TableRegion>
          </Paper>
        )}
        <MoreButton pages={read} label={t("absence.more")} />
      </Stack>
    </Container>
  );
}

function NewAbsence() {
  const { t } = useTranslation("inbox");
  const client = useQueryClient();
  const notice = useNotice();
  const { account } = useSession();
  const people = usePeople();
  const forOthers = hasRole(account, ["head", "administrator"]);
  const works = people.some(({ id }) => id === account.id);
  const [chosen, setChosen] = useState<string>();
  const who = chosen ?? (works ? account.id : (people[0]?.id ?? ""));
  const unit = people.find(({ id }) => id === who)?.unit;
  const deputies = people.filter((person) => person.id !== who && person.unit === unit);
  const [deputy, setDeputy] = useState("");
  const today = localDay(new Date());
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(today);
  const make = useMutation({
    mutationFn: () => call("makeAbsence", { body: { account: who, deputy, from, to } }),
    onSuccess: async (row) => {
      notice({ text: t("absence.made", { name: row.account.name, deputy: row.deputy.name }) });
      setDeputy("");
      await client.invalidateQueries({ predicate: ({ queryKey }) => LISTS.has(String(queryKey[0])) });
    },
  });
  return (
    <Paper withBorder p="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate();
        }}
      >
        <Stack>
          <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }}>
            {forOthers && (
              <NativeSelect
                label={t("absence.who")}
                value={who}
                onChange={(event) => {
                  setChosen(event.currentTarget.value);
                  setDeputy("");
                }}
                data={people.map(({ id, name }) => ({ value: id, label: name }))}
              />
            )}
            <NativeSelect
              label={t("absence.deputy")}
              required
              value={deputy}
              onChange={(event) => setDeputy(event.currentTarget.value)}
              data={[
                { value: "", label: t("absence.choose") },
                ...deputies.map(({ id, name }) => ({ value: id, label: name })),
              ]}
            />
            <TextInput
              type="date"
              label={t("absence.from")}
              required
              min={today}
              value={from}
              onChange={(event) => {
                const day = event.currentTarget.value;
                setFrom(day);
                if (day > to) setTo(day);
              }}
            />
            <TextInput
              type="date"
              label={t("absence.to")}
              required
              min={from}
              value={to}
              onChange={(event) => setTo(event.currentTarget.value)}
            />
          </SimpleGrid>
          {people.length > 0 && deputies.length === 0 && <Text size="sm">{t("absence.nobody")}</Text>}
          {make.error !== null && <ProblemAlert error={make.error} />}
          <Group>
            <Button type="submit" loading={make.isPending} disabled={deputy === ""}>
              {t("absence.submit")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Paper>
  );
}

const LISTS = new Set(["listAbsences", "listColleagues"]);

/** The unit's people; for an administrator those of all units. */
function usePeople(): readonly Person[] {
  const { account } = useSession();
  const isAdministrator = hasRole(account, ["administrator"]);
  const colleagues = useOperation("listColleagues", {}, { enabled: !isAdministrator });
  const accounts = useOperation("listAccounts", { query: { limit: 200 } }, { enabled: isAdministrator });
  return isAdministrator
    ? (accounts.data?.items ?? []).filter(({ unit, disabledAt }) => unit !== undefined && disabledAt === undefined)
    : (colleagues.data?.items ?? []);
}

/** `YYYY-MM-DD` in Almaty. */
const localDay = (instant: Date): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Almaty" }).format(instant);
