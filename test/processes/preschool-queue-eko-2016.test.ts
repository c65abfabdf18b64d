/**
 * The regulation of the preschool queue (East Kazakhstan, 2016) against its own text, decree 293, annex 1: clauses 5, 8, 9, 10 and 11.
 * Its items are written down in text.json, from the act.
 */
import { expect } from "chai";
import type { Operation } from "../../engine/scenario/scenario-file.ts";
import { type DrivenCase, driveCase } from "./drive-case.ts";
import { checkRegulation, formsAjv, readChannel, readForms } from "./regulation-checks.ts";

const FOLDER = "preschool-queue-eko-2016";
const MINUTES = { duration: "PT30M", unit: "minute", excludes: [], clause: "5" } as const;

describe(`${FOLDER}: the preschool queue of East Kazakhstan`, () => {
  checkRegulation({
    folder: FOLDER,
    language: "kk",
    formsBesideTheDiagrams: ["survey"],
    otherDocuments: ["case"],
    channels: [
      {
        channel: "office",
        clause: "5",
        terms: [{ ...MINUTES, until: "what_was_issued" }],
        ends: [
          "refusal_issued",
          "child_placed",
          "place_offered",
          "place_taken",
          "referral_lapsed",
          "referral_ready",
          "result_signed",
        ],
        roles: ["office-clerk", "head"],
        decisions: ["decision"],
        pools: [
          ["pool_office", `${FOLDER}.office`],
          ["pool_offer", `${FOLDER}.offer`],
          ["pool_registration", `${FOLDER}.registration`],
          ["pool_referral", `${FOLDER}.referral`],
          ["pool_actions", `${FOLDER}.actions`],
          ["pool_applicant"],
          ["pool_queue_register"],
          ["pool_national_ca"],
        ],
        told: ["action_5", "offer_sent", "lapse_told"],
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
            clause: "10 1)",
            until: "result_claimed",
          },
          { ...MINUTES, from: "provider_at_work", until: "result_back" },
        ],
        ends: ["intake_refused", "result_unclaimed", "refusal_handed", "corporation_child_placed"],
        roles: ["corporation-operator", "office-clerk"],
        decisions: ["decision", "documents"],
        pools: [["pool_corporation", `${FOLDER}.corporation`], ["pool_applicant"]],
        told: ["intake_refused", "intake_receipt", "ready_told", "result_handed"],
      },
      {
        channel: "portal",
        clause: "11",
        terms: [{ ...MINUTES, from: "process_5", until: "condition_3" }],
        ends: ["sign_in_refused", "signing_refused", "refusal_in_cabinet", "portal_child_placed"],
        roles: ["applicant"],
        decisions: ["decision", "signIn", "signing"],
        pools: [["pool_portal", `${FOLDER}.portal`], ["pool_person_register"], ["pool_national_ca"]],
        told: [],
      },
    ],
  });

  const done = (element: string, variables?: Record<string, string>): Operation => ({
    do: "complete",
    element,
    ...(variables === undefined ? {} : { variables }),
  });
  const decided = (decision: string): Operation[] => [
    done("action_1"),
    done("action_2"),
    done("action_3", { decision }),
    done("action_4"),
  ];
  const drive = async (channel: string, script: readonly Operation[]): Promise<DrivenCase> => {
    const { graph, called, scenarios } = await readChannel(FOLDER, channel);
    const { handlers, clock } = scenarios[0]!;
    return driveCase(graph, { clock: clock!, handlers: handlers!, script: [{ do: "start" }, ...script] }, called);
  };

  it("gives the actions the limits of clause 5, which are the thirty minutes of the term together", async () => {
    const { node } = await readChannel(FOLDER, "office");
    const limits = ["1", "2", "3", "4", "5"].map((number) => node(`action_${number}`).limit!);
    expect(limits.map(({ duration, unit }) => [duration, unit])).to.deep.equal(
      ["PT10M", "PT5M", "PT10M", "PT2M", "PT3M"].map((duration) => [duration, "minute"]),
    );
  });

  it("puts every child that is not refused into the queue, with the privilege that the executor confirmed", async () => {
    const { node } = await readChannel(FOLDER, "office");
    const inputs = Object.fromEntries(
      node("child_enrolled").call!.inputs.map(({ name, literal }) => [name, literal] as const),
    );
    expect(inputs).to.deep.equal({
      action: "enrol",
      document: "application",
      field: "childIin",
      privilegeDocument: "decision",
      privilegeField: "privilege",
    });
  });

  it("offers as privileges the codes that child.queue knows", () => {
    const codes = readForms(FOLDER).get("decision")!.properties!.privilege!.oneOf!;
    expect(codes.map((each) => each.const)).to.deep.equal(["none", "first-order", "out-of-turn"]);
  });

  it("given a decision without what it needs, does not take it", () => {
    const check = formsAjv().compile(readForms(FOLDER).get("decision")!);
    const place = { preschool: "...", preschoolAddress: "...", placeFreeFrom: "2016-10-17" };
    expect(check({ decision: "refuse", reason: "..." })).to.equal(false);
    expect(check({ decision: "refuse", reason: "...", legalBasis: "..." })).to.equal(true);
    expect(check({ decision: "queue" })).to.equal(false);
    expect(check({ decision: "queue", privilege: "none" })).to.equal(true);
    expect(check({ decision: "referral", privilege: "none", ...place })).to.equal(false);
    expect(check({ decision: "referral", privilege: "none", ...place, nobodyBefore: true })).to.equal(true);
  });

  it("given an application on Monday 3 October 2016 at ten, owes the result at half past ten", async () => {
    const { limits } = await drive("office", decided("queue"));
    expect(limits.find(({ of }) => of === "5")).to.deep.equal({ of: "5", dueAt: "2016-10-03T04:30:00.000Z" });
  });

  it("given a child that waits two years for a place, lets no clock run meanwhile", async () => {
    const { limits, open, state } = await drive("office", [
      ...decided("queue"),
      done("action_5"),
      { do: "advance", duration: "P2Y" },
    ]);
    expect(open).to.deep.equal(["place_offer"]);
    expect(state.publicStatus).to.equal("queued");
    expect(limits.filter(({ met }) => met !== "in time")).to.deep.equal([]);
  });

  it("given a referral, waits a month for its registration, and not a day less", async () => {
    const given = [...decided("referral"), done("action_5")];
    const before = await drive("office", [...given, { do: "advance", duration: "P30D" }]);
    expect(before.open).to.deep.equal(["referral_registered"]);
    expect(before.state.publicStatus).to.equal("referral-given");
    const after = await drive("office", [...given, { do: "advance", duration: "P32D" }]);
    expect(after.open).to.deep.equal(["place_offer"]);
    expect(after.state.publicStatus).to.equal("queued");
  });

  it("given an offer, shows it as such, and the queue again when it is declined", async () => {
    const offered = [...decided("queue"), done("action_5"), done("place_offer")];
    expect((await drive("office", offered)).state.publicStatus).to.equal("offered");
    const declined = await drive("office", [...offered, done("offer_answer", { decision: "queue" })]);
    expect(declined.state.publicStatus).to.equal("queued");
    expect(declined.completed).to.not.include("queue_left");
  });

  describe("corporation", () => {
    const intake: Operation[] = [
      done("documents_check", { documents: "complete" }),
      done("collection"),
      done("courier"),
    ];

    it("given an incomplete set, asks which documents are missing; else, when the result can be fetched", () => {
      const check = formsAjv().compile(readForms(FOLDER).get("documents-check")!);
      expect(check({ documents: "incomplete", operator: "..." })).to.equal(false);
      expect(check({ documents: "incomplete", operator: "...", missing: "..." })).to.equal(true);
      expect(check({ documents: "complete", operator: "..." })).to.equal(false);
      expect(check({ documents: "complete", operator: "...", readyOn: "2016-10-24" })).to.equal(true);
    });

    it("given intake on Monday 3 October 2016, owes the result by the end of Friday 21 October, a day before the fifteen working days are over, and has met it when it lies there", async () => {
      const back = [...intake, ...decided("queue"), done("corporation_action_5"), done("result_back")];
      const { limits } = await drive("corporation", back);
      expect(limits.find(({ of }) => of === "10 1)")).to.deep.equal({
        of: "10 1)",
        dueAt: "2016-10-21T17:59:59.999Z",
        met: "in time",
      });
    });

    it("given papers that reach the provider a day later, counts its thirty minutes from there", async () => {
      const [check, scan, courier] = intake;
      const { limits } = await drive("corporation", [check!, scan!, { do: "advance", duration: "P1D" }, courier!]);
      expect(limits.find(({ of }) => of === "5")).to.deep.equal({ of: "5", dueAt: "2016-10-04T04:30:00.000Z" });
    });

    it("given a refusal that is asked for after the month, has one working day to send it again", async () => {
      const { limits } = await drive("corporation", [
        ...intake,
        ...decided("refuse"),
        done("corporation_action_5"),
        done("result_back"),
        { do: "advance", duration: "P32D" },
        done("result_returned"),
        done("result_asked_for"),
      ]);
      expect(limits.at(-1)).to.deep.equal({ of: "result_sent_again", dueAt: "2016-11-07T17:59:59.999Z" });
    });
  });

  describe("portal", () => {
    it("given an applicant who takes a week to fill in and sign, counts from the signed request", async () => {
      const { limits } = await drive("portal", [
        { do: "advance", duration: "P7D" },
        done("process_3"),
        done("request_signed"),
      ]);
      expect(limits.filter(({ met }) => met === "late")).to.deep.equal([]);
      expect(limits.find(({ of }) => of === "5")).to.deep.equal({ of: "5", dueAt: "2016-10-10T04:30:00.000Z" });
    });

    it("holds the signature of the request to the IIN in it", async () => {
      const { node } = await readChannel(FOLDER, "portal");
      const inputs = Object.fromEntries(
        node("condition_2").call!.inputs.map(({ name, literal }) => [name, literal] as const),
      );
      expect(inputs).to.include({ signer: "applicant", iinFrom: "application", iinField: "applicantIin" });
    });

    it("leaves the answer to an offer to the applicant", async () => {
      const { node } = await readChannel(FOLDER, "portal");
      expect(node("portal_offer_answer").role).to.equal("applicant");
    });
  });
});
