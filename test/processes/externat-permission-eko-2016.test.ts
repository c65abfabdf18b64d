/**
 * The regulation of the permission to study as an external pupil (East Kazakhstan, 2016) against its own text, decree 293, annex 2: clauses 5, 8, 9 and 10.
 * Its items are written down in text.json, from the act.
 */
import { expect } from "chai";
import type { Operation } from "../../engine/scenario/scenario-file.ts";
import { driveCase } from "./drive-case.ts";
import { checkRegulation, formsAjv, readChannel, readForms } from "./regulation-checks.ts";

const FOLDER = "externat-permission-eko-2016";

describe(`${FOLDER}: permission to study as an external pupil, East Kazakhstan`, () => {
  checkRegulation({
    folder: FOLDER,
    language: "kk",
    formsBesideTheDiagrams: ["survey"],
    otherDocuments: ["case"],
    channels: [
      {
        channel: "office",
        clause: "5",
        terms: [{ duration: "P15D", unit: "working-day", excludes: ["intake"], clause: "5", until: "what_was_handed" }],
        ends: ["permission_handed", "refusal_handed"],
        roles: ["office-clerk", "head"],
        decisions: ["decision"],
        pools: [["pool_office", "externat-permission-eko-2016.office"], ["pool_corporation"], ["pool_applicant"]],
        told: ["notice_in_work"],
      },
      {
        channel: "corporation",
        clause: "9",
        terms: [
          {
            duration: "P15D",
            unit: "working-day",
            excludes: ["intake"],
            owedEarlierDays: 1,
            clause: "5",
            until: "ready_notice",
          },
        ],
        ends: ["intake_refused", "data_not_found", "permission_issued", "refusal_issued", "result_unclaimed"],
        roles: ["corporation-operator", "office-clerk"],
        decisions: ["decision", "documents", "entry", "proxy"],
        pools: [
          ["pool_corporation", "externat-permission-eko-2016.corporation"],
          ["pool_applicant"],
          ["pool_person_register"],
          ["pool_notary_register"],
          ["pool_national_ca"],
        ],
        told: ["intake_refused", "intake_receipt", "data_not_found", "ready_notice", "process_9", "pool_corporation"],
      },
    ],
  });

  it("gives the actions the limits of clause 5", async () => {
    const { node } = await readChannel(FOLDER, "office");
    const limits = ["1", "2", "3", "4", "5"].map((number) => {
      const { duration, unit } = node(`action_${number}`).limit!;
      return [duration, unit];
    });
    expect(limits).to.deep.equal([
      ["PT15M", "minute"],
      ["PT3H", "hour"],
      ["P12D", "working-day"],
      ["PT15M", "minute"],
      ["PT15M", "minute"],
    ]);
  });

  it("given a refusal without its violations and the requirement, or a permission without its order, does not take it", () => {
    const check = formsAjv().compile(readForms(FOLDER).get("decision")!);
    expect(check({ decision: "refuse", reason: "..." })).to.equal(false);
    expect(check({ decision: "refuse", reason: "...", legalBasis: "..." })).to.equal(true);
    expect(check({ decision: "letter" })).to.equal(false);
    expect(check({ decision: "order-copy", orderNumber: "1", orderDate: "2016-10-17" })).to.equal(true);
  });

  it("given papers on Monday 3 October 2016, owes the result by the end of Monday 24 October, and the specialist's part by 19 October", async () => {
    const { graph, scenarios } = await readChannel(FOLDER, "office");
    const { handlers, clock } = scenarios[0]!;
    const script: Operation[] = [
      { do: "start" },
      { do: "complete", element: "action_1" },
      { do: "complete", element: "action_2" },
    ];
    const { limits } = driveCase(graph, { clock: clock!, handlers: handlers!, script });
    expect(limits.map(({ dueAt }) => dueAt)).to.include.members([
      "2016-10-24T17:59:59.999Z",
      "2016-10-19T17:59:59.999Z",
    ]);
  });

  it("given an incomplete set, asks which documents are missing; else, when the result can be fetched", () => {
    const check = formsAjv().compile(readForms(FOLDER).get("documents-check")!);
    expect(check({ documents: "incomplete" })).to.equal(false);
    expect(check({ documents: "incomplete", missing: "..." })).to.equal(true);
    expect(check({ documents: "complete" })).to.equal(false);
    expect(check({ documents: "complete", readyOn: "2016-10-24" })).to.equal(true);
  });

  describe("the way through the State Corporation", () => {
    const complete = (element: string, variables: Record<string, string> = {}): Operation => ({
      do: "complete",
      element,
      variables,
    });
    const UP_TO_THE_PROVIDER = [
      { do: "start" } as const,
      complete("documents_check", { documents: "complete" }),
      complete("process_2", { proxy: "none" }),
      complete("process_5"),
      complete("collection"),
      complete("courier"),
    ];
    const DECIDED = [
      complete("action_1"),
      complete("action_2"),
      complete("action_3", { decision: "letter" }),
      complete("action_4"),
      complete("action_5"),
    ];
    const drive = async (...script: Operation[]) => {
      const { graph, called, scenarios } = await readChannel(FOLDER, "corporation");
      const { handlers, clock } = scenarios[0]!;
      return driveCase(
        graph,
        { clock: clock!, handlers: handlers!, script: [...UP_TO_THE_PROVIDER, ...script] },
        called,
      );
    };

    it("given papers on Monday 3 October 2016, owes the result at the State Corporation a working day before Monday 24 October", async () => {
      const { limits } = await drive();
      expect(limits[0]).to.deep.equal({ of: "5", dueAt: "2016-10-21T17:59:59.999Z" });
    });

    it("given the hand-over to the provider, opens the clerk's action; given the courier's receipt, the term runs until the result has come", async () => {
      expect((await drive()).open).to.deep.equal(["action_1"]);
      const handed = await drive(...DECIDED);
      expect(handed.open).to.deep.equal(["result_arrival"]);
      expect(handed.limits[0]).not.to.have.property("met");
      expect((await drive(...DECIDED, complete("result_arrival"))).limits[0]).to.include({ met: "in time" });
    });

    it("given a result that nobody fetches, keeps it a month and then sends it back to the provider", async () => {
      const arrived = [...DECIDED, complete("result_arrival")];
      expect((await drive(...arrived, { do: "advance", duration: "P31D" })).open).to.deep.equal(["result_called"]);
      expect((await drive(...arrived, { do: "advance", duration: "P32D" })).open).to.deep.equal(["result_returned"]);
    });

    it("given an applicant who asks later, lets the provider send the result within one working day", async () => {
      const { limits } = await drive(
        ...DECIDED,
        complete("result_arrival"),
        { do: "advance", duration: "P32D" },
        complete("result_returned"),
        complete("result_asked_for"),
      );
      // Asked on Friday 4 November 2016.
      expect(limits.at(-1)).to.deep.equal({ of: "result_sent_again", dueAt: "2016-11-07T17:59:59.999Z" });
    });
  });
});
