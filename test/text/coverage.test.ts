import { expect } from "chai";
import { coverChannel, uncovered } from "../../engine/text/coverage.ts";
import { type ChannelText, readRegulationText } from "../../engine/text/regulation-text.ts";
import { tracesTable, writeTracesTable } from "../../engine/text/traces-table.ts";
import { compile } from "../../engine/model/compile.ts";
import type { Graph } from "../../engine/model/graph.ts";

const diagram = (traces: Readonly<Record<"start" | "check" | "end", string>>, actions = ROW_1): Promise<Graph> =>
  compile(
    Buffer.from(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:reg="urn:reglament:bpmn:1" id="d" targetNamespace="urn:x">
  <process id="p" isExecutable="true">
    <extensionElements><reg:service regulation="r" channel="office">${actions}</reg:service></extensionElements>
    <startEvent id="start"><extensionElements>${traces.start}</extensionElements></startEvent>
    <userTask id="check" name="Check | sign"><extensionElements>${traces.check}</extensionElements></userTask>
    <endEvent id="end"><extensionElements>${traces.end}</extensionElements></endEvent>
    <sequenceFlow id="f1" sourceRef="start" targetRef="check" /><sequenceFlow id="f2" sourceRef="check" targetRef="end" />
  </process>
</definitions>`),
  );

const ROW_1 = '<reg:action number="1" performer="office" duration="PT30M" unit="minute" />';
const GOOD = {
  start: '<reg:trace clause="6 1)" />',
  check:
    '<reg:trace clause="6 2)" step="process 1" action="1" /><reg:trace clause="table 1" step="action 1" action="1" />',
  end: '<reg:trace clause="6 2)" action="none" />',
};
const TEXT: ChannelText = {
  channel: "office",
  items: [{ clause: "6 1)" }, { clause: "6 2)", step: "process 1" }],
  table: "table 1",
  rows: [{ number: "1", performer: "office", duration: "PT30M", unit: "minute", next: [] }],
};

describe("coverage of a channel", () => {
  it("given an element for every item and row, is complete and tells the elements", async () => {
    const coverage = coverChannel(TEXT, await diagram(GOOD));
    expect(coverage).to.deep.equal({
      channel: "office",
      items: [
        { clause: "6 1)", elements: ["start"] },
        { clause: "6 2)", step: "process 1", elements: ["check"] },
      ],
      rows: [{ table: "table 1", number: "1", elements: ["check"], differs: [] }],
      withoutItem: [],
      complete: true,
    });
  });

  it("given an item that stands in a process which the channel calls, finds it there, and in no process that it does not call", async () => {
    const text: ChannelText = {
      channel: "corporation",
      items: [{ clause: "9" }, { clause: "6 2)", step: "process 1" }],
    };
    const calling = (process: string): Promise<Graph> =>
      compile(
        Buffer.from(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:reg="urn:reglament:bpmn:1" id="c" targetNamespace="urn:x">
  <process id="corporation" isExecutable="true"><callActivity id="hand_over" calledElement="${process}"><extensionElements><reg:trace clause="9" /></extensionElements></callActivity></process>
</definitions>`),
      );
    const others = [await diagram(GOOD)];
    expect(coverChannel(text, await calling("p"), others)).to.deep.include({
      items: [
        { clause: "9", elements: ["hand_over"] },
        { clause: "6 2)", step: "process 1", elements: ["check"] },
      ],
      withoutItem: [],
      complete: true,
    });
    expect([...uncovered(coverChannel(text, await calling("another"), others))]).to.deep.equal(["6 2) process 1"]);
  });

  it("given an item of a process that only the called process calls, in the same file, finds it there, and elsewhere not", async () => {
    const text: ChannelText = {
      channel: "corporation",
      items: [{ clause: "9" }, { clause: "5", step: "action 1" }, { clause: "5", step: "action 2" }],
    };
    const step = (element: string, action: number, more = ""): string =>
      `<${element} id="action_${action}"${more}><extensionElements><reg:trace clause="5" step="action ${action}" /></extensionElements></${element}>`;
    const file = (id: string, inner: string): Promise<Graph> =>
      compile(
        Buffer.from(
          `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:reg="urn:reglament:bpmn:1" id="${id}" targetNamespace="urn:x">${inner}</definitions>`,
        ),
      );
    const provider = (calls: string): Promise<Graph> =>
      file(
        "o",
        `<process id="office" isExecutable="true">${step("callActivity", 1, ` calledElement="${calls}"`)}</process><process id="actions" isExecutable="true">${step("userTask", 2)}</process>`,
      );
    const caller = await file(
      "c",
      `<process id="corporation" isExecutable="true"><callActivity id="hand_over" calledElement="office"><extensionElements><reg:trace clause="9" /></extensionElements></callActivity></process>`,
    );
    expect([...uncovered(coverChannel(text, caller, [await provider("actions")]))]).to.deep.equal([]);
    expect([...uncovered(coverChannel(text, caller, [await provider("others")]))]).to.deep.equal(["5 action 2"]);
  });

  const gaps: readonly {
    given: string;
    text?: Partial<ChannelText>;
    traces?: object;
    actions?: string;
    missing: string[];
  }[] = [
    {
      given: "a process that no element carries",
      text: { items: [...TEXT.items, { clause: "6 3)", step: "process 2" }] },
      missing: ["6 3) process 2"],
    },
    {
      given: "the number of a process at the wrong clause",
      text: { items: [TEXT.items[0]!, { clause: "6 2)" }, { clause: "6 3)", step: "process 1" }] },
      missing: ["6 3) process 1"],
    },
    {
      given: "a clause that no element is traced to",
      traces: { start: '<reg:trace clause="6 2)" />' },
      missing: ["6 1)"],
    },
    {
      given: "a row that no element belongs to",
      traces: { check: '<reg:trace clause="6 2)" step="process 1" />' },
      missing: ["table 1, row 1"],
    },
    {
      given: "a row without its reg:action",
      actions: "",
      missing: ["table 1, row 1: the diagram has no reg:action of that number"],
    },
    {
      given: "a row with another performer, limit and next action than printed",
      actions: '<reg:action number="1" performer="centre" duration="PT15M" unit="minute" next="2" />',
      missing: [
        "table 1, row 1: performer: centre in the diagram, office in the text",
        "table 1, row 1: limit: PT15M minute in the diagram, PT30M minute in the text",
        "table 1, row 1: next: 2 in the diagram, none in the text",
      ],
    },
    {
      given: "a row of the diagram that is not printed",
      actions: `${ROW_1}<reg:action number="2" performer="office" />`,
      missing: ["table 1, row 2", "table 1, row 2: the text has no such row"],
    },
    {
      given: "a clause that is said to be left out and has an element",
      text: { items: [{ clause: "6 1)", leftOut: "it only defines a word" }, TEXT.items[1]!] },
      missing: ["6 1): said to be left out, but start is there"],
    },
  ];
  for (const { given, text = {}, traces = {}, actions = ROW_1, missing } of gaps)
    it(`given ${given}, names it and is not complete`, async () => {
      const coverage = coverChannel({ ...TEXT, ...text }, await diagram({ ...GOOD, ...traces }, actions));
      expect([...uncovered(coverage)]).to.deep.equal(missing);
      expect(coverage.complete).to.equal(false);
    });

  const strangers: readonly [given: string, trace: string, why: string][] = [
    ["no trace", "", "it has no reg:trace"],
    ["a clause that the text does not have", '<reg:trace clause="6 9)" />', "the text has no 6 9)"],
    [
      "a step that the clause does not have",
      '<reg:trace clause="6 1)" step="process 7" />',
      "6 1) is not process 7 in the text",
    ],
    ["a row that the table does not have", '<reg:trace clause="6 1)" action="8" />', "the table has no row 8"],
    [
      "an action that the table does not have",
      '<reg:trace clause="table 1" step="action 8" />',
      "table 1 has no action 8",
    ],
  ];
  for (const [given, trace, why] of strangers)
    it(`given an element with ${given}, tells it as an element without an item`, async () => {
      const coverage = coverChannel(TEXT, await diagram({ ...GOOD, end: trace }));
      expect(coverage.withoutItem).to.deep.equal([{ element: "end", why }]);
      expect(coverage.complete).to.equal(false);
    });

  it("given a clause that is left out for a reason, is complete without it", async () => {
    const items = [...TEXT.items, { clause: "6 3)", leftOut: "it repeats the term" }];
    expect(coverChannel({ ...TEXT, items }, await diagram(GOOD)).complete).to.equal(true);
  });
});

