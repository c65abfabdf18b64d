/** The table that is shown, all of it, as a file for a spreadsheet: made by the server, which knows every row. */
import { Button } from "@mantine/core";
import { IconTableExport } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../connection/api-types.ts";
import { addressOf, type Operation } from "../connection/client.ts";
import { NotReached, ProblemError } from "../connection/problem-error.ts";
import { ProblemAlert } from "../connection/problem-alert.tsx";

export interface CsvButtonProps {
  readonly operation: Operation;
  readonly given: {
    readonly params?: Readonly<Record<string, unknown>>;
    readonly query?: Readonly<Record<string, unknown>>;
  };
  /** Without ending. */
  readonly fileName: string;
  readonly label: string;
}

export function CsvButton({ operation, given, fileName, label }: CsvButtonProps) {
  const { i18n } = useTranslation();
  const [state, setState] = useState<{ readonly busy: boolean; readonly error?: unknown }>({ busy: false });
  const download = async (): Promise<void> => {
    setState({ busy: true });
    try {
      const table = await tableOf(addressOf(operation, given), i18n.language);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(table);
      link.download = `${fileName}.csv`;
      link.click();
      URL.revokeObjectURL(link.href);
      setState({ busy: false });
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <>
      <Button
        variant="default"
        size="sm"
        loading={state.busy}
        leftSection={<IconTableExport size={16} aria-hidden />}
        onClick={() => void download()}
      >
        {label}
      </Button>
      {state.error !== undefined && <ProblemAlert error={state.error} />}
    </>
  );
}

async function tableOf(address: string, language: string): Promise<Blob> {
  let response: Response;
  try {
    response = await fetch(address, { headers: { Accept: "text/csv", "Accept-Language": language } });
  } catch {
    throw new NotReached();
  }
  if (response.ok) return response.blob();
  if (!(response.headers.get("content-type") ?? "").includes("application/problem+json")) throw new NotReached();
  throw new ProblemError((await response.json()) as Problem);
}
