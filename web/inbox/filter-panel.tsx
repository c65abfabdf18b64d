/** Narrows the list that is shown, and keeps what was put together under a name. */
import { Button, Checkbox, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState, type SyntheticEvent } from "react";
import { useTranslation } from "react-i18next";
import { useNotice } from "../app/notices.tsx";
import { useSession } from "../app/session.tsx";
import type { SavedFilter, TaskFilter } from "../connection/api-types.ts";
import { call } from "../connection/client.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";
import { useOperation } from "../connection/queries.ts";
import { changed } from "./lists.ts";
import { useOwnServices } from "./services.ts";

const TYPING_MS = 300;
const NUMBER = /[^A-Za-z0-9_-]/g;

interface Props {
  readonly filter: TaskFilter;
  /** The one that is shown, when it is one of the own. */
  readonly saved: SavedFilter | undefined;
  readonly onChange: (filter: TaskFilter) => void;
  /** It is kept under this id from now on; `undefined`: it is forgotten. */
  readonly onSaved: (id: string | undefined) => void;
}

export function FilterPanel({ filter, saved, onChange, onSaved }: Props) {
  const { t } = useTranslation("inbox");
  const { account } = useSession();
  const services = useOwnServices();
  const steps = useOperation(
    "listSteps",
    { query: { regulation: filter.regulation ?? "" } },
    { enabled: filter.regulation !== undefined, staleMs: 300_000 },
  );
  const colleagues = useOperation("listColleagues", {}, { staleMs: 300_000 });
  const [number, setNumber] = useState(filter.number ?? "");
  useEffect(() => setNumber(filter.number ?? ""), [filter.number]);
  const search = useDebouncedCallback((typed: string) => onChange(changed(filter, { number: typed })), TYPING_MS);
  const first = useRef<HTMLSelectElement>(null);
  useEffect(() => first.current?.focus(), []);
  const any = { value: "", label: t("filter.any") };
  return (
    <Stack gap="xs" p="sm" role="search" aria-label={t("filter.title")}>
      <NativeSelect
        ref={first}
        size="xs"
        label={t("filter.regulation")}
        value={filter.regulation ?? ""}
        onChange={(event) => onChange(changed(filter, { regulation: event.currentTarget.value }))}
        data={[any, ...services.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      {filter.regulation !== undefined && (
        <NativeSelect
          size="xs"
          label={t("filter.step")}
          value={filter.element ?? ""}
          onChange={(event) => onChange(changed(filter, { element: event.currentTarget.value }))}
          data={[
            { value: "", label: t("filter.anyStep") },
            ...(steps.data?.items ?? []).map(({ element, name }) => ({ value: element, label: name })),
          ]}
        />
      )}
      <Group gap="xs" grow align="end">
        <NativeSelect
          size="xs"
          label={t("filter.due")}
          value={filter.due ?? ""}
          onChange={(event) => onChange(changed(filter, { due: event.currentTarget.value }))}
          data={[
            { value: "", label: t("filter.anyTime") },
            ...(["overdue", "today", "week"] as const).map((value) => ({ value, label: t(`filter.${value}`) })),
          ]}
        />
        <NativeSelect
          size="xs"
          label={t("filter.assignee")}
          value={filter.assignee ?? ""}
          onChange={(event) => onChange(changed(filter, { assignee: event.currentTarget.value }))}
          data={[
            { value: "", label: t("filter.anybody") },
            { value: "me", label: t("filter.me") },
            { value: "nobody", label: t("filter.nobody") },
            ...(colleagues.data?.items ?? [])
              .filter(({ id }) => id !== account.id)
              .map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      </Group>
      <TextInput
        size="xs"
        label={t("filter.number")}
        value={number}
        onChange={(event) => {
          const typed = event.currentTarget.value.replace(NUMBER, "");
          setNumber(typed);
          search(typed);
        }}
      />
      <Keep key={saved?.id ?? ""} filter={filter} saved={saved} onSaved={onSaved} />
    </Stack>
  );
}

function Keep({ filter, saved, onSaved }: Omit<Props, "onChange">) {
  const { t } = useTranslation("inbox");
  const client = useQueryClient();
  const notice = useNotice();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState(saved?.name ?? "");
  const [shared, setShared] = useState(saved?.shared ?? false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const own = saved?.own === true ? saved : undefined;

  async function act(run: () => Promise<unknown>, after: () => void): Promise<void> {
    setBusy(true);
    setError(undefined);
    try {
      await run();
      await Promise.all(
        ["listFilters", "countTasks"].map((operation) => client.invalidateQueries({ queryKey: [operation] })),
      );
      setOpen(false);
      after();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }
  const put = (id: string, body: { readonly name: string; readonly filter: TaskFilter; readonly shared: boolean }) =>
    call("putFilter", { params: { filter: id }, body });
  const save = (event: SyntheticEvent): void => {
    event.preventDefault();
    const id = own?.id ?? newId();
    void act(
      () => put(id, { name, filter, shared }),
      () => {
        notice({ text: t("filter.saved", { name }) });
        onSaved(id);
      },
    );
  };
  const remove = ({ id, ...kept }: SavedFilter): void =>
    void act(
      () => call("removeFilter", { params: { filter: id } }),
      () => {
        onSaved(undefined);
        notice({
          text: t("filter.removed", { name: kept.name }),
          action: {
            label: t("undo"),
            run: () =>
              void act(
                () => put(id, { name: kept.name, filter: kept.filter, shared: kept.shared }),
                () => onSaved(id),
              ),
          },
        });
      },
    );

  if (!open)
    return (
      <Group gap="xs">
        <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
          {t(own === undefined ? "filter.save" : "filter.change")}
        </Button>
        {own !== undefined && (
          <Button size="compact-sm" variant="default" loading={busy} onClick={() => remove(own)}>
            {t("filter.remove")}
          </Button>
        )}
        {error !== undefined && <ProblemAlert error={error} />}
      </Group>
    );
  return (
    <form onSubmit={save}>
      <Stack gap="xs">
        <TextInput
          size="xs"
          required
          maxLength={60}
          data-autofocus
          label={t("filter.name")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox
          size="xs"
          label={t("filter.shared")}
          checked={shared}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
        {error !== undefined && <ProblemAlert error={error} />}
        <Group gap="xs">
          <Button type="submit" size="compact-sm" loading={busy} disabled={name.trim() === ""}>
            {t("filter.keep")}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setOpen(false)}>
            {t("filter.cancel")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** `crypto.randomUUID` is not there on pages of plain HTTP. */
const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
