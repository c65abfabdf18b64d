import { expect } from "chai";
import { type TermFit, termFits } from "../../engine/lint/longest-path.ts";
import { compile } from "../../engine/model/compile.ts";

const minutes = (number: number, count: number) =>
  `<reg:action number="${number}" performer="office" duration="PT${count}M" unit="minute"/>`;
const days = (number: number, count: number, unit: "working-day" | "calendar-day" = "working-day") =>
  `<reg:action number="${number}" performer="office" duration="P${count}D" unit="${unit}"/>`;
const task = (id: string, ...rows: readonly (number | "none")[]) =>
  `<task id="${id}"><extensionElements>${rows.map((row) => `<reg:trace clause="6" action="${row}"/>`).join("")}</extensionElements></task>`;
const flow = (from: string, to: string) => `<sequenceFlow id="${from}_${to}" sourceRef="${from}" targetRef="${to}"/>`;
const chain = (...ids: readonly string[]) =>
  ids
    .slice(1)
    .map((id, index) => flow(ids[index]!, id))
    .join("");

async function fitOf(term: string, rows: string, elements: string): Promise<TermFit> {
  const graph = await compile(
    new TextEncoder()
      .encode(`<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:reg="urn:reglament:bpmn:1" id="definitions" targetNamespace="t">
      <process id="p" isExecutable="true"><extensionElements><reg:service regulation="r" channel="office">
      <reg:term ${term}/>${rows}</reg:service></extensionElements>
      <startEvent id="s"/><endEvent id="e"/>${elements}</process></definitions>`),
  );
  const [fit] = termFits(graph, graph.processes[0]!);
  if (fit === undefined) throw new Error("the process has a term");
  return fit;
}

const DAYS = 'duration="P3D" unit="working-day"';

