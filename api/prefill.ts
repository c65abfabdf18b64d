/** What an applicant need not write again: from the account, and from what the person register answered in this case about them. */
import { DateTime } from "luxon";
import type { Json } from "../engine/core/events.ts";
import type { Language } from "../engine/model/graph.ts";
import type { AccountRow, CaseFileStore, Clock } from "../engine/ports.ts";
import { knownValues, type RegisteredPerson } from "./known-values.ts";

/** Who files what the person register answers. */
const REGISTER = "handler:person.lookup";

interface Asked {
  readonly case: string;
  /** The form's JSON Schema. */
  readonly schema: object;
  readonly account: AccountRow;
  readonly language: Language;
}

export async function prefill(
  { caseFile, clock }: { readonly caseFile: CaseFileStore; readonly clock: Clock },
  { case: caseId, schema, account: { iin }, language }: Asked,
): Promise<Readonly<Record<string, Json>>> {
  const person = iin === undefined ? undefined : await registeredPerson(caseFile, caseId, iin);
  return knownValues(schema, {
    language,
    today: DateTime.fromISO(clock.now(), { zone: "Asia/Almaty" }).toISODate()!,
    ...(iin === undefined ? {} : { iin }),
    ...(person === undefined ? {} : { person }),
  });
}

/** What the register said of the holder of that number; of nobody else. */
async function registeredPerson(
  caseFile: CaseFileStore,
  caseId: string,
  iin: string,
): Promise<RegisteredPerson | undefined> {
  const documents = await caseFile.list(caseId);
  const answers = documents.filter(({ filedBy, erasedAt }) => filedBy === REGISTER && erasedAt === undefined);
  for (const { id, mediaType } of answers.toReversed()) {
    const document = mediaType === "application/json" ? await caseFile.read(id) : undefined;
    if (document === undefined) continue;
    const { person } = JSON.parse(Buffer.from(document.bytes).toString("utf8")) as {
      readonly person?: RegisteredPerson & { readonly iin: string };
    };
    if (person?.iin === iin) return person;
  }
  return undefined;
}
