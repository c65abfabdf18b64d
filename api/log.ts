/**
 * The log of the installation, one JSON object a line. No line holds a personal number: every run of twelve digits is replaced before the
 * line is written, whatever field or message it stands in (an IIN is twelve digits; design, section 6). Headers are never logged.
 */
import { pino, type DestinationStream, type Logger } from "pino";

export type { Logger };

/** Writes to standard output unless told where. `silent` for tests that do not read it. */
export function createLog(destination?: DestinationStream, level = "info"): Logger {
  const options = {
    level,
    base: null,
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: {
      paths: ["authorization", "*.authorization", "password", "*.password", "token", "*.token"],
      censor: "[redacted]",
    },
    hooks: { streamWrite: redactIins },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

const IIN = /(?<!\d)\d{12}(?!\d)/g;
/** A JSON string, or a number outside of one. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?/g;

/** A line of JSON stays JSON: a bare number of twelve digits becomes a string. */
export function redactIins(line: string): string {
  return line.replace(TOKEN, (token) =>
    token.startsWith('"') ? token.replace(IIN, "[iin]") : /^\d{12}$/.test(token) ? '"[iin]"' : token,
  );
}
