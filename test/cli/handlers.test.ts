import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { validateAllZeebe } from "@bpmn-io/element-templates-validator";
import { expect } from "chai";
import { elementTemplates } from "../../cli/handlers/element-templates.ts";
import { handlerPage } from "../../cli/handlers/handler-page.ts";
import type { Handler } from "../../engine/ports.ts";
import { lintDiagram } from "../../engine/lint/lint-diagram.ts";
import { createHandlers } from "../../handlers/index.ts";
import { createUnconfiguredOutside } from "../../handlers/unconfigured-outside.ts";
import { runCli } from "./command-line.ts";

const root = resolve(import.meta.dirname, "../..");
const clock = { now: () => "2012-05-14T04:00:00.000Z" };
const handlers = createHandlers({ outside: createUnconfiguredOutside(), clock }).list();

interface Template {
  readonly name: string;
  readonly properties: readonly {
    readonly value?: string;
    readonly type: string;
    readonly choices?: readonly { readonly value: string }[];
    readonly binding: { readonly type: string; readonly name?: string; readonly source?: string };
    readonly constraints?: object;
  }[];
}

describe("reglament handlers", () => {
  it("lists every handler with what it takes and answers", async () => {
    const { code, stdout } = await runCli(["handlers"]);
    expect(code).to.equal(0);
    for (const { name, description } of handlers) expect(stdout).to.include(`${name}: ${description}`);
    expect(stdout).to.include("  takes document (text): Document of the case file in which the person's IIN stands.");
  });

  it("--json gives the schemas themselves", async () => {
    const { stdout } = await runCli(["handlers", "--json"]);
    const listed = JSON.parse(stdout) as readonly Omit<Handler, "run">[];
    expect(listed).to.deep.equal(
      handlers.map(({ name, description, input, output, retries }) => ({ name, description, input, output, retries })),
    );
  });

  it("--markdown is the page docs/handlers.md, word for word", async () => {
    const { stdout } = await runCli(["handlers", "--markdown"]);
    expect(stdout).to.equal(handlerPage(handlers));
    expect(readFileSync(resolve(root, "docs/handlers.md"), "utf8")).to.equal(stdout);
  });

  it("says no to two forms at once", async () => {
    expect((await runCli(["handlers", "--json", "--markdown"])).code).to.equal(2);
  });
});

describe("the element templates", () => {
  const templates = elementTemplates(handlers) as readonly Template[];

  it("are what `--element-templates` prints, one for each handler", async () => {
    const { stdout } = await runCli(["handlers", "--element-templates"]);
    expect(JSON.parse(stdout)).to.deep.equal(templates);
    expect(templates.map(({ name }) => name)).to.deep.equal(handlers.map(({ name }) => name));
  });

  it("are valid to bpmn-io's own validator, which finds fault with a broken one", () => {
    expect(validateAllZeebe(templates as object[])).to.deep.include({ valid: true });
    const broken = templates.map((template) => ({ ...template, appliesTo: undefined }));
    expect(validateAllZeebe(broken)).to.deep.include({ valid: false });
  });

  it("have a field for each input, asked for where it is needed, and one for each fact", () => {
    for (const [index, { input, output }] of handlers.entries()) {
      const shape = input as unknown as { properties: Record<string, unknown>; required: string[] };
      const { properties } = templates[index]!;
      const fields = properties.filter(({ binding }) => binding.type === "zeebe:input");
      expect(fields.map(({ binding }) => binding.name)).to.deep.equal(Object.keys(shape.properties));
      expect(
        fields.filter(({ constraints }) => constraints !== undefined).map(({ binding }) => binding.name),
      ).to.have.members(shape.required);
      const facts = properties.filter(({ binding }) => binding.type === "zeebe:output");
      expect(facts.map(({ binding }) => binding.source)).to.deep.equal(
        Object.keys((output as unknown as typeof shape).properties).map((name) => `=${name}`),
      );
    }
  });

  it("drawn as an editor fills them, make a step that lint has nothing to say against", async () => {
    for (const { name, properties } of templates) {
      const filled = properties.filter(({ constraints }) => constraints !== undefined);
      const inputs = filled.map(
        ({ binding, choices }) =>
          `<zeebe:input source="${choices?.[0]?.value ?? (binding.name === "status" ? "received" : "application")}" target="${binding.name}"/>`,
      );
      const diagram = `<?xml version="1.0" encoding="UTF-8"?>
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="urn:test">
        <process id="p" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
        <serviceTask id="t" name="Step"><extensionElements><zeebe:taskDefinition type="${properties[0]!.value}"/><zeebe:ioMapping>${inputs.join("")}</zeebe:ioMapping></extensionElements></serviceTask>
        <sequenceFlow id="f2" sourceRef="t" targetRef="e"/><endEvent id="e"/></process></definitions>`;
      const { problems, messages } = await lintDiagram(new TextEncoder().encode(diagram), {
        profile: "engine",
        handlers,
      });
      const about = messages.filter(({ rule }) => rule.startsWith("handler-"));
      // Its second way of being filled: to enrol in the queue, a document is needed as well, which a template cannot say.
      expect([problems, name === "child.queue" ? [] : about], name).to.deep.equal([[], []]);
    }
  });
});

describe("the handlers", () => {
  for (const { name, input, output } of handlers) {
    it(`${name}: says of each input and each fact what it is`, () => {
      for (const schema of [input, output])
        for (const [property, { description }] of Object.entries(
          (schema as unknown as { properties: Record<string, { description: string }> }).properties,
        ))
          expect(description, property).to.match(/^[A-Z].*\.$/s);
    });

    it(`${name}: is one file, with a test of its own`, () => {
      const file = `${name.replaceAll(".", "-")}.ts`;
      expect(existsSync(resolve(root, "handlers", file))).to.equal(true);
      expect(existsSync(resolve(root, "test/handlers", file.replace(".ts", ".test.ts")))).to.equal(true);
    });
  }
});
