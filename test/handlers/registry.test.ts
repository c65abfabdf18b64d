import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "chai";
import { createHandlers } from "../../handlers/index.ts";
import { OutsideRefused, OutsideUnavailable } from "../../handlers/outside.ts";
import type { Outside } from "../../handlers/outside.ts";
import { createUnconfiguredOutside } from "../../handlers/unconfigured-outside.ts";
import { makePeople } from "../../fixtures/people/people.ts";
import { NOW, failureOf, jobContext } from "./job.ts";

const clock = { now: () => NOW };
const people = makePeople();
const registry = createHandlers({ outside: createUnconfiguredOutside(), clock });
const iin = people.personas.applicant.iin;

describe("the registry of handlers", () => {
  it("holds each handler by its name", () => {
    expect(registry.list().map((handler) => handler.name)).to.deep.equal([
      "birth.lookup",
      "child.queue",
      "document.issue",
      "monitoring.report",
      "monitoring.scan",
      "notary.lookup",
      "notification.send",
      "person.lookup",
      "sign-in.verify",
      "signature.verify",
      "workplace.send",
    ]);
    for (const handler of registry.list()) expect(registry.get(handler.name)).to.equal(handler);
    expect(registry.get("person.forget")).to.equal(undefined);
  });

  for (const handler of registry.list()) {
    it(`${handler.name}: closed schemas of draft 2020-12, a description, retries`, () => {
      for (const schema of [handler.input, handler.output]) {
        expect(schema).to.include({
          $schema: "https://json-schema.org/draft/2020-12/schema",
          additionalProperties: false,
        });
        const ajv = new Ajv2020({ strict: true });
        expect(ajv.compile(schema)({ surprise: 1 })).to.equal(false);
      }
      expect(handler.description).to.match(/^[A-Z].*\.$/);
      expect(handler.retries.attempts).to.be.greaterThan(1);
      expect(handler.retries.backoffMs).to.be.greaterThan(0);
    });
  }
});

describe("an installation without an outside", () => {
  const template = { title: { kk: "a", ru: "b", en: "c" } };
  const file = {
    documents: { application: { iin, barCode: "1" }, signer: { iin } },
    templates: { letter: template },
  };
  const calls: readonly [string, Record<string, string>, string][] = [
    ["person.lookup", { document: "application", field: "iin" }, "persons"],
    ["birth.lookup", { document: "application", field: "iin" }, "civil"],
    ["monitoring.report", { status: "accepted" }, "monitoring"],
    ["monitoring.scan", { document: "application", field: "barCode", place: "courier" }, "monitoring"],
    ["workplace.send", { document: "application", kind: "request" }, "workplace"],
    ["notification.send", { template: "letter" }, "notifier"],
    ["child.queue", { action: "accept" }, "queue"],
  ];
  for (const [name, input, port] of calls) {
    it(`${name} fails for good and names the port to configure`, async () => {
      const failure = await failureOf(registry.get(name)!.run(input, jobContext(file)));
      expect(failure).to.include({ code: "OUTSIDE_NOT_CONFIGURED", retry: false, bpmnError: false });
      expect(failure.message).to.include(`port \`${port}\``);
    });
  }

  it("document.issue needs none", async () => {
    const answer = await registry.get("document.issue")!.run({ template: "letter" }, jobContext(file));
    expect(answer.facts).to.have.property("issued", true);
  });
});

describe("an adapter that fails", () => {
  const failing = (error: Error) => {
    const outside: Outside = {
      ...createUnconfiguredOutside(),
      persons: { findByIin: () => Promise.reject(error) },
    };
    const handler = createHandlers({ outside, clock }).get("person.lookup")!;
    const file = { documents: { application: { iin } } };
    return handler.run({ document: "application", field: "iin" }, jobContext(file));
  };

  it("with a refusal is a final failure with the code of the refusal", async () => {
    const failure = await failureOf(failing(new OutsideRefused("person-register", "NO_CONSENT", "ask for consent")));
    expect(failure).to.include({ code: "NO_CONSENT", retry: false });
  });

  it("with a personal number in its words has it struck out", async () => {
    for (const error of [
      new OutsideRefused("person-register", "BAD_REQUEST", `GET /persons/${iin}`),
      new OutsideUnavailable("person-register", `timeout of /persons/${iin}`),
    ]) {
      expect((await failureOf(failing(error))).message)
        .to.include("[number]")
        .and.not.include(iin);
    }
  });

  it("is not troubled at all by a job that was given up", async () => {
    let asked = 0;
    const persons = {
      findByIin: () => {
        asked += 1;
        return Promise.resolve({ found: false } as const);
      },
    };
    const handler = createHandlers({ outside: { ...createUnconfiguredOutside(), persons }, clock }).get(
      "person.lookup",
    )!;
    const context = jobContext({ documents: { application: { iin } }, signal: AbortSignal.abort() });
    const failure = await failureOf(handler.run({ document: "application", field: "iin" }, context));
    expect(failure).to.include({ code: "OUTSIDE_UNAVAILABLE", retry: true });
    expect(asked).to.equal(0);
  });

  it("with a fault of its own is tried again, and says the fault to the operator but not to the log", async () => {
    const fault = new TypeError(`no route to /persons/${iin} of Мысалова`);
    const failure = await failureOf(failing(fault));
    expect(failure).to.include({ code: "OUTSIDE_FAULT", retry: true, cause: fault });
    expect(failure.message).to.equal("The adapter to the outside failed (TypeError).");
  });
});
