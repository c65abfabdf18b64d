/** A simulated outside with the handlers in front of it, and one job run as the runtime would run it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import type { Variables } from "../../engine/core/events.ts";
import { HandlerFailure } from "../../engine/ports.ts";
import type { Handler, HandlerAnswer, HandlerContext, HandlerRegistry } from "../../engine/ports.ts";
import { createSimulatedOutside } from "../../fixtures/outside/simulated-outside.ts";
import type { SimulatedOutside } from "../../fixtures/outside/simulated-outside.ts";
import { makePeople } from "../../fixtures/people/people.ts";
import type { People } from "../../fixtures/people/people.ts";
import { ensureTestCa } from "../../fixtures/test-ca/test-ca.ts";
import type { TestCa } from "../../fixtures/test-ca/test-ca.ts";
import { createHandlers } from "../../handlers/index.ts";

export const NOW = "2026-05-14T04:00:00.000Z";

const ajv = new Ajv2020({ strict: true });

const verifyAddress = (number: string): string => `https://office.example/verify/${number}`;

export interface World {
  readonly people: People;
  readonly ca: TestCa;
  readonly simulated: SimulatedOutside;
  readonly handlers: HandlerRegistry;
  /** Removes the test CA's directory. */
  close(): void;
}

export async function openWorld(): Promise<World> {
  const directory = mkdtempSync(join(tmpdir(), "reglament-test-ca-"));
  const ca = await ensureTestCa(directory);
  const people = makePeople();
  const clock = { now: () => NOW };
  const simulated = createSimulatedOutside({ people, ca, clock });
  const handlers = createHandlers({ outside: simulated.outside, clock, verifyAddress });
  return { people, ca, simulated, handlers, close: () => rmSync(directory, { recursive: true, force: true }) };
}

/** What lies in the case file and beside the diagram: objects become JSON, the rest stays bytes. */
export interface CaseFile {
  readonly documents?: Readonly<Record<string, object | Uint8Array>>;
  readonly templates?: Readonly<Record<string, unknown>>;
  readonly regulation?: object;
  readonly filedAt?: string;
  readonly jobId?: string;
  readonly at?: string;
  /** When the job came into being, unless it was at `at`. */
  readonly begunAt?: string;
  readonly applicant?: string;
  readonly signal?: AbortSignal;
}

export function jobContext(file: CaseFile = {}): HandlerContext {
  const jobId = file.jobId ?? "case-1.7";
  return {
    jobId,
    case: jobId.slice(0, jobId.lastIndexOf(".")),
    element: "step",
    regulation: "preschool-almaty-2012",
    channel: "office",
    ...(file.applicant === undefined ? {} : { applicant: file.applicant }),
    attempt: 1,
    at: file.at ?? NOW,
    begunAt: () => Promise.resolve(file.begunAt ?? file.at ?? NOW),
    signal: file.signal ?? new AbortController().signal,
    readDocument(name) {
      const document = file.documents?.[name];
      if (document === undefined) return Promise.resolve(undefined);
      return Promise.resolve({
        id: `id-of-${name}`,
        mediaType: "application/json",
        bytes: bytesOf(document),
        ...(file.filedAt === undefined ? {} : { filedAt: file.filedAt }),
      });
    },
    readResource(kind, name) {
      const template = kind === "document" ? file.templates?.[name] : file.regulation;
      return Promise.resolve(template === undefined ? undefined : bytesOf(template as object));
    },
  };
}

export function bytesOf(value: object): Uint8Array {
  return value instanceof Uint8Array ? value : new TextEncoder().encode(JSON.stringify(value));
}

/** Runs the job as the runtime does, with both schemas checked, and holds every answer to the rule that facts name no person. */
export async function runJob(
  registry: HandlerRegistry,
  people: People,
  name: string,
  input: Variables,
  file: CaseFile = {},
): Promise<HandlerAnswer> {
  const handler = registry.get(name);
  if (handler === undefined) throw new Error(`no handler ${name}`);
  fits(handler.input, input);
  const answer = await handler.run(input, jobContext(file));
  fits(handler.output, answer.facts);
  expectNothingPersonal(answer.facts, people);
  return answer;
}

/** The JSON document that an answer files under that name. */
export function filed(answer: HandlerAnswer, name: string): Record<string, unknown> {
  const document = answer.documents?.find((candidate) => candidate.name === name);
  if (document === undefined) throw new Error(`the answer files no document ${name}`);
  expect(document.mediaType).to.equal("application/json");
  return JSON.parse(new TextDecoder().decode(document.bytes)) as Record<string, unknown>;
}

export async function failureOf(run: Promise<unknown>): Promise<HandlerFailure> {
  try {
    await run;
  } catch (error) {
    if (error instanceof HandlerFailure) return error;
    throw error;
  }
  throw new Error("the handler did not fail");
}

export function isValid(schema: object, value: unknown): boolean {
  return ajv.validate(schema, value);
}

function expectNothingPersonal(facts: object, people: People): void {
  const text = JSON.stringify(facts);
  expect(text, "a personal number in facts").not.to.match(/[0-9]{12}/);
  for (const { surname, name, patronymic } of people.all) {
    for (const part of [surname, name, patronymic]) {
      if (part !== undefined) expect(text, "a name in facts").not.to.include(part);
    }
  }
}

function fits(schema: Handler["input"], value: unknown): void {
  const valid = ajv.validate(schema, value);
  expect(valid, ajv.errorsText()).to.equal(true);
}
