/**
 * The regulation of duplicates of education documents (East Kazakhstan, 2016) against its own text, decree 293, annex 3: clauses 4 to 6, 8, 9 and 10.
 * Its items are written down in text.json, from the act.
 */
import { expect } from "chai";
import type { Operation } from "../../engine/scenario/scenario-file.ts";
import { driveCase, type DrivenCase } from "./drive-case.ts";
import { checkRegulation, formsAjv, readChannel, readForms } from "./regulation-checks.ts";

const FOLDER = "education-duplicate-eko-2016";

describe(`${FOLDER}: duplicates of education documents, East Kazakhstan`, () => {
  checkRegulation({
    folder: FOLDER,
    language: "kk",
    formsBesideTheDiagrams: ["survey"],
    otherDocuments: ["case"],
    channels: [
      {
        channel: "office",
        clause: "4",
        terms: [{ duration: "P15D", unit: "working-day", excludes: [], clause: "5", until: "notice_at_school" }],
        ends: [
          "duplicate_given",
          "refusal_given",
          "unclaimed_at_school",
          "result_signed",
          "duplicate_handed",
          "refusal_handed",
        ],
        roles: ["office-clerk", "head"],
        decisions: ["decision"],
        pools: [
          ["pool_office", "education-duplicate-eko-2016.office"],
          ["pool_actions", "education-duplicate-eko-2016.actions"],
          ["pool_handing", "education-duplicate-eko-2016.handing"],
          ["pool_applicant"],
          ["pool_corporation"],
        ],
        told: ["notice_at_school", "action_5", "pool_actions"],
      },
      {
        channel: "corporation",
        clause: "9",
        terms: [
          {
            duration: "P15D",
            unit: "working-day",
            excludes: [],
            owedEarlierDays: 1,
            clause: "5",
            until: "ready_notice",
          },
        ],
        ends: ["intake_refused", "duplicate_issued", "refusal_issued", "result_unclaimed"],
        roles: ["corporation-operator", "office-clerk"],
        decisions: ["decision", "documents"],
        pools: [["pool_corporation", "education-duplicate-eko-2016.corporation"], ["pool_applicant"]],
        told: ["intake_refused", "intake_receipt", "ready_notice", "result_issue", "pool_corporation"],
      },
    ],
  });

  it("gives the actions the limits of clause 5, twelve working days for the third and not the calendar days of clause 8 3)", async () => {
    const { node } = await readChannel(FOLDER, "office");
    const limits = ["1", "2", "3", "4", "5"].map((number) => {
      const { duration, unit } = node(`action_${number}`).limit!;
      return [duration, unit];
    });
    expect(limits).to.deep.equal([
      ["PT15M", "minute"],
      ["PT2H", "hour"],
      ["P12D", "working-day"],
      ["PT1H", "hour"],
      ["PT15M", "minute"],
    ]);
  });

  it("given a refusal without what is amiss and the requirement, or a duplicate without its number, does not take it", () => {
    const check = formsAjv().compile(readForms(FOLDER).get("decision")!);
    expect(check({ decision: "refuse", reason: "..." })).to.equal(false);
    expect(check({ decision: "refuse", reason: "...", legalBasis: "..." })).to.equal(true);
    expect(check({ decision: "certificate" })).to.equal(false);
    expect(check({ decision: "attestation", duplicateNumber: "ЖОБ № 0000001" })).to.equal(true);
  });

  it("given a result that nobody has signed for, does not let action 5 end", () => {
    const check = formsAjv().compile(readForms(FOLDER).get("result-handing")!);
    const handed = { receiver: "courier", receiverName: "...", handedOn: "2016-10-21" };
    expect(check(handed)).to.equal(false);
    expect(check({ ...handed, received: false })).to.equal(false);
    expect(check({ ...handed, received: true })).to.equal(true);
  });

  it("given an incomplete set, asks which documents are missing; else, when the result can be fetched", () => {
    const check = formsAjv().compile(readForms(FOLDER).get("documents-check")!);
    expect(check({ documents: "incomplete" })).to.equal(false);
    expect(check({ documents: "incomplete", missing: "..." })).to.equal(true);
    expect(check({ documents: "complete" })).to.equal(false);
    expect(check({ documents: "complete", readyOn: "2016-10-24" })).to.equal(true);
  });

  describe("given documents on Monday 3 October 2016", () => {
    const complete = (element: string, variables: Record<string, string> = {}): Operation => ({
      do: "complete",
      element,
      variables,
    });
    const drive = async (channel: string, ...script: Operation[]): Promise<DrivenCase> => {
      const { graph, called, scenarios } = await readChannel(FOLDER, channel);
      const { handlers, clock } = scenarios[0]!;
      return driveCase(graph, { clock: clock!, handlers: handlers!, script: [{ do: "start" }, ...script] }, called);
    };
    const DECIDED = [
      complete("action_1"),
      complete("action_2"),
      complete("action_3", { decision: "certificate" }),
      complete("action_4"),
    ];
    const AT_THE_PROVIDER = [
      complete("documents_check", { documents: "complete" }),
      complete("collection"),
      complete("courier"),
    ];

    it("the school owes the duplicate by the end of Monday 24 October, and the employee's part by 19 October", async () => {
      const { limits, open } = await drive("office", complete("action_1"), complete("action_2"));
      expect(open).to.deep.equal(["action_3"]);
      expect(limits[0]).to.deep.equal({ of: "5", dueAt: "2016-10-24T17:59:59.999Z" });
      expect(limits.at(-1)).to.deep.equal({ of: "action_3", dueAt: "2016-10-19T17:59:59.999Z" });
    });

    it("the term at the office ends when the result is ready, and the fifteen minutes of action 5 begin when the applicant has come", async () => {
      const ready = await drive("office", ...DECIDED);
      expect(ready.open).to.deep.equal(["applicant_came"]);
      expect(ready.limits[0]).to.include({ met: "in time" });
      const came = await drive("office", ...DECIDED, { do: "advance", duration: "P20D" }, complete("applicant_came"));
      expect(came.limits.at(-1)).to.deep.equal({ of: "action_5", dueAt: "2016-10-23T04:15:00.000Z" });
    });

    it("the State Corporation must have the result a working day earlier, and the term runs until it has come there", async () => {
      expect((await drive("corporation")).limits[0]).to.deep.equal({ of: "5", dueAt: "2016-10-21T17:59:59.999Z" });
      const handed = await drive("corporation", ...AT_THE_PROVIDER, ...DECIDED, complete("action_5"));
      expect(handed.open).to.deep.equal(["result_arrival"]);
      expect(handed.limits[0]).not.to.have.property("met");
      const arrived = [...AT_THE_PROVIDER, ...DECIDED, complete("action_5"), complete("result_arrival")];
      const come = await drive("corporation", ...arrived);
      expect(come.limits[0]).to.include({ met: "in time" });
    });

    it("a result that nobody fetches is kept a month, goes back, and comes again within one working day of being asked for", async () => {
      const arrived = [...AT_THE_PROVIDER, ...DECIDED, complete("action_5"), complete("result_arrival")];
      const month = (duration: string): Operation => ({ do: "advance", duration });
      expect((await drive("corporation", ...arrived, month("P31D"))).open).to.deep.equal(["result_called"]);
      const returned = [...arrived, month("P32D"), complete("result_returned")];
      expect((await drive("corporation", ...returned)).open).to.deep.equal(["result_asked_for"]);
      // Asked on Friday 4 November 2016.
      const asked = await drive("corporation", ...returned, complete("result_asked_for"));
      expect(asked.limits.at(-1)).to.deep.equal({ of: "result_sent_again", dueAt: "2016-11-07T17:59:59.999Z" });
    });
  });
});
