import { expect } from "chai";
import {
  handedInAt,
  milestonesReached,
  placesNow,
  statusesAhead,
  stepsOf,
  templatesIssued,
} from "../../api/case-milestones.ts";
import type { Place } from "../../api/diagram-walk.ts";
import type { CaseEvent, RecordedEvent } from "../../engine/core/events.ts";
import type { CaseState } from "../../engine/core/state.ts";
import type { Graph } from "../../engine/model/graph.ts";
import { compileText, definitions, extensions, flow, nodeOf } from "../model/diagram-text.ts";

const status = (value: string): string => extensions(`<reg:status value="${value}" />`);
const lane = (role: string, ...nodes: readonly string[]): string =>
  `<lane id="lane_${role}">${extensions(`<reg:performer role="${role}" />`)}${nodes.map((id) => `<flowNodeRef>${id}</flowNodeRef>`).join("")}</lane>`;

/** Two pages and a way to give up; then a called process decides. */
const PORTAL = `<process id="portal" isExecutable="true">
  <laneSet id="lanes">${lane("applicant", "application", "again", "signing")}${lane("head", "place")}</laneSet>
  <startEvent id="begun" /><userTask id="application" /><exclusiveGateway id="known" default="known-signing" />
  <userTask id="again" /><endEvent id="given_up">${status("not-accepted")}</endEvent>
  <userTask id="signing" /><serviceTask id="sent" name="sent">${extensions('<reg:status value="received" /><reg:call handler="monitoring.report" />')}</serviceTask>
  <callActivity id="decides" calledElement="deciding" /><exclusiveGateway id="agreed" default="agreed-done" />
  <userTask id="place">${status("ready")}</userTask>
  <endEvent id="done">${status("done")}</endEvent><endEvent id="refused">${status("refused")}</endEvent>
  ${flow("begun", "application")}${flow("application", "known")}${flow("known", "again", "<conditionExpression>= not(known)</conditionExpression>")}${flow("again", "given_up")}
  ${flow("known", "signing")}${flow("signing", "sent")}${flow("sent", "decides")}${flow("decides", "place")}${flow("place", "agreed")}
  ${flow("agreed", "refused", "<conditionExpression>= refuse</conditionExpression>")}${flow("agreed", "done")}</process>`;
const DECIDING = `<process id="deciding" isExecutable="true"><startEvent id="asked" />
  <userTask id="look">${status("in-work")}</userTask><serviceTask id="made">${extensions('<reg:call handler="document.issue" /><reg:document template="resolution" />')}</serviceTask><endEvent id="decided" />${flow("asked", "look")}${flow("look", "made")}${flow("made", "decided")}</process>`;

describe("what a case looks like from outside", () => {
  let graph: Graph;
  before(async () => {
    graph = await compileText(definitions(PORTAL + DECIDING));
  });
  const called = (): Graph => graph;
  const at = (id: string): readonly Place[] => [{ graph, node: nodeOf(graph, id) }];
  const history = (...events: readonly CaseEvent[]): readonly RecordedEvent[] =>
    events.map((event, index) => ({
      seq: index + 1,
      at: `2026-01-0${index + 1}T00:00:00.000Z`,
      by: "somebody",
      event,
    }));
  const entered = (element: string, reached?: string): CaseEvent => ({
    type: "ElementEntered",
    key: 2,
    element,
    scope: 1,
    from: [],
    ...(reached === undefined ? {} : { status: reached }),
  });
  const completed = (element: string): CaseEvent => ({ type: "ElementCompleted", key: 2, element, take: [] });

  describe("the statuses that can still come", () => {
    it("are those ahead, nearest first, into the process that is called and out of it again", () => {
      const ahead = statusesAhead(at("sent"), called, "received");
      expect(ahead.map((each) => each.status)).to.deep.equal(["in-work", "ready", "refused", "done"]);
    });

    it("are certain when every way passes them, and possible when one way goes without", () => {
      const ahead = statusesAhead(at("sent"), called, "received");
      expect(ahead.filter(({ certain }) => certain).map((each) => each.status)).to.deep.equal(["in-work", "ready"]);
    });

    it("given the applicant can still give up, none is certain", () => {
      expect(statusesAhead(at("application"), called, undefined).some(({ certain }) => certain)).to.equal(false);
    });

    it("given a case inside a called process, go on where that was called", () => {
      const inside = { graph, node: nodeOf(graph, "look"), up: at("decides")[0]! };
      expect(statusesAhead([inside], called, "in-work").map((each) => each.status)).to.deep.equal([
        "ready",
        "refused",
        "done",
      ]);
    });

    it("given a called process that nobody knows, go past it", () => {
      expect(statusesAhead(at("sent"), () => undefined, "received").map((each) => each.status)).to.deep.equal([
        "ready",
        "refused",
        "done",
      ]);
    });
  });

  it("tells the statuses that were reached with their day, one that stays the same once", () => {
    const reached = milestonesReached(
      history(entered("sent", "received"), entered("look", "in-work"), entered("look", "in-work")),
    );
    expect(reached).to.deep.equal([
      { status: "received", at: "2026-01-01T00:00:00.000Z" },
      { status: "in-work", at: "2026-01-02T00:00:00.000Z" },
    ]);
  });

  it("is handed in with the first element that is not the applicant's", () => {
    const own = [entered("application"), completed("application"), entered("signing")];
    expect(handedInAt(history(...own), graph)).to.equal(undefined);
    expect(handedInAt(history(...own, entered("sent", "received")), graph)).to.equal("2026-01-04T00:00:00.000Z");
  });

  it("has the pages done, the one that is open, and those on the shortest way from there", () => {
    expect(stepsOf(history(entered("application")), graph, at("application"), called)).to.deep.equal([
      { element: "application", state: "now" },
      { element: "signing", state: "ahead" },
    ]);
    expect(stepsOf(history(completed("application")), graph, at("signing"), called)).to.deep.equal([
      { element: "application", state: "done" },
      { element: "signing", state: "now" },
    ]);
  });

  it("given a page that comes again, tells it where it comes now", () => {
    const again = history(completed("application"), completed("signing"), completed("application"));
    expect(stepsOf(again, graph, at("signing"), called)).to.deep.equal([
      { element: "application", state: "done" },
      { element: "signing", state: "now" },
    ]);
  });

  it("tells of what was issued which document it is, where the element that made it has but one", () => {
    const filed = (document: string, element: string, number?: string): CaseEvent => ({
      type: "DocumentFiled",
      document,
      name: "result",
      mediaType: "application/pdf",
      hash: "",
      element,
      ...(number === undefined ? {} : { number }),
    });
    const told = templatesIssued(history(filed("d1", "made", "N-1"), filed("d2", "made"), filed("d3", "look", "N-2")), [
      graph,
    ]);
    expect([...told]).to.deep.equal([["d1", "resolution"]]);
  });

  it("stands at the innermost elements, each with what called its diagram", () => {
    const state = {
      case: "c",
      seq: 9,
      status: "active",
      definition: graph.digest,
      process: "portal",
      instances: [
        { key: 1, element: "portal", parent: 0 },
        { key: 4, element: "decides", parent: 1, graph: graph.digest },
        { key: 6, element: "look", parent: 4 },
      ],
    } as unknown as CaseState;
    const [place, ...others] = placesNow(state, new Map([[graph.digest, graph]]));
    expect(others).to.deep.equal([]);
    expect([place?.node.id, place?.up?.node.id, place?.up?.up]).to.deep.equal(["look", "decides", undefined]);
  });
});
