/**
 * The regulation of preschool registration (Almaty oblast, 2012) against its own text: clause 6 and table 1 of decree 81. The items and
 * the rows are written out here once more, from the act, so that a slip in the diagram is not read back from the diagram.
 */
import { readFileSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
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
import { evaluateCondition } from "../../engine/core/feel.ts";
import type { FlowNode, Graph } from "../../engine/model/graph.ts";
import { parseDiagram } from "../../engine/model/parse-diagram.ts";
import { runScenarios } from "../../engine/scenario/run-scenarios.ts";
import type { Operation, ScenarioCase } from "../../engine/scenario/scenario-file.ts";
import { TEMPLATE_SCHEMA } from "../../handlers/document-template.ts";
import { driveCase } from "./drive-case.ts";
import { crossings, readLayout, runsThrough, touches } from "./layout.ts";

const FOLDER = resolve(import.meta.dirname, "../../processes/preschool-almaty-2012");
const read = (path: string): string => readFileSync(join(FOLDER, path), "utf8");
const json = (path: string): unknown => JSON.parse(read(path));
const namesIn = (folder: string): string[] =>
  readdirSync(join(FOLDER, folder)).map((name) => name.replace(/\.json$/, ""));

interface Schema {
  readonly type?: string;
  readonly title?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean;
  readonly pattern?: string;
  readonly "x-labels"?: Readonly<Record<string, string>>;
  readonly "x-variable"?: boolean;
}

/** Clause 6: each numbered item and the sub-clause in which it stands. */
const ITEMS = {
  process_1: "6 2)",
  process_2: "6 3)",
  process_3: "6 4)",
  process_4: "6 5)",
  process_5: "6 6)",
  process_6: "6 7)",
  process_7: "6 8)",
  process_8: "6 9)",
  process_9: "6 10)",
  condition_1: "6 11)",
  process_10: "6 12)",
  process_11: "6 13)",
  process_12: "6 14)",
  process_13: "6 15)",
  process_14: "6 16)",
  condition_2: "6 17)",
  process_15: "6 18)",
  process_16: "6 19)",
  process_17: "6 20)",
} as const;

/** Table 1: performer, time limit and next action of rows 1 to 12. */
const ROWS = [
  ["1", "office", "PT30M", "minute", ["2"]],
  ["2", "mio-system", "PT1M", "minute", ["3"]],
  ["3", "gateway", "PT1M", "minute", ["4"]],
  ["4", "centre-system", "PT1M", "minute", ["5"]],
  ["5", "office", "P3D", "calendar-day", ["6"]],
  ["6", "mio-system", "PT1M", "minute", ["7"]],
  ["7", "gateway", "PT1M", "minute", ["8"]],
  ["8", "centre-system", "PT1M", "minute", ["9"]],
  ["9", "office", "P3D", "calendar-day", ["10"]],
  ["10", "mio-system", "PT1M", "minute", ["11"]],
  ["11", "gateway", "PT1M", "minute", ["12"]],
  ["12", "centre-system", "PT1M", "minute", []],
] as const;

/** The signs that the act's legend and BPMN 1.2 have, as they are called in OMG XML. */
const SIGNS = [
  "startEvent",
  "endEvent",
  "intermediateThrowEvent",
  "boundaryEvent",
  "userTask",
  "serviceTask",
  "exclusiveGateway",
];

describe("preschool-almaty-2012: clause 6 through the provider's own office", () => {
  let graph: Graph;
  let elements: readonly BpmnElement[];
  let forms: ReadonlyMap<string, Schema>;

  before(async () => {
    const bytes = readFileSync(join(FOLDER, "office.bpmn"));
    graph = await compile(bytes, { digest: "office" });
    elements = Object.values((await parseDiagram(bytes)).elementsById);
    forms = new Map(namesIn("forms").map((name) => [name, json(`forms/${name}.json`) as Schema]));
  });

  const node = (id: string): FlowNode => graph.nodes[graph.nodeIndex[id]!]!;
  const formVariables = (): Map<string, readonly string[]> =>
    new Map(
      [...forms.values()].flatMap(({ properties }) =>
        Object.entries(properties ?? {})
          .filter(([, property]) => property["x-variable"] === true)
          .map(([name, property]) => [name, (property.oneOf ?? []).map((value) => String(value.const))] as const),
      ),
    );
  const handlerVariables = (): Set<string> =>
    new Set(graph.nodes.flatMap(({ call }) => (call?.outputs ?? []).map(({ variable }) => variable)));

  describe("its text", () => {
    it("has every process and condition of clause 6 as exactly one element, under its number and sub-clause", () => {
      const found = graph.nodes.flatMap(({ id, traces }) =>
        traces
          .filter(({ step }) => /^(process|condition) /.test(step ?? ""))
          .map(({ clause, step }) => [id, clause, step] as const),
      );
      const expected = Object.entries(ITEMS).map(([id, clause]) => [id, clause, id.replace("_", " ")]);
      expect(found.toSorted()).to.deep.equal(expected.toSorted());
    });

    it("traces every node to an item of clause 6 or to table 1", () => {
      const untraced = graph.nodes.filter(
        ({ traces }) =>
          traces.length === 0 || traces.some(({ clause }) => !/^(6 ([1-9]|1\d|20)\)|table 1)$/.test(clause)),
      );
      expect(untraced.map(({ id }) => id)).to.deep.equal([]);
    });

    it("has the twelve rows of table 1 as printed, each with words, in a chain from 1 to 12", () => {
      const actions = graph.processes[0]!.service!.actions;
      expect(
        actions.map(({ number, performer, duration, unit, next }) => [number, performer, duration, unit, next]),
      ).to.deep.equal(ROWS);
      expect(actions.filter(({ name, result }) => name === undefined || result === undefined)).to.deep.equal([]);
    });

    it("has an element for each row, and no element of a row that the table does not have", () => {
      const named = new Set(graph.nodes.flatMap(({ traces }) => traces.map(({ action }) => action)));
      named.delete(undefined);
      expect([...named].toSorted()).to.deep.equal([...ROWS.map(([number]) => number), "none"].toSorted());
    });

    it("gives three calendar days for the request, without the days of intake and issue, until coupon or refusal is made out", () => {
      expect(graph.processes[0]!.service!.terms).to.deep.equal([
        { duration: "P3D", unit: "calendar-day", excludes: ["intake", "issue"], clause: "6 15)", until: "action_6" },
      ]);
    });

    it("is told in README.md element by element, as the diagram has it", () => {
      const part = /<!-- traces -->([\s\S]*)<!-- \/traces -->/.exec(read("README.md"))![1]!;
      const told = part
        .split("\n")
        .filter((line) => line.includes("`"))
        .map((line) =>
          line
            .split("|")
            .slice(1, -1)
            .map((cell) => cell.trim().replaceAll("`", "")),
        );
      const drawn = graph.nodes.flatMap(({ id, name, traces }) =>
        traces.map(({ clause, step, action }) => [clause, step ?? "", action ?? "", id, name]),
      );
      expect(told.toSorted()).to.deep.equal(drawn.toSorted());
    });

    it("points in its notes only to decisions that README.md has", () => {
      const readme = read("README.md");
      const named = graph.nodes.flatMap(({ notes }) =>
        notes.flatMap((note) => [...note.matchAll(/README, ([GCT]\d+)/g)].map(([, key]) => key!)),
      );
      expect(named).to.have.length.above(5);
      expect(named.filter((key) => !readme.includes(`**${key}.**`))).to.deep.equal([]);
    });

    it("agrees with regulation.json about process, term, results and roles", () => {
      interface Named {
        readonly id: string;
      }
      const regulation = json("regulation.json") as {
        id: string;
        channels: readonly { file: string; process: string }[];
        term: Readonly<Record<string, unknown>>;
        results: readonly { template: string }[];
        roles: readonly Named[];
        performers: readonly (Named & { roles: readonly string[] })[];
        statuses: readonly Named[];
      };
      const [process] = graph.processes;
      expect(regulation).to.include({ id: process!.service!.regulation });
      expect(regulation.channels.map(({ file, process: id }) => [file, id])).to.deep.equal([
        ["office.bpmn", process!.id],
      ]);
      expect(regulation.term).to.deep.include(process!.service!.terms[0]!);
      expect(namesIn("documents")).to.include.members(regulation.results.map(({ template }) => template));
      expect(process!.lanes.map(({ role }) => role)).to.have.members(
        regulation.performers.flatMap(({ roles }) => roles),
      );
      expect(regulation.performers.map(({ id }) => id)).to.have.members([
        ...new Set(ROWS.map(([, performer]) => performer)),
      ]);
      const working = new Set(graph.nodes.filter(({ kind }) => kind === "userTask").map(({ role }) => role));
      expect(regulation.roles.map(({ id }) => id)).to.have.members([...working]);
      const shown = new Set(graph.nodes.flatMap(({ status }) => status ?? []));
      expect(regulation.statuses.map(({ id }) => id)).to.have.members([...shown]);
    });
  });

  describe("its signs and words", () => {
    it("are those of BPMN 1.2", () => {
      expect(graph.nodes.filter(({ kind }) => !SIGNS.includes(kind)).map(({ id }) => id)).to.deep.equal([]);
      expect(graph.nodes.filter(({ interrupting, kind }) => kind === "boundaryEvent" && !interrupting)).to.deep.equal(
        [],
      );
      const triggers = new Set(graph.nodes.flatMap((each) => each.triggers.map(({ type }) => type)));
      expect([...triggers].toSorted()).to.deep.equal(["message", "timer"]);
    });

    it("have a label in Kazakh, Russian and English wherever something is shown, the Russian one being the name", () => {
      const shown = elements.filter(
        (element) =>
          ["bpmn:FlowNode", "bpmn:Lane", "bpmn:Participant", "bpmn:MessageFlow", "bpmn:DataObjectReference"].some(
            (type) => isA(element, type),
          ) ||
          (isA(element, "bpmn:SequenceFlow") && nameOf(element) !== ""),
      );
      expect(shown).to.have.length.above(80);
      const wrong = shown.filter((element) => {
        const labels = new Map(
          allExtensionsOf(element)
            .filter(({ $type }) => $type === "reg:Label")
            .map((label) => [textOf(label, "lang"), textOf(label, "text")]),
        );
        return (
          labels.size !== 3 ||
          labels.get("ru") !== nameOf(element) ||
          labels.get("kk") === undefined ||
          labels.get("en") === undefined
        );
      });
      expect(wrong.map(idOf)).to.deep.equal([]);
    });
  });

  describe("its ways", () => {
    it("leave each exclusive gateway by a default flow and conditions on all others", () => {
      const splits = graph.nodes.filter(({ kind, outgoing }) => kind === "exclusiveGateway" && outgoing.length > 1);
      expect(splits).to.have.length(9);
      for (const { id, outgoing, defaultFlow } of splits) {
        expect(outgoing, id).to.include(defaultFlow);
        for (const flow of outgoing)
          expect(graph.flows[flow]!.condition !== undefined, graph.flows[flow]!.id).to.equal(flow !== defaultFlow);
      }
    });

    it("ask only for variables that a form or a handler gives, and each value that a form offers leads one way", () => {
      const offered = formVariables();
      const answered = handlerVariables();
      for (const flow of graph.flows) {
        if (flow.condition === undefined) continue;
        const [, variable, literal] = /^(\w+) = (?:"([\w-]+)"|true)$/.exec(flow.condition) ?? [];
        expect(variable, `${flow.id}: ${flow.condition}`).to.be.a("string");
        if (answered.has(variable!)) {
          expect(literal, flow.id).to.equal(undefined);
          expect(evaluateCondition(flow.condition, { [variable!]: true }, "2012-05-14T04:00:00.000Z")).to.equal(true);
          expect(evaluateCondition(flow.condition, { [variable!]: false }, "2012-05-14T04:00:00.000Z")).to.equal(false);
        } else expect(offered.get(variable!), flow.id).to.include(literal).and.have.length(2);
      }
    });

    it("decide by facts alone: what becomes a variable is one of a few codes, never free text", () => {
      expect([...formVariables()].filter(([, values]) => values.length < 2)).to.deep.equal([]);
      expect([...formVariables().keys()].toSorted()).to.deep.equal(["answer", "decision", "documents", "signing"]);
    });
  });

  describe("its forms", () => {
    const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
    ajvFormats.default(ajv);
    ajv.addVocabulary(["x-labels", "x-variable"]);

    it("are there for the application and each task of a person, and for nothing else", () => {
      const used = graph.nodes.filter(
        ({ kind, triggers }) => kind === "userTask" || (kind === "startEvent" && triggers.length === 0),
      );
      expect(used.map(({ form }) => form).toSorted()).to.deep.equal([...forms.keys()].toSorted());
    });

    it("are JSON Schemas (draft 2020-12) of closed objects", () => {
      for (const [name, schema] of forms) {
        expect(schema, name).to.include({ $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" });
        expect(() => ajv.compile(schema), name).not.to.throw();
        for (const object of parts(schema).filter(({ type }) => type === "object"))
          expect(object.additionalProperties, `${name}: ${object.title ?? ""}`).to.equal(false);
      }
    });

    it("label every field and every value to choose from in three languages", () => {
      for (const [name, schema] of forms) {
        expect(
          parts(schema).filter((part) => part.enum !== undefined),
          name,
        ).to.deep.equal([]);
        const labelled = parts(schema).filter((part) => part !== schema.items && part.title !== undefined);
        const fields = parts(schema).flatMap(({ properties, oneOf }) => [
          ...Object.values(properties ?? {}),
          ...(oneOf ?? []),
        ]);
        expect(labelled, name).to.include.members([schema, ...fields]);
        for (const part of labelled) {
          expect(Object.keys(part["x-labels"] ?? {}).toSorted(), `${name}: ${part.title}`).to.deep.equal([
            "en",
            "kk",
            "ru",
          ]);
          expect(part["x-labels"]!.ru).to.equal(part.title);
        }
      }
    });

    it("bound every text, and take twelve digits for an IIN", () => {
      for (const [name, schema] of forms)
        for (const part of parts(schema).filter(({ type, oneOf }) => type === "string" && oneOf === undefined))
          expect(Object.keys(part), `${name}: ${part.title ?? ""}`).to.include.oneOf([
            "maxLength",
            "pattern",
            "format",
          ]);
      const { properties } = forms.get("applicant-data")!;
      expect([properties!.applicantIin!.pattern, properties!.childIin!.pattern]).to.deep.equal([
        String.raw`^\d{12}$`,
        String.raw`^\d{12}$`,
      ]);
    });

    it("given a refusal without reasons or without the provision it rests on, do not take it", () => {
      const check = ajv.compile(forms.get("decision")!);
      expect(check({ decision: "refuse" })).to.equal(false);
      expect(check({ decision: "refuse", reason: "..." })).to.equal(false);
      expect(check({ decision: "refuse", reason: "...", legalBasis: "..." })).to.equal(true);
      expect(check({ decision: "queue" })).to.equal(true);
    });

    it("given that the signing is given up, ask why", () => {
      const check = ajv.compile(forms.get("signing-refused")!);
      expect(check({ signing: "stop" })).to.equal(false);
      expect(check({ signing: "again" })).to.equal(true);
    });
  });

  describe("its documents", () => {
    it("are templates as the handlers read them, all of them named in the diagram", () => {
      const check = new Ajv2020({ strict: true }).compile(TEMPLATE_SCHEMA);
      for (const name of namesIn("documents"))
        expect(check(json(`documents/${name}.json`)), `${name}: ${JSON.stringify(check.errors)}`).to.equal(true);
      const named = new Set(graph.nodes.flatMap(({ documents }) => documents));
      expect([...named].toSorted()).to.deep.equal(namesIn("documents").toSorted());
      const literal = graph.nodes.flatMap(
        ({ call }) => call?.inputs.find((input) => input.name === "template")?.literal ?? [],
      );
      expect([...named]).to.include.members(literal);
    });

    it("take from a form only fields that the form has", () => {
      interface Place {
        readonly document: string;
        readonly pointer: string;
      }
      for (const name of namesIn("documents")) {
        const { fields } = json(`documents/${name}.json`) as { fields: readonly { from: Place | readonly Place[] }[] };
        for (const { document, pointer } of fields.flatMap(({ from }) => from)) {
          const form = forms.get(document);
          if (form !== undefined)
            expect(form.properties, `${name}: ${document}${pointer}`).to.have.property(pointer.slice(1));
          else expect(["birth-record", "queue-place"], name).to.include(document);
        }
      }
    });

    it("and the inputs of handlers name documents and fields that the case file has by then", () => {
      const made = new Set([...forms.keys(), ...namesIn("documents")]);
      for (const { id, call } of graph.nodes) {
        const input = (name: string) => call?.inputs.find((each) => each.name === name)?.literal;
        for (const name of ["document", "signature"])
          if (input(name) !== undefined) expect(made, id).to.include(input(name));
        for (const [field, document] of [
          ["field", "document"],
          ["applicantField", "document"],
          ["languageField", "document"],
          ["signatureField", "signature"],
        ] as const)
          if (input(field) !== undefined)
            expect(forms.get(input(document)!)?.properties, id).to.have.property(input(field)!);
      }
    });

    it("give the parents a month to register the referral (annex 5)", () => {
      expect(read("documents/referral.json")).to.include("зарегистрировать направление в течение месяца");
    });
  });

  describe("its drawing", () => {
    it("shows every node, flow, lane, pool, message flow and document", () => {
      const layout = readLayout(elements);
      const shapes = elements.filter((element) =>
        ["bpmn:FlowNode", "bpmn:Lane", "bpmn:Participant", "bpmn:DataObjectReference"].some((type) =>
          isA(element, type),
        ),
      );
      const edges = elements.filter((element) =>
        ["bpmn:SequenceFlow", "bpmn:MessageFlow", "bpmn:DataOutputAssociation"].some((type) => isA(element, type)),
      );
      expect([...layout.shapes.keys()].toSorted()).to.deep.equal(shapes.map((shape) => idOf(shape)!).toSorted());
      expect([...layout.edges.keys()].toSorted()).to.deep.equal(edges.map((edge) => idOf(edge)!).toSorted());
    });

    it("has no shape upon another, and each node in the lane that performs it", () => {
      const { shapes } = readLayout(elements);
      const nodes = graph.nodes.filter(({ kind }) => kind !== "boundaryEvent");
      const overlapping = nodes.flatMap((a, index) =>
        nodes
          .slice(index + 1)
          .flatMap((b) => (touches(shapes.get(a.id)!, shapes.get(b.id)!) ? [`${a.id} ${b.id}`] : [])),
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
      const { shapes, edges, labels } = readLayout(elements);
      expect(crossings(edges)).to.deep.equal([]);
      const nodes = new Map(graph.nodes.map(({ id }) => [id, shapes.get(id)!]));
      expect(runsThrough(edges, nodes)).to.deep.equal([]);
      expect(runsThrough(edges, labels)).to.deep.equal([]);
    });

    it("has a label place for every event, gateway and named flow, apart from all nodes and from each other", () => {
      const { shapes, labels } = readLayout(elements);
      const named = elements.filter(
        (element) =>
          nameOf(element) !== "" &&
          ["bpmn:Event", "bpmn:Gateway", "bpmn:SequenceFlow", "bpmn:MessageFlow", "bpmn:DataObjectReference"].some(
            (type) => isA(element, type),
          ),
      );
      expect([...labels.keys()].toSorted()).to.deep.equal(named.map((element) => idOf(element)!).toSorted());
      const nodes = new Map(graph.nodes.map(({ id }) => [id, shapes.get(id)!]));
      const upon = [...labels].flatMap(([id, label], index) => [
        ...[...nodes].flatMap(([other, shape]) => (touches(label, shape) ? [`${id} on ${other}`] : [])),
        ...[...labels]
          .slice(index + 1)
          .flatMap(([other, shape]) => (touches(label, shape) ? [`${id} on the label of ${other}`] : [])),
      ]);
      expect(upon).to.deep.equal([]);
    });
  });

  describe("its cases", () => {
    const scenarios = namesIn("scenarios").flatMap((name) => json(`scenarios/${name}.json`) as ScenarioCase[]);
    const { handlers, clock } = scenarios.find(({ id }) => id === "referral-with-all-data-in-the-registers")!;
    const done = (element: string, variables = {}): Operation => ({ do: "complete", element, variables });
    const signed: Operation[] = [
      { do: "start" },
      done("process_1", { documents: "complete" }),
      done("process_3"),
      done("process_8"),
      done("process_9"),
      done("process_11"),
    ];
    const queued: Operation[] = [...signed, done("process_13"), done("decision", { decision: "queue" })];
    const accepted: Operation[] = [
      ...queued,
      done("place_offer"),
      done("answer", { answer: "accept" }),
      done("process_16"),
    ];
    const drive = (script: readonly Operation[]) => driveCase(graph, { clock: clock!, handlers: handlers!, script });

    for (const scenario of scenarios)
      it(`pass as a scenario: ${scenario.id}`, async () => {
        const report = await runScenarios([scenario], (path) => readFile(join(FOLDER, "scenarios", path)));
        expect(report.cases[0]!.why).to.equal("");
        expect(report.passed).to.equal(1);
      });

    it("take, all scenarios together, every flow and reach every end of the diagram", () => {
      const driven = scenarios.map((scenario) => driveCase(graph, scenario));
      const flows = new Set(driven.flatMap((each) => [...each.flows]));
      expect(graph.flows.filter(({ id }) => !flows.has(id)).map(({ id }) => id)).to.deep.equal([]);
      const reached = new Set(driven.flatMap(({ completed }) => completed));
      const ends = graph.nodes.filter(({ kind }) => kind === "endEvent").map(({ id }) => id);
      expect(ends).to.have.length(4);
      expect(ends.filter((id) => !reached.has(id))).to.deep.equal([]);
    });

    it("given intake on Monday 14 May 2012, owe coupon or refusal by the end of Friday 18 May, and have met it when the coupon is out", () => {
      const { limits } = drive(queued);
      expect(limits.find(({ of }) => of === "6 15)")).to.deep.equal({
        of: "6 15)",
        dueAt: "2012-05-18T17:59:59.999Z",
        met: "in time",
      });
    });

    it("given a decision a week after intake, have missed the term and row 5", () => {
      const { limits, state } = drive([
        ...signed,
        { do: "advance", duration: "P7D" },
        done("process_13"),
        done("decision", { decision: "refuse" }),
      ]);
      expect(state.publicStatus).to.equal("refused");
      expect(limits.filter(({ met }) => met === "late").map(({ of }) => of)).to.deep.equal(["6 15)", "5"]);
    });

    it("given a child that waits for two years, let no clock run meanwhile", () => {
      const { limits, open, state } = drive([...queued, { do: "advance", duration: "P2Y" }]);
      expect(open).to.deep.equal(["place_offer"]);
      expect(state).to.include({ status: "active", publicStatus: "queued" });
      expect(limits.filter(({ met }) => met !== "in time")).to.deep.equal([]);
    });

    it("given a referral that the applicant fetches a year later, let no clock run meanwhile", () => {
      const { limits, state } = drive([
        ...accepted,
        done("referral_signed"),
        { do: "advance", duration: "P1Y" },
        done("hand_over"),
      ]);
      expect(state).to.include({ status: "completed", publicStatus: "done" });
      expect(limits.filter(({ met }) => met !== "in time")).to.deep.equal([]);
    });

    it("given an accepted place, have three days for the referral, counted from the consent", () => {
      const { limits } = drive([...accepted, { do: "advance", duration: "P4D" }, done("referral_signed")]);
      expect(limits.filter(({ of }) => of === "9")).to.deep.equal([
        { of: "9", dueAt: "2012-05-17T17:59:59.999Z", met: "late" },
      ]);
    });

    it("never leave a task without a person: every user task has the role of its lane", () => {
      const tasks = graph.nodes.filter(({ kind }) => kind === "userTask");
      expect(tasks.filter(({ role }) => role !== "office-clerk" && role !== "head").map(({ id }) => id)).to.deep.equal(
        [],
      );
      expect([node("decision").role, node("referral_signed").role]).to.deep.equal(["head", "head"]);
    });
  });

  describe("its pools", () => {
    it("are the provider and five black boxes: applicant, person register, civil register, national CA, centre", () => {
      expect(graph.pools.map(({ id, process }) => [id, process])).to.deep.equal([
        ["pool_office", "preschool-almaty-2012.office"],
        ["pool_applicant", undefined],
        ["pool_person_register", undefined],
        ["pool_civil_register", undefined],
        ["pool_national_ca", undefined],
        ["pool_centre_system", undefined],
      ]);
    });

    it("each have a message flow, and each refusal and result reaches the applicant", () => {
      const ends = graph.messageFlows.flatMap(({ source, target }) => [source, target]);
      expect(ends).to.include.members(graph.pools.map(({ id }) => id));
      const told = graph.messageFlows.filter(({ target }) => target === "pool_applicant").map(({ source }) => source);
      expect(told).to.have.members([
        "process_2",
        "signing_refused",
        "refusal_issued",
        "coupon_issued",
        "process_14",
        "hand_over",
      ]);
      const collaboration = elements.find((element) => isA(element, "bpmn:Collaboration"))!;
      expect(childrenOf(collaboration, "messageFlows")).to.have.length(graph.messageFlows.length);
    });
  });
});

/** A schema and all that stands in it. */
function parts(schema: Schema): Schema[] {
  const inner = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.oneOf ?? []),
    ...(schema.items === undefined ? [] : [schema.items]),
  ];
  return [schema, ...inner.flatMap(parts)];
}
