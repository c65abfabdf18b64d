/**
 * The checks that every folder of processes/ stands: `checkRegulation({ folder, channels: [...] })` in a test file adds them as mocha
 * suites, one for the folder and one for each channel. What the act says is data, written out from its text, so that a slip in a diagram is
 * not read back from the diagram: its items and rows stand in the folder's text.json, which `reglament coverage` reads too. What only one
 * regulation has, its test file asserts with `readChannel`.
 */
import { readFileSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import { expect } from "chai";
import { compile } from "../../engine/model/compile.ts";
import {
  allExtensionsOf,
  type BpmnElement,
  childrenOf,
  idOf,
  isA,
  nameOf,
  textOf,
} from "../../engine/model/bpmn-element.ts";
import { coverChannel, nodesCalledBy, uncovered } from "../../engine/text/coverage.ts";
import { type ChannelText as ItemsOfText, readRegulationText } from "../../engine/text/regulation-text.ts";
import { writeTracesTable } from "../../engine/text/traces-table.ts";
import { evaluateCondition } from "../../engine/core/feel.ts";
import type { FlowNode, Graph, Term } from "../../engine/model/graph.ts";
import { parseDiagram } from "../../engine/model/parse-diagram.ts";
import { runScenarios } from "../../engine/scenario/run-scenarios.ts";
import type { ScenarioCase } from "../../engine/scenario/scenario-file.ts";
import { TEMPLATE_SCHEMA } from "../../handlers/document-template.ts";
import { driveCase } from "./drive-case.ts";
import { crossings, readLayout, runsThrough, touches } from "./layout.ts";

export interface RegulationText {
  /** Its folder under processes/, which is also its id. */
  readonly folder: string;
  /** Of the act; absent: Russian. The `name` of everything shown, and the `title` of forms, is in it. */
  readonly language?: "kk" | "ru";
  readonly channels: readonly ChannelText[];
  /** Forms that no task of a diagram has, such as the survey that is offered when a case is over. */
  readonly formsBesideTheDiagrams?: readonly string[];
  /** Names in the case file that neither a form nor a handler gives, such as `signer`. */
  readonly otherDocuments?: readonly string[];
}

export interface ChannelText {
  /** Name of the diagram without `.bpmn`. */
  readonly channel: string;
  readonly clause: string;
  readonly terms: readonly Term[];
  /** The end events. */
  readonly ends: readonly string[];
  /** The roles that have tasks. */
  readonly roles: readonly string[];
  /** What a form or a person decides: the variables that its forms give. */
  readonly decisions: readonly string[];
  /** Pools and the process drawn in them; absent in a black box. */
  readonly pools: readonly (readonly [id: string, process?: string])[];
  /** The elements that send the applicant a message. */
  readonly told: readonly string[];
}

export interface Channel {
  readonly graph: Graph;
  readonly elements: readonly BpmnElement[];
  readonly node: (id: string) => FlowNode;
  /** The folder's other diagrams that have a process which this one calls. */
  readonly called: readonly Graph[];
  /** Those of the folder's scenarios that run this diagram. */
  readonly scenarios: readonly ScenarioCase[];
}

export async function readChannel(folder: string, channel: string): Promise<Channel> {
  const bytes = readFileSync(join(pathOf(folder), `${channel}.bpmn`));
  const graph = await compile(bytes, { digest: channel });
  const called: Graph[] = [];
  if (graph.nodes.some(({ calledProcess }) => calledProcess !== undefined))
    for (const file of readdirSync(pathOf(folder)).filter((name) => name.endsWith(".bpmn"))) {
      const other = basename(file, ".bpmn");
      if (other === channel) continue;
      const candidate = await compile(readFileSync(join(pathOf(folder), file)), { digest: other });
      if (calledBy(graph, candidate).length > 0) called.push(candidate);
    }
  return {
    graph,
    called,
    elements: Object.values((await parseDiagram(bytes)).elementsById),
    node: (id) => {
      const index = graph.nodeIndex[id];
      if (index === undefined) throw new Error(`${channel} has no ${id}`);
      return graph.nodes[index]!;
    },
    scenarios: scenariosOf(folder, channel),
  };
}

/** Ids of the processes of `other` that a call activity of `graph` names. */
function calledBy(graph: Graph, other: Graph): string[] {
  const named = new Set(graph.nodes.flatMap(({ calledProcess }) => calledProcess?.process ?? []));
  return other.processes.map(({ id }) => id).filter((id) => named.has(id));
}

/** The nodes of processes that other diagrams lend to this one. */
const nodesCalled = ({ graph, called }: Channel): readonly FlowNode[] =>
  called.flatMap((other) => nodesCalledBy(graph, other));

export interface Schema {
  readonly type?: string;
  readonly title?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
  readonly pattern?: string;
  readonly "x-labels"?: Readonly<Record<string, string>>;
  readonly "x-variable"?: boolean;
}

export function readForms(folder: string): ReadonlyMap<string, Schema> {
  return new Map(
    namesIn(folder, "forms").map((name) => [name, readJson(folder, `forms/${name}.json`) as Schema] as const),
  );
}

/** Ajv as the forms are written for it. */
export function formsAjv(): Ajv2020 {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
  ajvFormats.default(ajv);
  ajv.addVocabulary(["x-labels", "x-variable"]);
  return ajv;
}

export function readText(folder: string, path: string): string {
  return readFileSync(join(pathOf(folder), path), "utf8");
}

export function checkRegulation(given: RegulationText): void {
  const text = { ...given, channels: given.channels.map((channel) => withItems(given.folder, channel)) };
  const channels = new Map<string, Channel>();
  before(async () => {
    for (const { channel } of text.channels) channels.set(channel, await readChannel(text.folder, channel));
  });
  checkFolder(text, () => [...channels.values()]);
  for (const channel of text.channels) checkChannel(text, channel, () => channels.get(channel.channel)!);
}

/** Beside what the test says of a channel, its items and rows as text.json has them. */
type FullChannelText = ChannelText & { readonly ofText: ItemsOfText };

function withItems(folder: string, channel: ChannelText): FullChannelText {
  const { channels } = readRegulationText(readText(folder, "text.json"));
  const ofText = channels.find((each) => each.channel === channel.channel);
  if (ofText === undefined) throw new Error(`${folder}: text.json has no channel ${channel.channel}`);
  return { ...channel, ofText };
}

/** The signs that the acts' legend and BPMN 1.2 have, as they are called in OMG XML. */
const SIGNS = [
  "startEvent",
  "endEvent",
  "intermediateThrowEvent",
  "intermediateCatchEvent",
  "boundaryEvent",
  "userTask",
  "manualTask",
  "serviceTask",
  "receiveTask",
  "callActivity",
  "exclusiveGateway",
  "parallelGateway",
  "eventBasedGateway",
];

/** What handlers file unless the diagram says `as`. */
const FILED_BY: Readonly<Record<string, string>> = {
  "person.lookup": "person",
  "birth.lookup": "birth-record",
  "signature.verify": "signature-check",
  "notification.send": "notification",
  "child.queue": "queue-place",
  "sign-in.verify": "sign-in",
};

const AT = "2012-05-14T04:00:00.000Z";

function checkFolder(
  text: Omit<RegulationText, "channels"> & { readonly channels: readonly FullChannelText[] },
  channels: () => readonly Channel[],
): void {
  const { folder, language = "ru" } = text;
  const forms = readForms(folder);
  const nodes = (): FlowNode[] => channels().flatMap(({ graph }) => graph.nodes);

  describe("its regulation.json", () => {
    interface Named {
      readonly id: string;
    }
    const regulation = readJson(folder, "regulation.json") as {
      id: string;
      language: string;
      channels: readonly { id: string; file: string; process: string; clause: string; term?: object }[];
      term: Readonly<Record<string, unknown>>;
      results: readonly { template: string }[];
      roles: readonly Named[];
      performers: readonly (Named & { roles: readonly string[] })[];
      statuses: readonly Named[];
    };

    it("lists the channels, each with its process, clause and term", () => {
      expect(regulation).to.include({ id: folder, language });
      expect(regulation.channels.map(({ id, file, process, clause }) => [id, file, process, clause])).to.deep.equal(
        text.channels.map(({ channel, clause }) => [channel, `${channel}.bpmn`, `${folder}.${channel}`, clause]),
      );
      for (const [index, { graph }] of channels().entries()) {
        const [process] = graph.processes;
        expect([process!.id, process!.service!.regulation]).to.deep.equal([
          regulation.channels[index]!.process,
          folder,
        ]);
        const [term] = process!.service!.terms;
        if (term !== undefined)
          expect({ ...regulation.term, ...regulation.channels[index]!.term }, process!.id).to.deep.include(term);
      }
    });

    it("names the results, roles, performers and statuses that the diagrams have", () => {
      expect(namesIn(folder, "documents")).to.include.members(regulation.results.map(({ template }) => template));
      const lanes = channels().flatMap(({ graph }) =>
        graph.processes.flatMap(({ lanes: all }) => all.map(({ role }) => role)),
      );
      const performing = regulation.performers.flatMap(({ roles }) => roles);
      expect([...new Set(performing)].toSorted()).to.deep.equal([...new Set(lanes)].toSorted());
      const performers = text.channels.flatMap(({ ofText: { rows = [] } }) => rows.map(({ performer }) => performer));
      expect(regulation.performers.map(({ id }) => id)).to.include.members([...new Set(performers)]);
      const working = text.channels.flatMap(({ roles }) => roles);
      expect(regulation.roles.map(({ id }) => id).toSorted()).to.deep.equal([...new Set(working)].toSorted());
      const shown = nodes().flatMap(({ status }) => status ?? []);
      expect(regulation.statuses.map(({ id }) => id).toSorted()).to.deep.equal([...new Set(shown)].toSorted());
    });
  });

  describe("its forms", () => {
    const ajv = formsAjv();

    it("are there for the application and each task of a person, and for nothing else", () => {
      // A process that is only called asks for nothing at its start: its caller has.
      const calledStarts = channels()
        .flatMap((channel) => channels().map(({ graph }) => [channel.graph, graph] as const))
        .flatMap(([caller, graph]) => {
          const ids = calledBy(caller, graph);
          return graph.scopes
            .filter(({ id }) => ids.includes(id))
            .flatMap(({ starts }) => starts.map((at) => graph.nodes[at]!));
        });
      const used = nodes()
        .filter(
          (node) =>
            node.kind === "userTask" ||
            (node.kind === "startEvent" && node.triggers.length === 0 && !calledStarts.includes(node)),
        )
        .map(({ form }) => form ?? "a task without a form");
      expect([...new Set([...used, ...(text.formsBesideTheDiagrams ?? [])])].toSorted()).to.deep.equal(
        [...forms.keys()].toSorted(),
      );
    });

    it("are JSON Schemas (draft 2020-12) of closed objects", () => {
      for (const [name, schema] of forms) {
        expect(schema, name).to.include({ $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" });
        expect(() => ajv.compile(schema), name).not.to.throw();
        for (const object of parts(schema).filter(({ type }) => type === "object"))
          expect(object.additionalProperties, `${name}: ${object.title ?? ""}`).to.equal(false);
      }
    });

    it("label every field and every value to choose from in three languages, the title being that of the act", () => {
      for (const [name, schema] of forms) {
        expect(
          parts(schema).filter((part) => part.enum !== undefined),
          name,
        ).to.deep.equal([]);
        const labelled = parts(schema).filter((part) => part.title !== undefined);
        const fields = parts(schema).flatMap(({ properties, oneOf }) => [
          ...Object.values(properties ?? {}),
          ...(oneOf ?? []),
        ]);
        expect(labelled, name).to.include.members([schema, ...fields]);
        for (const part of labelled) {
          const words = part["x-labels"] ?? {};
          expect(Object.keys(words).toSorted(), `${name}: ${part.title}`).to.deep.equal(["en", "kk", "ru"]);
          expect(words[language], name).to.equal(part.title);
        }
      }
    });

    it("bound every text, and take twelve digits for an IIN", () => {
      for (const [name, schema] of forms) {
        for (const part of parts(schema).filter(({ type, oneOf }) => type === "string" && oneOf === undefined))
          expect(Object.keys(part), `${name}: ${part.title ?? ""}`).to.include.oneOf([
            "maxLength",
            "pattern",
            "format",
          ]);
        const fields = parts(schema).flatMap(({ properties }) => Object.entries(properties ?? {}));
        for (const [field, { pattern }] of fields.filter(([field]) => /iin$/i.test(field)))
          expect(pattern, `${name}: ${field}`).to.equal(String.raw`^\d{12}$`);
      }
    });

    it("give the variables nothing but facts: one of a few codes, yes or no, a date", () => {
      const given = [...forms].flatMap(([name, { properties }]) =>
        Object.entries(properties ?? {})
          .filter(([, property]) => property["x-variable"] === true)
          .map(([field, property]) => [`${name}: ${field}`, property] as const),
      );
      const free = given.filter(
        ([, { oneOf, type, format }]) =>
          !((oneOf ?? []).length > 1 || type === "boolean" || (type === "string" && (format ?? "").startsWith("date"))),
      );
      expect(free.map(([field]) => field)).to.deep.equal([]);
    });
  });

  describe("its documents", () => {
    it("are templates as the handlers read them, all of them named in a diagram", () => {
      const check = new Ajv2020({ strict: true }).compile(TEMPLATE_SCHEMA);
      for (const name of namesIn(folder, "documents"))
        expect(check(readJson(folder, `documents/${name}.json`)), `${name}: ${JSON.stringify(check.errors)}`).to.equal(
          true,
        );
      const named = new Set(nodes().flatMap(({ documents }) => documents));
      expect([...named].toSorted()).to.deep.equal(namesIn(folder, "documents").toSorted());
      const literal = nodes().flatMap(({ call }) => inputOf(call, "template") ?? []);
      expect([...named]).to.include.members(literal);
    });

    it("take from a form only fields that the form has, else from what a handler files", () => {
      interface Place {
        readonly document: string;
        readonly pointer: string;
      }
      const filed = filedBy(nodes());
      for (const name of namesIn(folder, "documents")) {
        const { fields } = readJson(folder, `documents/${name}.json`) as {
          fields: readonly { from: Place | readonly Place[] }[];
        };
        for (const { document, pointer } of fields.flatMap(({ from }) => from)) {
          const form = forms.get(document);
          if (form === undefined)
            expect([...filed, ...(text.otherDocuments ?? [])], `${name}: ${document}${pointer}`).to.include(document);
          else expect(fieldAt(form, pointer), `${name}: ${document}${pointer}`).not.to.equal(undefined);
        }
      }
    });
  });
}

function checkChannel(regulation: RegulationText, text: FullChannelText, opened: () => Channel): void {
  const { folder, language = "ru" } = regulation;
  const forms = readForms(folder);
  const graph = (): Graph => opened().graph;
  const elements = (): readonly BpmnElement[] => opened().elements;
  const { ofText } = text;
  const { items, rows = [] } = ofText;

  /** Variable to the values that the channel's forms offer for it. */
  const formVariables = (): Map<string, Set<string>> => {
    const variables = new Map<string, Set<string>>();
    for (const { form } of [...graph().nodes, ...nodesCalled(opened())])
      for (const [name, property] of Object.entries(forms.get(form ?? "")?.properties ?? {})) {
        if (property["x-variable"] !== true) continue;
        const values = variables.get(name) ?? new Set();
        for (const value of property.oneOf ?? []) values.add(String(value.const));
        variables.set(name, values);
      }
    return variables;
  };

  describe(`${text.channel} (clause ${text.clause}): its text`, () => {
    it("has every numbered item as exactly one element, its own or that of a process it calls, under its number and sub-clause", () => {
      const stepsOf = (nodes: readonly FlowNode[]): string[][] =>
        nodes.flatMap(({ id, traces }) =>
          traces
            .filter(({ clause, step }) => step !== undefined && !clause.startsWith("table"))
            .map(({ clause, step }) => [step!, clause, step!.startsWith("action") ? "" : id]),
        );
      const found = [
        ...stepsOf(graph().nodes),
        ...stepsOf(nodesCalled(opened())).filter(([step, clause]) =>
          items.some((item) => item.step === step && item.clause === clause),
        ),
      ];
      const expected = items.flatMap(({ step, clause }) =>
        step === undefined ? [] : [[step, clause, step.startsWith("action") ? "" : step.replace(" ", "_")]],
      );
      expect(found.toSorted()).to.deep.equal(expected.toSorted());
    });

    it("traces every node to an item of its clause or to its table", () => {
      const clauses = new Set([...items.map(({ clause }) => clause), ofText.table]);
      const untraced = graph().nodes.filter(
        ({ traces }) => traces.length === 0 || traces.some(({ clause }) => !clauses.has(clause)),
      );
      expect(untraced.map(({ id }) => id)).to.deep.equal([]);
    });

    it("has the rows of its table as printed, each with words and a limit; an empty cell is noted", () => {
      const { actions } = graph().processes[0]!.service!;
      expect(
        actions.map(({ number, performer, duration, unit, next }) => ({
          number,
          performer,
          ...(duration === undefined ? {} : { duration, unit }),
          next,
        })),
      ).to.deep.equal(rows);
      const empty = actions.filter((row) => [row.name, row.result, row.duration].includes(undefined));
      expect(empty.filter(({ note }) => note === undefined)).to.deep.equal([]);
    });

    it("has an element for each row, and no element of a row that the table does not have", () => {
      const named = new Set(graph().nodes.flatMap(({ traces }) => traces.flatMap(({ action }) => action ?? [])));
      named.delete("none");
      expect([...named].toSorted()).to.deep.equal(rows.map(({ number }) => number).toSorted());
    });

    it("gives the terms of the act", () => {
      expect(graph().processes[0]!.service!.terms).to.deep.equal(text.terms);
    });

    it("has nothing without an element and no element without an item (reglament coverage)", () => {
      const coverage = coverChannel(ofText, graph(), opened().called);
      expect([...uncovered(coverage)]).to.deep.equal([]);
      expect(coverage.withoutItem).to.deep.equal([]);
    });

    it("is told in README.md element by element, as the diagram has it (reglament coverage --write-readme)", () => {
      const readme = readText(folder, "README.md");
      expect(readme).to.equal(writeTracesTable(readme, ofText, graph()));
    });

    it("points in its notes only to decisions that README.md has", () => {
      const readme = readText(folder, "README.md");
      const named = graph().nodes.flatMap(({ notes }) =>
        notes.flatMap((note) => [...note.matchAll(/README, ([A-Z]+\d+)/g)].map(([, key]) => key!)),
      );
      expect(named).not.to.deep.equal([]);
      expect(named.filter((key) => !readme.includes(`**${key}.**`))).to.deep.equal([]);
    });
  });

  describe(`${text.channel}: its signs and words`, () => {
    it("are those of BPMN 1.2", () => {
      expect(
        graph()
          .nodes.filter(({ kind }) => !SIGNS.includes(kind))
          .map(({ id }) => id),
      ).to.deep.equal([]);
      expect(graph().nodes.filter(({ interrupting, kind }) => kind === "boundaryEvent" && !interrupting)).to.deep.equal(
        [],
      );
      const triggers = new Set(graph().nodes.flatMap((each) => each.triggers.map(({ type }) => type)));
      expect(["message", "timer", "error"]).to.include.members([...triggers]);
    });

    it("have a label in Kazakh, Russian and English wherever something is shown, that of the act's language being the name", () => {
      const shown = elements().filter(
        (element) =>
          [
            "bpmn:Process",
            "bpmn:FlowNode",
            "bpmn:Lane",
            "bpmn:Participant",
            "bpmn:MessageFlow",
            "bpmn:DataObjectReference",
          ].some((type) => isA(element, type)) ||
          (isA(element, "bpmn:SequenceFlow") && nameOf(element) !== ""),
      );
      expect(shown).to.have.length.above(graph().nodes.length);
      const wrong = shown.filter((element) => {
        const labels = new Map(
          allExtensionsOf(element)
            .filter(({ $type }) => $type === "reg:Label")
            .map((label) => [textOf(label, "lang"), textOf(label, "text")]),
        );
        return (
          labels.size !== 3 ||
          labels.get(language) !== nameOf(element) ||
          ["kk", "ru", "en"].some((each) => labels.get(each) === undefined)
        );
      });
      expect(wrong.map(idOf)).to.deep.equal([]);
    });
  });

  describe(`${text.channel}: its ways`, () => {
    it("leave each exclusive gateway by a default flow and conditions on all others", () => {
      const { nodes, flows } = graph();
      const splits = nodes.filter(({ kind, outgoing }) => kind === "exclusiveGateway" && outgoing.length > 1);
      for (const { id, outgoing, defaultFlow } of splits) {
        expect(outgoing, id).to.include(defaultFlow);
        for (const flow of outgoing)
          expect(flows[flow]!.condition !== undefined, flows[flow]!.id).to.equal(flow !== defaultFlow);
      }
    });

    it("ask only for variables that a form or a handler gives, and for values that the form offers", () => {
      const offered = formVariables();
      const answered = new Set(
        graph().nodes.flatMap(({ call }) => (call?.outputs ?? []).map(({ variable }) => variable)),
      );
      for (const { id, condition } of graph().flows)
        for (const part of condition === undefined ? [] : condition.replace(/^=\s*/, "").split(/ (?:or|and) /)) {
          const [, variable, literal] = /^(\w+) = (?:"([\w-]+)"|true|false)$/.exec(part) ?? [];
          expect(variable, `${id}: ${condition}`).to.be.a("string");
          if (literal === undefined) {
            expect(answered.has(variable!) || offered.has(variable!), `${id}: ${condition}`).to.equal(true);
            const truth = part.endsWith("true");
            expect(evaluateCondition(part, { [variable!]: truth }, AT)).to.equal(true);
            expect(evaluateCondition(part, { [variable!]: !truth }, AT)).to.equal(false);
          } else if (!answered.has(variable!))
            expect([...(offered.get(variable!) ?? [])], `${id}: ${condition}`).to.include(literal);
        }
    });

    it("lead each value that a form offers out of the gateway that asks for it: by one flow, the default one for some value", () => {
      const offered = formVariables();
      for (const { id, outgoing, defaultFlow } of graph().nodes) {
        const asked = outgoing
          .filter((flow) => flow !== defaultFlow)
          .map((flow) => graph().flows[flow]!.condition)
          .filter((condition) => condition !== undefined);
        const variables = new Set(asked.flatMap((each) => [...each.matchAll(/(\w+) = "/g)].map(([, name]) => name!)));
        const [variable] = variables;
        const values = offered.get(variable ?? "");
        if (variables.size !== 1 || values === undefined || asked.some((each) => /= (true|false)/.test(each))) continue;
        const ways = [...values].map(
          (value) =>
            asked.filter((each) => evaluateCondition(each.replace(/^=\s*/, ""), { [variable!]: value }, AT)).length,
        );
        expect(Math.max(...ways), `${id}: ${ways.join()}`).to.equal(1);
        expect(Math.min(...ways), `${id}: ${ways.join()}`).to.equal(0);
      }
    });

    it("are decided by these answers of people alone", () => {
      expect([...formVariables().keys()].toSorted()).to.deep.equal(text.decisions.toSorted());
    });

    it("hand handlers documents and fields that the case file has", () => {
      const made = new Set([
        ...[...graph().nodes, ...nodesCalled(opened())].flatMap(({ form, documents }) => [form ?? "", ...documents]),
        ...filedBy([...graph().nodes, ...nodesCalled(opened())]),
        ...(regulation.otherDocuments ?? []),
      ]);
      for (const { id, call } of graph().nodes) {
        const input = (name: string): string | undefined => inputOf(call, name);
        for (const name of ["document", "signature", "iinFrom", "applicantDocument"])
          if (input(name) !== undefined) expect(made, id).to.include(input(name));
        for (const [field, document] of [
          ["field", "document"],
          ["applicantField", "applicantDocument"],
          ["languageField", "document"],
          ["addressField", "document"],
          ["signatureField", "signature"],
          ["iinField", "iinFrom"],
        ] as const) {
          const form = forms.get(input(document) ?? input("document") ?? "");
          if (input(field) !== undefined && form !== undefined)
            expect(fieldAt(form, input(field)!), `${id}: ${input(field)!}`).not.to.equal(undefined);
        }
      }
    });

    it("hand over only to processes that this folder has, and take back only what those decide", () => {
      const { called } = opened();
      const offered = formVariables();
      for (const { id, calledProcess } of graph().nodes) {
        if (calledProcess === undefined) continue;
        const known = [graph(), ...called].flatMap(({ processes }) => processes.map((process) => process.id));
        expect(known, id).to.include(calledProcess.process);
        for (const { feel } of calledProcess.outputs) expect([...offered.keys()], id).to.include(feel);
      }
    });

    it("never leave a task without a person: every user task has a role of these", () => {
      const working = graph()
        .nodes.filter(({ kind }) => kind === "userTask")
        .map(({ id, role }) => role ?? `nobody at ${id}`);
      expect([...new Set(working)].toSorted()).to.deep.equal(text.roles.toSorted());
    });
  });

  describe(`${text.channel}: its drawing`, () => {
    const kinds = (...types: string[]): string[] =>
      elements()
        .filter((element) => types.some((type) => isA(element, type)))
        .map((element) => idOf(element)!);

    it("shows every node, flow, lane, pool, message flow and document", () => {
      const layout = readLayout(elements());
      expect([...layout.shapes.keys()].toSorted()).to.deep.equal(
        kinds(
          "bpmn:FlowNode",
          "bpmn:Lane",
          "bpmn:Participant",
          "bpmn:DataObjectReference",
          "bpmn:TextAnnotation",
        ).toSorted(),
      );
      expect([...layout.edges.keys()].toSorted()).to.deep.equal(
        kinds("bpmn:SequenceFlow", "bpmn:MessageFlow", "bpmn:DataAssociation", "bpmn:Association").toSorted(),
      );
    });

    it("has no shape upon another, and each node in the lane that performs it", () => {
      const { shapes } = readLayout(elements());
      const nodes = graph().nodes.filter(({ kind }) => kind !== "boundaryEvent");
      const documents = kinds("bpmn:DataObjectReference");
      const placed = [...nodes.map(({ id }) => id), ...documents];
      const overlapping = placed.flatMap((a, index) =>
        placed.slice(index + 1).flatMap((b) => (touches(shapes.get(a)!, shapes.get(b)!) ? [`${a} ${b}`] : [])),
      );
      expect(overlapping).to.deep.equal([]);
      for (const { id, laneId } of nodes) {
        const [inner, outer] = [shapes.get(id)!, shapes.get(laneId!)!];
        expect(
          inner.y >= outer.y &&
            inner.y + inner.height <= outer.y + outer.height &&
            inner.x >= outer.x &&
            inner.x + inner.width <= outer.x + outer.width,
          id,
        ).to.equal(true);
      }
    });

    it("has no two flows that cross and no flow that runs through a node or a label", () => {
      const { shapes, edges, labels } = readLayout(elements());
      expect(crossings(edges)).to.deep.equal([]);
      const nodes = new Map(graph().nodes.map(({ id }) => [id, shapes.get(id)!]));
      expect(runsThrough(edges, nodes)).to.deep.equal([]);
      expect(runsThrough(edges, labels)).to.deep.equal([]);
    });

    it("has a label place for every event, gateway and named flow, apart from all nodes and from each other", () => {
      const { shapes, labels } = readLayout(elements());
      const named = elements().filter(
        (element) =>
          nameOf(element) !== "" &&
          ["bpmn:Event", "bpmn:Gateway", "bpmn:SequenceFlow", "bpmn:MessageFlow", "bpmn:DataObjectReference"].some(
            (type) => isA(element, type),
          ),
      );
      expect([...labels.keys()].toSorted()).to.deep.equal(named.map((element) => idOf(element)!).toSorted());
      const nodes = new Map(graph().nodes.map(({ id }) => [id, shapes.get(id)!]));
      const upon = [...labels].flatMap(([id, label], index) => [
        ...[...nodes].flatMap(([other, shape]) => (touches(label, shape) ? [`${id} on ${other}`] : [])),
        ...[...labels]
          .slice(index + 1)
          .flatMap(([other, shape]) => (touches(label, shape) ? [`${id} on the label of ${other}`] : [])),
      ]);
      expect(upon).to.deep.equal([]);
    });
  });

  describe(`${text.channel}: its cases`, () => {
    const scenarios = scenariosOf(folder, text.channel);

    for (const scenario of scenarios)
      it(`pass as a scenario: ${scenario.id}`, async () => {
        const report = await runScenarios([scenario], (path) => readFile(join(pathOf(folder), "scenarios", path)));
        expect(report.cases[0]!.why).to.equal("");
        expect(report.passed).to.equal(1);
      });

    it("take, all scenarios together, every flow and reach every end of the diagram", () => {
      const { called } = opened();
      const ids = new Set([...graph().flows, ...graph().nodes].map(({ id }) => id));
      const lent = called.flatMap((other) =>
        nodesCalledBy(graph(), other).flatMap((node) => [node, ...node.outgoing.map((flow) => other.flows[flow]!)]),
      );
      expect(
        lent.map(({ id }) => id).filter((id) => ids.has(id)),
        "ids of a called process that this diagram has too: what one takes cannot be told from what the other does",
      ).to.deep.equal([]);
      const driven = scenarios.map((scenario) => driveCase(graph(), scenario, called));
      const flows = new Set(driven.flatMap((each) => [...each.flows]));
      expect(
        graph()
          .flows.filter(({ id }) => !flows.has(id))
          .map(({ id }) => id),
      ).to.deep.equal([]);
      const reached = new Set(driven.flatMap(({ completed }) => completed));
      const ends = graph()
        .nodes.filter(({ kind }) => kind === "endEvent")
        .map(({ id }) => id);
      expect(ends.toSorted()).to.deep.equal(text.ends.toSorted());
      expect(ends.filter((id) => !reached.has(id))).to.deep.equal([]);
    });
  });

  describe(`${text.channel}: its pools`, () => {
    it("are the one that carries the process and the black boxes that it speaks to", () => {
      expect(graph().pools.map(({ id, process }) => [id, process])).to.deep.equal(
        text.pools.map(([id, process]) => [id, process]),
      );
    });

    it("each have a message flow, and these elements tell the applicant", () => {
      const { messageFlows, pools } = graph();
      const ends = messageFlows.flatMap(({ source, target }) => [source, target]);
      expect(ends).to.include.members(pools.filter(({ process }) => process === undefined).map(({ id }) => id));
      const told = messageFlows.filter(({ target }) => target === "pool_applicant").map(({ source }) => source);
      expect(told.toSorted()).to.deep.equal(text.told.toSorted());
      const collaboration = elements().find((element) => isA(element, "bpmn:Collaboration"))!;
      expect(childrenOf(collaboration, "messageFlows")).to.have.length(messageFlows.length);
    });
  });
}

const pathOf = (folder: string): string => resolve(import.meta.dirname, "../../processes", folder);
const readJson = (folder: string, path: string): unknown => JSON.parse(readText(folder, path));
const namesIn = (folder: string, inner: string): string[] =>
  readdirSync(join(pathOf(folder), inner)).map((name) => name.replace(/\.json$/, ""));

function scenariosOf(folder: string, channel: string): ScenarioCase[] {
  return namesIn(folder, "scenarios")
    .flatMap((name) => readJson(folder, `scenarios/${name}.json`) as ScenarioCase[])
    .filter(({ file }) => basename(file) === `${channel}.bpmn`);
}

function inputOf(call: FlowNode["call"], name: string): string | undefined {
  return call?.inputs.find((input) => input.name === name)?.literal;
}

/** The names under which handlers and issued templates are filed. */
function filedBy(nodes: readonly FlowNode[]): string[] {
  return nodes.flatMap(({ call, documents }) => [
    ...documents,
    ...(call === undefined ? [] : [inputOf(call, "as") ?? FILED_BY[call.handler] ?? []].flat()),
  ]);
}

/** `name` or `/a/b`: the schema at that place of the document, if the form has one. */
function fieldAt(form: Schema, place: string): Schema | undefined {
  let schema: Schema | undefined = form;
  for (const name of place.replace(/^\//, "").split("/"))
    schema = /^\d+$/.test(name) ? schema?.items : schema?.properties?.[name];
  return schema;
}

/** A schema and all that stands in it. */
function parts(schema: Schema): Schema[] {
  const inner = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.oneOf ?? []),
    ...(schema.items === undefined ? [] : [schema.items]),
  ];
  return [schema, ...inner.flatMap(parts)];
}
