/** What an installation says about its documents: where they can be verified, how long they are kept, and what may be sent in. */
import { Duration } from "luxon";
import { ConfigError } from "./config.ts";

export interface DocumentSettings {
  /** Without a slash at its end; the QR codes of documents lead below it. */
  readonly publicUrl?: string;
  /** How long a case file is kept after its case has ended; ISO 8601 duration. Without it nothing is erased because its time is over. */
  readonly retention?: string;
  /** Media types taken besides those that are taken everywhere (`upload-type.ts`). */
  readonly moreUploadTypes: readonly string[];
  /** Of all documents of one case that are not erased. */
  readonly largestCaseFile: number;
}

const MEGABYTE = 1024 * 1024;

export const DEFAULT_DOCUMENT_SETTINGS: DocumentSettings = { moreUploadTypes: [], largestCaseFile: 200 * MEGABYTE };

/** Reads PUBLIC_URL, CASE_FILE_RETENTION, CASE_FILE_LIMIT_MB and UPLOAD_TYPES. Throws `ConfigError`. */
export function readDocumentSettings(environment: Readonly<Record<string, string | undefined>>): DocumentSettings {
  const publicUrl = readPublicUrl(environment.PUBLIC_URL);
  const retention = readRetention(environment.CASE_FILE_RETENTION);
  return {
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(retention === undefined ? {} : { retention }),
    moreUploadTypes: readTypes(environment.UPLOAD_TYPES),
    largestCaseFile: readLimit(environment.CASE_FILE_LIMIT_MB),
  };
}

function readPublicUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const refusal = new ConfigError("PUBLIC_URL", value, "the http(s) address at which everybody reaches the server");
  if (!URL.canParse(value)) throw refusal;
  const { protocol, search, hash, username } = new URL(value);
  if (!/^https?:$/.test(protocol) || search !== "" || hash !== "" || username !== "") throw refusal;
  return value.replace(/\/+$/, "");
}

function readRetention(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const duration = Duration.fromISO(value);
  if (!duration.isValid || !(duration.as("days") > 0))
    throw new ConfigError("CASE_FILE_RETENTION", value, "an ISO 8601 duration longer than nothing, such as P5Y");
  return value;
}

function readTypes(value: string | undefined): readonly string[] {
  if (value === undefined) return [];
  const types = value.split(",").map((type) => type.trim().toLowerCase());
  if (!types.every((type) => /^[a-z]+\/[a-z0-9][a-z0-9.+-]*$/.test(type)))
    throw new ConfigError("UPLOAD_TYPES", value, "media types with commas between them, such as image/tiff");
  return types;
}

function readLimit(value: string | undefined): number {
  if (value === undefined) return DEFAULT_DOCUMENT_SETTINGS.largestCaseFile;
  if (!/^[1-9]\d{0,5}$/.test(value))
    throw new ConfigError("CASE_FILE_LIMIT_MB", value, "a whole number of megabytes from 1 to 999999");
  return Number(value) * MEGABYTE;
}
