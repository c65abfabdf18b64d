/** Who of the staff looked at what. */
import { Anchor, Button, Group, Loader, Paper, Stack, Table, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { PageTitle } from "../app/page-title.tsx";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { usePages } from "../connection/queries.ts";
import { CsvButton } from "../tables/csv-button.tsx";
import { useInWords } from "../tables/in-words.ts";
import { TableRegion } from "../tables/table-region.tsx";
import { MoreButton } from "../tables/more-button.tsx";

export function ReadsPage() {
  const { t } = useTranslation("audit");
  const words = useInWords();
  const [asked, setAsked] = useSearchParams();
  const of = (name: string) => {
    const value = asked.get(name) ?? "";
    return value === "" ? {} : { [name]: value };
  };
  const query = { ...of("case"), ...of("account") };
  const looks = usePages("listReads", { query: { ...query, limit: 100 } });
  const rows = looks.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Stack>
      <PageTitle>{t("reads.title")}</PageTitle>
      <Text c="dimmed">{t("reads.text")}</Text>
      <form
        role="search"
        aria-label={t("reads.title")}
        key={asked.toString()}
        onSubmit={(event) => {
          event.preventDefault();
          const filled = [...new FormData(event.currentTarget)].map(([name, value]) => [
            name,
            (value as string).trim(),
          ]);
          setAsked(filled.filter(([, value]) => value !== "") as [string, string][]);
        }}
      >
        <Group align="end">
          <TextInput name="case" label={t("reads.case")} defaultValue={asked.get("case") ?? ""} maxLength={64} />
          <TextInput
            name="account"
            label={t("reads.account")}
            defaultValue={asked.get("account") ?? ""}
            maxLength={100}
          />
          <Button type="submit">{t("find.submit")}</Button>
          <CsvButton operation="listReads" given={{ query }} fileName="reads" label={t("csv")} />
        </Group>
      </form>
      {looks.error !== null && <ProblemAlert error={looks.error} />}
      {looks.isPending && <Loader />}
      {looks.isSuccess && rows.length === 0 && <Text role="status">{t("reads.nothing")}</Text>}
      {rows.length > 0 && (
        <Paper withBorder>
          <TableRegion
            label={t("reads.title")}
            head={[t("reads.at"), t("reads.who"), t("reads.case"), t("reads.what")]}
          >
            {rows.map((row, index) => (
              <Table.Tr key={index}>
                <Table.Td>{words.instant(row.at)}</Table.Td>
                <Table.Td>{row.name}</Table.Td>
                <Table.Td>
                  <Anchor component={Link} to={`/audit/cases/${row.case}`} underline="always">
                    {row.case}
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  {t(`reads.kinds.${row.what}`)}
                  {row.what === "document" && row.of !== undefined && ` ${row.of}`}
                </Table.Td>
              </Table.Tr>
            ))}
          </TableRegion>
        </Paper>
      )}
      <MoreButton pages={looks} label={t("more")} />
    </Stack>
  );
}