describe("text.json", () => {
  const refused: readonly [given: string, channel: object, says: RegExp][] = [
    ["a step that is none", { items: [{ clause: "1", step: "step 1" }] }, /pattern/],
    ["a numbered process that is left out", { items: [{ clause: "1", step: "process 1", leftOut: "x" }] }, /must NOT/],
    ["rows without the name of their table", { items: [], rows: [] }, /table/],
    [
      "a limit without its unit",
      { items: [], table: "t", rows: [{ number: "1", performer: "o", next: [], duration: "PT1M" }] },
      /unit/,
    ],
    ["a word that nobody reads", { items: [], note: "x" }, /additional/],
  ];
  for (const [given, channel, says] of refused)
    it(`given ${given}, is refused`, () => {
      const json = JSON.stringify({ regulation: "r", channels: [{ channel: "office", ...channel }] });
      expect(() => readRegulationText(json)).to.throw(says);
    });
});

describe("the table of traces in a README", () => {
  it("lists the items in the order of the text, the table last, and keeps what stands around it", async () => {
    const graph = await diagram(GOOD);
    const table = tracesTable(TEXT, graph);
    expect(table.split("\n").map((line) => line.replaceAll(/ +/g, " "))).to.deep.equal([
      "| Item | Step | Row | Element | Name |",
      `| ${["-".repeat(7), "-".repeat(9), "-".repeat(4), "-".repeat(7), "-".repeat(13)].join(" | ")} |`,
      "| 6 1) | | | `start` | |",
      "| 6 2) | process 1 | 1 | `check` | Check \\| sign |",
      "| 6 2) | | none | `end` | |",
      "| table 1 | action 1 | 1 | `check` | Check \\| sign |",
    ]);
    const readme = "before\n<!-- traces office.bpmn -->\nold\n<!-- /traces office.bpmn -->\nafter\n";
    const written = writeTracesTable(readme, TEXT, graph);
    expect(written).to.equal(
      `before\n<!-- traces office.bpmn -->\n\n${table}\n\n<!-- /traces office.bpmn -->\nafter\n`,
    );
    expect(writeTracesTable(written, TEXT, graph)).to.equal(written);
  });

  it("given a README without the marks, says which", async () => {
    const graph = await diagram(GOOD);
    expect(() => writeTracesTable("nothing", TEXT, graph)).to.throw(/<!-- traces office\.bpmn -->/);
  });
});
