import { expect } from "chai";
import { factsOf, filmOf, limitsAt, tokensOn } from "../../web/audit/replay-model.ts";
import { checkChain } from "../../web/audit/check-chain.ts";
import type { Replay, StoredCommit } from "../../web/connection/api-types.ts";
import { diagram, lane, userTask } from "../api/diagrams.ts";
import { startInstallation, type Client, type Installation } from "../api/installation.ts";

/** Back to the check until the documents are complete. */
const LOOP = diagram(
  "loop",
  lane("office-clerk", "check") +
    `<extensionElements><reg:service regulation="loop" channel="office" clause="6"><reg:term duration="P1D" unit="working-day" clause="6 15)" /></reg:service></extensionElements>
     <startEvent id="start" />${userTask("check")[1]}<exclusiveGateway id="complete" default="again" /><endEvent id="end" />
     <sequenceFlow id="in" sourceRef="start" targetRef="check" /><sequenceFlow id="on" sourceRef="check" targetRef="complete" />
     <sequenceFlow id="again" sourceRef="complete" targetRef="check" />
     <sequenceFlow id="out" sourceRef="complete" targetRef="end"><conditionExpression>documents = "complete"</conditionExpression></sequenceFlow>`,
).replace(/(<laneSet.*<\/laneSet>)(<extensionElements>.*<\/extensionElements>)/s, "$2$1");

describe("a case as a film", () => {
  let house: Installation;
  let clerk: Client;
  let commits: readonly StoredCommit[];
  let replay: Replay;

  before(async () => {
    house = await startInstallation({ regulations: [] });
    clerk = await house.as("office-clerk");
    const resources = [{ kind: "bpmn", name: "loop.bpmn", content: LOOP }];
    const deployed = await (await house.as("analyst")).post("/api/v1/definitions", { resources });
    expect(deployed.status, deployed.text).to.equal(201);
    const started = await clerk.post("/api/v1/cases", { process: "loop" });
    expect(started.status, started.text).to.equal(201);
    const id = (started.body as { case: string }).case;
    for (const documents of ["incomplete", "complete"]) {
      const { items } = (await clerk.get(`/api/v1/tasks?case=${id}&state=open`)).body as { items: { id: string }[] };
      const done = await clerk.post(`/api/v1/tasks/${items[0]!.id}/complete`, { variables: { documents } });
      expect(done.status, done.text).to.equal(200);
    }
    const auditor = await house.as("auditor");
    commits = ((await auditor.get(`/api/v1/cases/${id}/commits`)).body as { items: StoredCommit[] }).items;
    replay = (await auditor.get(`/api/v1/cases/${id}/replay`)).body as Replay;
  });
  after(() => house.stop());

  it("ends as the server's state ends", () => {
    const { moments } = filmOf(commits);
    const last = moments.at(-1)!;
    expect(last.state.status).to.equal("completed");
    expect(last.state.seq).to.equal(replay.case.seq);
    expect(moments.map(({ recorded }) => recorded.seq)).to.deep.equal(moments.map((_, index) => index + 1));
    expect(factsOf(last.state)).to.deep.equal({ documents: "complete" });
  });

  it("shows a loop as separate visits, each with who ended it", () => {
    const visits = filmOf(commits).visits.filter(({ element }) => element === "check");
    expect(visits.map(({ number }) => number)).to.deep.equal([1, 2]);
    expect(visits[0]!.left).to.be.below(visits[1]!.entered);
    const clerks = replay.accounts.filter(({ roles }) => roles.includes("office-clerk")).map(({ id }) => id);
    for (const visit of visits) expect(clerks).to.include(visit.by);
  });

  it("puts the tokens where the case stood at each moment, and takes them away at the end", () => {
    const { moments } = filmOf(commits);
    const version = replay.versions[0]!.digest;
    const waiting = moments.findIndex(({ recorded }) => recorded.event.type === "ElementEntered");
    expect([...tokensOn(moments[waiting]!.state, version).elements]).to.deep.equal([["check", 1]]);
    expect([...tokensOn(moments.at(-1)!.state, version).elements]).to.deep.equal([]);
    expect([...tokensOn(moments[waiting]!.state, "another version").elements]).to.deep.equal([]);
    expect(moments[waiting]).to.include({ role: "office-clerk" });
  });

  it("knows at each moment only the dates that were set by then, and how they were computed", () => {
    const film = filmOf(commits);
    expect(limitsAt(film, 0, replay.derivations)).to.deep.equal([]);
    const set = film.moments.findIndex(({ recorded }) => recorded.event.type === "LimitStarted");
    const [limit] = limitsAt(film, set, replay.derivations);
    expect(limit).to.include({ kind: "term", of: "6 15)" });
    expect(limit!.words.join(" ")).to.match(/\S{3}/);
    expect(limitsAt(film, film.moments.length - 1, replay.derivations)).to.deep.equal([]);
  });

  describe("whose chain is computed again", () => {
    const changed = (index: number, change: (commit: StoredCommit) => Partial<StoredCommit>) =>
      commits.map((commit, at) => (at === index ? { ...commit, ...change(commit) } : commit));

    it("is proven when nothing was changed", async () => {
      expect(await checkChain(commits)).to.include({ proven: true, events: replay.case.seq });
    });

    it("is broken at the event that was changed: its text, instant or author", async () => {
      const index = commits.length - 1;
      const from = commits[index]!.seq;
      const to = from + commits[index]!.events.length - 1;
      for (const change of [
        (commit: StoredCommit) => ({
          events: commit.events.map((text) => text.replace(/"element":"\w+"/, '"element":"other"')),
        }),
        () => ({ at: "2012-05-14T04:00:00.000Z" }),
        () => ({ by: "somebody-else" }),
        () => ({ hash: "f".repeat(64) }),
        () => ({ prev: "f".repeat(64) }),
      ])
        expect(await checkChain(changed(index, change))).to.deep.equal({ proven: false, from, to });
    });

    it("is broken where a row was taken away", async () => {
      const check = await checkChain(commits.filter((_, index) => index !== 1));
      expect(check).to.include({ proven: false, from: commits[1]!.seq });
    });

    it("is broken where the last row was taken away, if the case is known to have had more", async () => {
      const last = commits.at(-1)!;
      const check = await checkChain(commits.slice(0, -1), replay.case.seq);
      expect(check).to.deep.equal({ proven: false, from: last.seq, to: replay.case.seq });
    });

    it("is not called proven where the browser cannot compute it", async () => {
      expect(await checkChain(commits, 0, {} as Crypto)).to.deep.equal({ proven: undefined });
    });
  });
});
