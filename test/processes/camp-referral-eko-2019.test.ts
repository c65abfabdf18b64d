/**
 * The regulation of camp referrals (East Kazakhstan, 2019) against its own text, decree 264, annex 3: clauses 4 to 11. Its items are written
 * down in text.json, from the act.
 */
import { expect } from "chai";
import type { Operation } from "../../engine/scenario/scenario-file.ts";
import { driveCase } from "./drive-case.ts";
import { checkRegulation, formsAjv, readChannel, readForms, readText } from "./regulation-checks.ts";

const FOLDER = "camp-referral-eko-2019";
const DECISIONS = ["decision"];

describe(`${FOLDER}: referral to out-of-town and school camps, East Kazakhstan`, () => {
  checkRegulation({
    folder: FOLDER,
    language: "kk",
    formsBesideTheDiagrams: ["survey"],
    otherDocuments: ["case"],
    channels: [
      {
        channel: "office",
        clause: "5",
        terms: [{ duration: "P5D", unit: "working-day", excludes: [], clause: "5", until: "result_called" }],
        ends: ["intake_refused", "referral_issued", "refusal_issued", "office_result_unclaimed", "result_signed"],
        roles: ["office-clerk", "head"],
        decisions: ["documents", ...DECISIONS],
        pools: [
          ["pool_office", `${FOLDER}.office`],
          ["pool_actions", `${FOLDER}.actions`],
          ["pool_applicant"],
          ["pool_national_ca"],
        ],
        told: ["intake_refused", "notice_received", "notice_ready", "action_5", "notice_in_work"],
      },
      {
        channel: "corporation",
        clause: "9",
        terms: [
          {
            duration: "P5D",
            unit: "working-day",
            excludes: ["intake"],
            owedEarlierDays: 1,
            clause: "9",
            until: "notice_at_corporation",
          },
        ],
        ends: [
          "not_taken_in",
          "sign_in_given_up",
          "data_not_found",
          "referral_handed",
          "refusal_handed",
          "result_unclaimed",
        ],
        roles: ["corporation-operator", "office-clerk"],
        decisions: ["documents", "signIn", "entry", ...DECISIONS],
        pools: [
          ["pool_corporation", `${FOLDER}.corporation`],
          ["pool_applicant"],
          ["pool_national_ca"],
          ["pool_person_register"],
        ],
        told: [
          "not_taken_in",
          "sign_in_given_up",
          "data_not_found",
          "process_7",
          "notice_at_corporation",
          "process_10",
          "notice_kept",
          "result_unclaimed",
        ],
      },
      {
        channel: "portal",
        clause: "11",
        terms: [{ duration: "P5D", unit: "working-day", excludes: [], clause: "5", from: "process_5" }],
        ends: ["sign_in_given_up", "signing_given_up", "refusal_received", "referral_received"],
        roles: ["applicant"],
        decisions: ["signIn", "signing", ...DECISIONS],
        pools: [
          ["pool_portal", `${FOLDER}.portal`],
          ["pool_applicant"],
          ["pool_person_register"],
          ["pool_national_ca"],
        ],
        told: ["sign_in_given_up", "signing_given_up", "notice_of_registration", "process_7", "process_8"],
      },
    ],
  });

  it("gives the actions the limits of clause 5, in every channel by the same elements", async () => {
    const { node } = await readChannel(FOLDER, "office");
    const limits = ["1", "2", "3", "4", "5"].map((number) => {
      const { duration, unit } = node(`action_${number}`).limit!;
      return [duration, unit];
    });
    expect(limits).to.deep.equal([
      ["PT30M", "minute"],
      ["PT5M", "minute"],
      ["P4D", "working-day"],
      ["PT15M", "minute"],
      ["PT15M", "minute"],
    ]);
    for (const channel of ["office", "corporation", "portal"]) {
      const called = (await readChannel(FOLDER, channel)).graph.nodes.flatMap(
        ({ calledProcess }) => calledProcess?.process ?? [],
      );
      expect(called, channel).to.deep.equal([`${FOLDER}.actions`]);
    }
  });

  describe("given papers handed in on Monday 2 September 2019", () => {
    const dueOf = async (channel: string, script: readonly Operation[]) => {
      const { graph, called, scenarios } = await readChannel(FOLDER, channel);
      const { handlers, clock } = scenarios[0]!;
      return driveCase(graph, { clock: clock!, handlers: handlers!, script }, called).limits;
    };
    const at = (element: string, variables = {}): Operation => ({ do: "complete", element, variables });
    const sent = [
      { do: "start" } as const,
      at("documents_check", { documents: "complete" }),
      at("process_1"),
      at("process_3"),
      at("process_6"),
      at("registration"),
    ];

    it("owes the result at the office by the end of Monday 9 September, and the specialist's part by Friday", async () => {
      const limits = await dueOf("office", [
        { do: "start" },
        at("action_1", { documents: "complete" }),
        at("action_2"),
      ]);
      expect(limits.find(({ of }) => of === "5")!.dueAt).to.equal("2019-09-09T17:59:59.999Z");
      expect(limits.find(({ of }) => of === "action_3")!.dueAt).to.equal("2019-09-06T17:59:59.999Z");
    });

    it("owes it at the State Corporation a working day earlier, on Friday, and process 9 by then", async () => {
      const limits = await dueOf("corporation", sent);
      expect(limits.find(({ of }) => of === "9")!.dueAt).to.equal("2019-09-06T17:59:59.999Z");
      expect(limits.find(({ of }) => of === "process_9")!.dueAt).to.equal("2019-09-06T17:59:59.999Z");
    });

    it("has met the term when the result lies at the State Corporation, although it waits there for weeks", async () => {
      const limits = await dueOf("corporation", [
        ...sent,
        at("action_2"),
        at("action_3", { decision: "refer" }),
        at("action_4"),
        { do: "advance", duration: "P3D" },
        at("result_delivery"),
        at("result_arrival"),
        { do: "advance", duration: "P20D" },
      ]);
      expect(limits.find(({ of }) => of === "9")).to.include({ met: "in time" });
    });

    it("gives the provider one working day to send the result again", async () => {
      const limits = await dueOf("corporation", [
        ...sent,
        at("action_2"),
        at("action_3", { decision: "refer" }),
        at("action_4"),
        at("result_delivery"),
        at("result_arrival"),
        { do: "advance", duration: "P32D" },
        at("result_returned"),
        at("result_kept"),
        at("result_asked_for"),
      ]);
      expect(limits.find(({ of }) => of === "result_sent_again")!.dueAt).to.equal("2019-10-07T17:59:59.999Z");
    });

    it("begins the term of the portal when the request is sent, not when the applicant begins to fill it in", async () => {
      const before = [{ do: "start" } as const, { do: "advance", duration: "P2D" } as const];
      expect((await dueOf("portal", before)).filter(({ of }) => of === "5")).to.deep.equal([]);
      const limits = await dueOf("portal", [...before, at("process_3"), at("request_signed")]);
      expect(limits.find(({ of }) => of === "5")!.dueAt).to.equal("2019-09-11T17:59:59.999Z");
    });
  });

  describe("its forms", () => {
    const check = (form: string) => formsAjv().compile(readForms(FOLDER).get(form)!);

    it("given a set that is not taken in, ask which documents are missing or expired; else for what the receipt names", () => {
      for (const form of ["intake", "documents-check"])
        for (const documents of ["incomplete", "expired"]) {
          const operatorName = form === "intake" ? {} : { operatorName: "..." };
          expect(check(form)({ documents, ...operatorName }), `${form}: ${documents}`).to.equal(false);
          expect(check(form)({ documents, ...operatorName, missing: "..." }), `${form}: ${documents}`).to.equal(true);
        }
      expect(check("intake")({ documents: "complete" })).to.equal(false);
      const receipt = {
        attachments: "...",
        attachmentsCount: 2,
        readyOn: "2019-09-06",
        readyAt: "10:00",
        place: "...",
      };
      expect(check("documents-check")({ documents: "complete", operatorName: "...", ...receipt })).to.equal(true);
      for (const field of Object.keys(receipt))
        expect(
          check("documents-check")({ documents: "complete", operatorName: "...", ...receipt, [field]: undefined }),
          field,
        ).to.equal(false);
    });

    it("given a refusal without reasons and ground, or a referral without camp and days, do not take it", () => {
      const decision = check("decision");
      expect(decision({ decision: "refuse", reason: "..." })).to.equal(false);
      expect(decision({ decision: "refuse", reason: "...", legalBasis: "..." })).to.equal(true);
      expect(decision({ decision: "refer", camp: "school", campName: "..." })).to.equal(false);
      expect(
        decision({
          decision: "refer",
          camp: "out-of-town",
          campName: "...",
          arrivalOn: "2020-06-01",
          departureOn: "2020-06-10",
        }),
      ).to.equal(true);
    });

    it("given a representative, ask for the notarised power of attorney", () => {
      const handOver = check("corporation-hand-over");
      const papers = { identityShown: true, receiptShown: true, handedOn: "2019-09-10" };
      expect(handOver({ receiver: "applicant", ...papers })).to.equal(true);
      expect(handOver({ receiver: "representative", ...papers })).to.equal(false);
      expect(handOver({ receiver: "representative", ...papers, proxyNumber: "..." })).to.equal(true);
    });

    it("offer a survey of two questions with three answers", () => {
      const questions = Object.values(readForms(FOLDER).get("survey")!.properties!);
      expect(questions.map(({ oneOf }) => oneOf!.length)).to.deep.equal([3, 3]);
    });
  });

  it("gives a receipt with all that clause 9 lists, and the case's number as bar code", () => {
    const { fields } = JSON.parse(readText(FOLDER, "documents/receipt.json")) as {
      fields: readonly { readonly name: string; readonly from: unknown }[];
    };
    expect(fields.map(({ name }) => name)).to.deep.equal([
      "barCode",
      "applicantName",
      "applicantPhone",
      "representativeName",
      "representativePhone",
      "attachmentsCount",
      "attachments",
      "readyOn",
      "readyAt",
      "place",
      "operatorName",
    ]);
    expect(fields[0]!.from).to.deep.equal({ document: "case", pointer: "/number" });
  });
});
