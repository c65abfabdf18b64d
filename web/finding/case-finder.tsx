/**
 * From a number on paper to its case, on every page of the staff: a button, a key, or a scanner pointed at the bar code. Opens the task that the account
 * may do, else the case; auditors and administrators get its replay.
 */
import { ActionIcon, Alert, Button, Group, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconBarcode, IconSearch } from "@tabler/icons-react";
import { useCallback, useEffect, useRef, useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Dialog } from "../app/dialog.tsx";
import { useNotice } from "../app/notices.tsx";
import { hasRole, useSession } from "../app/session.tsx";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { codeOf } from "../connection/problem-error.ts";
import { numberIn } from "./scanned-number.ts";
import { hearScanner } from "./scanner-keys.ts";

type Said = "unreadable" | "elsewhere" | "nothing" | { readonly error: unknown };

export function CaseFinder() {
  const { t } = useTranslation("counter");
  const { account } = useSession();
  const navigate = useNavigate();
  const notice = useNotice();
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState("");
  const [said, setSaid] = useState<Said>();
  const [busy, setBusy] = useState(false);
  const inInbox = !hasRole(account, ["auditor", "administrator"]);

  const find = useCallback(
    async (scanned: string): Promise<void> => {
      const number = numberIn(scanned);
      setTyped(number ?? scanned);
      setSaid(undefined);
      if (number === undefined) {
        setSaid("unreadable");
        setOpened(true);
        return;
      }
      setBusy(true);
      try {
        const found = await call("findByNumber", { params: { number } });
        setOpened(false);
        setTyped("");
        const to = !inInbox
          ? `/audit/cases/${found.case}`
          : found.task === undefined
            ? `/inbox/case/${found.case}`
            : `/inbox/${found.task}`;
        notice({ text: t("find.found", { number: found.case }) });
        void navigate(to);
      } catch (error) {
        const code = codeOf(error);
        setSaid(code === "NUMBER_NOT_ISSUED" ? "nothing" : code === "CASE_NOT_FOUND" ? "elsewhere" : { error });
        setOpened(true);
      } finally {
        setBusy(false);
      }
    },
    [inInbox, navigate, notice, t],
  );
  const latest = useRef(find);
  latest.current = find;
  useEffect(() => hearScanner((text) => void latest.current(text)), []);
  useHotkeys([["mod+K", () => setOpened(true)]], []);

  return (
    <>
      <Tooltip label={t("find.open")}>
        <ActionIcon variant="default" size="lg" aria-label={t("find.open")} onClick={() => setOpened(true)}>
          <IconBarcode size={20} aria-hidden />
        </ActionIcon>
      </Tooltip>
      {opened && (
        <Dialog
          title={t("find.title")}
          onClose={() => {
            setOpened(false);
            setSaid(undefined);
          }}
        >
          <form
            role="search"
            onSubmit={(event: SyntheticEvent) => {
              event.preventDefault();
              void find(typed);
            }}
          >
            <Stack gap="md">
              <TextInput
                data-autofocus
                label={t("find.label")}
                description={t("find.hint")}
                autoComplete="off"
                leftSection={<IconSearch size={16} aria-hidden />}
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
                onFocus={(event) => event.currentTarget.select()}
              />
              {typeof said === "object" && <ProblemAlert error={said.error} />}
              {typeof said === "string" && (
                <Alert color="orange" role="alert" title={t(`find.${said}`, { number: typed })}>
                  <Text size="sm">{t(`find.next.${said}`)}</Text>
                </Alert>
              )}
              <Group>
                <Button type="submit" loading={busy} disabled={typed.trim() === ""}>
                  {t("find.submit")}
                </Button>
              </Group>
            </Stack>
          </form>
        </Dialog>
      )}
    </>
  );
}
