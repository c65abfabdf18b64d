/**
 * The regulation of preschool registration (Almaty oblast, 2012) against its own text, decree 81: clause 6 with table 1. The items and the
 * rows are written out here once more, from the act, so that a slip in a diagram is not read back from the diagram.
 */
import { expect } from "chai";
import type { Operation } from "../../engine/scenario/scenario-file.ts";
import { driveCase } from "./drive-case.ts";
import {
  type Channel,
  checkRegulation,
  formsAjv,
  numbered,
  readChannel,
  readForms,
  readText,
} from "./regulation-checks.ts";

const FOLDER = "preschool-almaty-2012";

describe(`${FOLDER}: preschool registration, Almaty oblast`, () => {
  checkRegulation({
    folder: FOLDER,
    language: "ru",
    channels: [
      {
        channel: "office",
        clause: "6",
        items: numbered({
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
        }),
        clauses: /^(6 ([1-9]|1\d|20)\)|table 1)$/,
        rows: [
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
        ],
        terms: [
          { duration: "P3D", unit: "calendar-day", excludes: ["intake", "issue"], clause: "6 15)", until: "action_6" },
        ],
        ends: ["refused_orally", "signing_refused", "refusal_issued", "referral_issued"],
        roles: ["office-clerk", "head"],
        decisions: ["answer", "decision", "documents", "signing"],
        pools: [
          ["pool_office", "preschool-almaty-2012.office"],
          ["pool_applicant"],
          ["pool_person_register"],
          ["pool_civil_register"],
          ["pool_national_ca"],
          ["pool_centre_system"],
        ],
        told: ["process_2", "signing_refused", "refusal_issued", "coupon_issued", "process_14", "hand_over"],
      },
    ],
  });

  describe("its forms and documents in particular", () => {
    const ajv = formsAjv();
    const forms = readForms(FOLDER);

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

    it("give the parents a month to register the referral (annex 5)", () => {
      expect(readText(FOLDER, "documents/referral.json")).to.include("зарегистрировать направление в течение месяца");
    });
  });

  describe("office: its clocks", () => {
    let office: Channel;
    before(async () => {
      office = await readChannel(FOLDER, "office");
    });
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
    const drive = (script: readonly Operation[]) => {
      const { graph, scenarios } = office;
      const { handlers, clock } = scenarios.find(({ id }) => id === "referral-with-all-data-in-the-registers")!;
      return driveCase(graph, { clock: clock!, handlers: handlers!, script });
    };

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

    it("given a request to decide and a referral to sign, wait for the head", () => {
      expect([office.node("decision").role, office.node("referral_signed").role]).to.deep.equal(["head", "head"]);
    });
  });
});