describe("the longest way against the term", () => {
  it("counts a row once while elements name it, and again when the way comes back to it", async () => {
    const rows = minutes(1, 30) + minutes(2, 5);
    const elements = task("a", 1) + task("b", 1) + task("c", 2) + task("d", 1) + chain("s", "a", "b", "c", "d", "e");
    const fit = await fitOf('duration="PT1H" unit="hour"', rows, elements);
    expect(fit).to.deep.include({ counted: 65, allowed: 60, countedIn: "minute", fits: false, textContradicts: false });
    expect(fit.sum).to.equal("row 1 30 min + row 2 5 min + row 1 30 min = 65 minutes");
  });

  describe("with a call", () => {
    const process = (id: string, body: string): string =>
      `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:reg="urn:reglament:bpmn:1" id="d_${id}" targetNamespace="t"><process id="${id}" isExecutable="true">${body}</process></definitions>`;
    const step = (id: string, limit: string): string =>
      `<userTask id="${id}"><extensionElements><reg:limit ${limit}/></extensionElements></userTask>`;
    const graphOf = (xml: string) => compile(new TextEncoder().encode(xml));
    const caller = (called: string): string =>
      process(
        "p",
        `<extensionElements><reg:service regulation="r" channel="portal"><reg:term duration="P10D" unit="working-day"/></reg:service></extensionElements>
        <startEvent id="s"/><endEvent id="e"/><callActivity id="call" calledElement="${called}"/>${step("register", 'duration="PT15M" unit="minute"')}${chain("s", "call", "register", "e")}`,
      );
    const actions = (count: number, more = ""): string =>
      process(
        "q",
        `<startEvent id="begin"/><endEvent id="signed"/>${step("prepare", `duration="P${count}D" unit="working-day"`)}${more}${chain("begin", "prepare", ...(more === "" ? [] : ["again"]), "signed")}`,
      );
    const fitWith = async (called: string, other: string): Promise<TermFit> => {
      const graph = await graphOf(caller(called));
      return termFits(graph, graph.processes[0]!, [graph, await graphOf(other)])[0]!;
    };

    it("counts the way through the called process, also of another file", async () => {
      const fit = await fitWith("q", actions(9));
      expect(fit.path).to.deep.equal(["s", "call", "begin", "prepare", "signed", "register", "e"]);
      expect(fit.sum).to.match(/^step prepare 9 working days \+ step register 15 min = 9\.01 days/);
      expect(fit.fits).to.equal(true);
      expect((await fitWith("q", actions(10))).fits).to.equal(false);
    });

    it("counts nothing for a process that is nowhere, and follows calls in a circle once", async () => {
      expect((await fitWith("nowhere", actions(9))).path).to.deep.equal(["s", "call", "register", "e"]);
      const circle = await fitWith("q", actions(2, `<callActivity id="again" calledElement="p"/>`));
      expect(circle.parts.map(({ what }) => what)).to.deep.equal(["step prepare", "step register"]);
    });
  });

  it("counts rows that one element names together as the longest of them", async () => {
    const rows = minutes(1, 10) + minutes(2, 25);
    const fit = await fitOf('duration="PT1H" unit="minute"', rows, task("a", 1, 2) + chain("s", "a", "e"));
    expect(fit).to.deep.include({ counted: 25, fits: true });
  });

  it("follows the longest branch, also through parallel gateways, and a loop once", async () => {
    const rows = minutes(1, 10) + minutes(2, 25) + minutes(3, 40);
    const elements =
      task("a", 1) +
      task("b", 2) +
      task("c", 3) +
      `<parallelGateway id="g"/><parallelGateway id="h"/>` +
      `<exclusiveGateway id="x" default="x_e"/><sequenceFlow id="back" sourceRef="x" targetRef="a"><conditionExpression>again</conditionExpression></sequenceFlow>` +
      chain("s", "a", "g", "b", "h", "x", "e") +
      chain("g", "c", "h");
    const fit = await fitOf('duration="PT1H" unit="minute"', rows, elements);
    expect(fit.path).to.deep.equal(["s", "a", "g", "c", "h", "x", "e"]);
    expect(fit).to.deep.include({ counted: 50, fits: true });
  });

  it("finds the edge that turns back, wherever in the file its elements stand", async () => {
    const rows = minutes(1, 10) + minutes(2, 20) + minutes(3, 30);
    const loop = `<sequenceFlow id="back" sourceRef="x" targetRef="a"><conditionExpression>again</conditionExpression></sequenceFlow>`;
    const elements =
      task("b", 2) +
      task("c", 3) +
      `<exclusiveGateway id="x" default="x_e"/>` +
      task("a", 1) +
      loop +
      chain("s", "a", "b", "c", "x", "e");
    const fit = await fitOf('duration="PT1H" unit="minute"', rows, elements);
    expect(fit).to.deep.include({ counted: 60, fits: true });
  });

  it("begins and ends where the term says", async () => {
    const rows = days(1, 2) + days(2, 3) + days(3, 4);
    const elements = task("a", 1) + task("b", 2) + task("c", 3) + chain("s", "a", "b", "c", "e");
    const fit = await fitOf(`${DAYS} from="b" until="c"`, rows, elements);
    expect(fit).to.deep.include({ counted: 3, fits: true });
    expect(fit.path).to.deep.equal(["b"]);
  });

  it("says that the text contradicts itself when its rows alone are too much", async () => {
    const rows = days(1, 2) + days(2, 2);
    const fit = await fitOf(DAYS, rows, task("a", 1) + task("b", 2) + chain("s", "a", "b", "e"));
    expect(fit).to.deep.include({ counted: 4, allowed: 3, fits: false, textContradicts: true });
  });

  it("says so too when limits of steps are too much that cite their clause, but not when one cites none", async () => {
    const step = (id: string, clause: string) =>
      `<userTask id="${id}"><extensionElements><reg:limit duration="P2D" unit="working-day"${clause}/></extensionElements></userTask>`;
    const cited = step("a", ' clause="5"') + step("b", ' clause="5"') + chain("s", "a", "b", "e");
    expect(await fitOf(DAYS, "", cited)).to.deep.include({ counted: 4, fits: false, textContradicts: true });
    const ours = step("a", ' clause="5"') + step("b", "") + chain("s", "a", "b", "e");
    expect(await fitOf(DAYS, "", ours)).to.deep.include({ counted: 4, fits: false, textContradicts: false });
  });

  it("puts minutes before the first days on the day of intake, and those after the last on the day of issue if the act excludes it", async () => {
    const rows = minutes(1, 60) + days(2, 3) + minutes(3, 720);
    const elements = task("a", 1) + task("b", 2) + task("c", 3) + chain("s", "a", "b", "c", "e");
    expect(await fitOf(`${DAYS} excludes="intake issue"`, rows, elements)).to.deep.include({ counted: 3, fits: true });
    expect(await fitOf(`${DAYS} excludes="intake"`, rows, elements)).to.deep.include({ counted: 3.5, fits: false });
  });

  it("takes off the days by which the result is owed earlier at the place of issue", async () => {
    const elements = task("a", 1) + chain("s", "a", "e");
    const fit = await fitOf(`${DAYS} owedEarlierDays="1"`, days(1, 3), elements);
    expect(fit).to.deep.include({ counted: 3, allowed: 2, fits: false });
    expect(fit.sum).to.contain("owed a day before the term ends");
  });

  it("stretches working days over weekends in a term of calendar days, and not the other way round", async () => {
    const calendar = 'duration="P10D" unit="calendar-day"';
    const oneTask = task("a", 1) + chain("s", "a", "e");
    expect(await fitOf(calendar, days(1, 6), oneTask)).to.deep.include({ counted: 10, fits: true });
    expect(await fitOf(calendar, days(1, 7), oneTask)).to.deep.include({ counted: 11, fits: false });
    expect(await fitOf(DAYS, days(1, 3, "calendar-day"), oneTask)).to.deep.include({ counted: 3, fits: true });
  });

  it("counts a step's own limit only where no row's clock runs, and never the applicant's", async () => {
    const limited = (id: string, row: string, role = "clerk") =>
      `<userTask id="${id}"><extensionElements><reg:trace clause="6" action="${row}"/><reg:limit duration="P1D" unit="working-day"/><reg:performer role="${role}"/></extensionElements></userTask>`;
    const elements =
      limited("a", "1") + limited("b", "none") + limited("c", "none", "applicant") + chain("s", "a", "b", "c", "e");
    const fit = await fitOf(DAYS, days(1, 2), elements);
    expect(fit.parts.map(({ what }) => what)).to.deep.equal(["row 1", "step b"]);
    expect(fit).to.deep.include({ counted: 3, fits: true });
  });
});
