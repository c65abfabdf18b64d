/**
 * The regulation of preschool registration (Kyzylzhar district, 2012) against its own text, decree 351: clauses 6 to 8 with tables 1 to 3. Its items
 * and rows are written down in text.json, from the act.
 */
import { expect } from "chai";
import type { Operation } from "../../engine/scenario/scenario-file.ts";
import { driveCase } from "./drive-case.ts";
import { type Channel, checkRegulation, formsAjv, readChannel, readForms, readText } from "./regulation-checks.ts";

const FOLDER = "preschool-kyzylzhar-2012";

describe(`${FOLDER}: preschool registration, Kyzylzhar district`, () => {
  checkRegulation({
    folder: FOLDER,
    language: "kk",
    formsBesideTheDiagrams: ["survey"],
    channels: [
      {
        channel: "office",
        clause: "6",
        terms: [],
        ends: ["sign_in_refused", "signing_refused", "refusal_issued", "referral_issued"],
        roles: ["office-clerk"],
        decisions: ["signIn", "signing", "decision", "place"],
        pools: [
          ["pool_office", "preschool-kyzylzhar-2012.office"],
          ["pool_applicant"],
          ["pool_national_ca"],
          ["pool_centre_system"],
        ],
        told: ["sign_in_refused", "signing_refused", "coupon_issued", "referral_issued", "refusal_issued"],
      },
      {
        channel: "centre",
        clause: "7",
        terms: [
          {
            duration: "P3D",
            unit: "calendar-day",
            excludes: ["intake", "issue"],
            clause: "table 2",
            until: "action_7",
          },
        ],
        ends: ["sign_in_refused", "signing_refused", "refusal_issued", "referral_issued"],
        roles: ["centre-operator", "office-clerk"],
        decisions: ["signIn", "signing", "decision", "place"],
        pools: [["pool_centre", "preschool-kyzylzhar-2012.centre"], ["pool_applicant"], ["pool_national_ca"]],
        told: ["sign_in_refused", "signing_refused", "coupon_issued", "referral_issued", "refusal_issued"],
      },
      {
        channel: "portal",
        clause: "8",
        terms: [],
        ends: ["sign_in_refused", "signing_refused", "refusal_issued", "referral_issued"],
        roles: ["applicant", "office-clerk"],
        decisions: ["signIn", "signing", "decision", "place"],
        pools: [
          ["pool_portal", "preschool-kyzylzhar-2012.portal"],
          ["pool_centre_system"],
          ["pool_person_register"],
          ["pool_national_ca"],
        ],
        told: [],
      },
    ],
  });

  describe("its forms and documents in particular", () => {
    const ajv = formsAjv();
    const forms = readForms(FOLDER);

    it("given a refusal without reasons or without the provision it rests on, do not take it", () => {
      const check = ajv.compile(forms.get("processing")!);
      expect(check({ decision: "refuse" })).to.equal(false);
      expect(check({ decision: "refuse", reason: "..." })).to.equal(false);
      expect(check({ decision: "refuse", reason: "...", legalBasis: "..." })).to.equal(true);
    });

    it("given a child to be queued, ask whether there is a place, and which one", () => {
      const check = ajv.compile(forms.get("processing")!);
      const place = { preschool: "№ 1", preschoolAddress: "...", placeFreeFrom: "2012-10-01" };
      expect(check({ decision: "queue" })).to.equal(false);
      expect(check({ decision: "queue", place: "none" })).to.equal(true);
      expect(check({ decision: "queue", place: "free" })).to.equal(false);
      expect(check({ decision: "queue", place: "free", ...place })).to.equal(true);
    });

    it("given that the officer gives up signing or signing in, ask why", () => {
      const signing = ajv.compile(forms.get("signing-refused")!);
      expect([signing({ signing: "stop" }), signing({ signing: "again" })]).to.deep.equal([false, true]);
      const signIn = ajv.compile(forms.get("sign-in-refused")!);
      expect([signIn({ signIn: "stop" }), signIn({ signIn: "again" })]).to.deep.equal([false, true]);
    });

    it("have no field for a password", () => {
      for (const [name, { properties }] of forms)
        expect(
          Object.keys(properties ?? {}).filter((field) => /password|пароль/i.test(field)),
          name,
        ).to.deep.equal([]);
    });

    it("ask the two questions of annex 3 with its three answers", () => {
      const questions = Object.values(forms.get("survey")!.properties!);
      expect(questions.map(({ oneOf }) => oneOf!.map(({ title }) => title))).to.deep.equal(
        Array.from({ length: 2 }, () => ["қанағаттанбаймын", "жартылай қанағаттанамын", "қанағаттанамын"]),
      );
    });

    it("print in the coupon what annex 5 prints", () => {
      const { fields } = JSON.parse(readText(FOLDER, "documents/coupon.json")) as {
        fields: { label: { kk: string } }[];
      };
      expect(fields.map(({ label }) => label.kk)).to.include.members([
        "Ата-ананың аты-жөні",
        "Баланың тегі",
        "Баланың аты",
        "Баланың туған күні",
        "Тіркеу нөмірі",
        "Өтінішті беру күні",
      ]);
    });

    it("give the parents a month to register the referral (annex 5)", () => {
      expect(readText(FOLDER, "documents/referral.json")).to.include(
        "Ата-аналар мектепке дейінгі мекемеге бір ай ішінде келулері және жолдаманы тіркеулері тиіс",
      );
    });
  });

  const done = (element: string, variables = {}): Operation => ({ do: "complete", element, variables });
  const signed: Operation[] = [done("process_3"), done("process_4")];
  const NO_PLACE = { decision: "queue", place: "none" };

  describe("office: its clocks", () => {
    let office: Channel;
    before(async () => {
      office = await readChannel(FOLDER, "office");
    });
    const intake: Operation[] = [{ do: "start" }, done("documents_check"), ...signed];
    const couponOut: Operation[] = [...intake, done("process_6", NO_PLACE), done("process_7"), done("hand_over")];
    const drive = (script: readonly Operation[]) => {
      const { graph, scenarios } = office;
      const { clock, handlers } = scenarios.find(({ id }) => id.endsWith("reasoned-refusal"))!;
      return driveCase(graph, { clock: clock!, handlers: handlers!, script });
    };

    it("given a request at work, owe the decision after fifteen minutes", () => {
      const { limits } = drive(intake);
      expect(limits.filter(({ of }) => of === "5")).to.deep.equal([{ of: "5", dueAt: "2012-10-01T04:15:00.000Z" }]);
    });

    it("given a decision on the next day, have missed row 5 and nothing else", () => {
      const { limits } = drive([...intake, { do: "advance", duration: "P1D" }, done("process_6", NO_PLACE)]);
      expect(limits.filter(({ met }) => met === "late").map(({ of }) => of)).to.deep.equal(["5"]);
    });

    it("given a child that waits for two years, let no clock run meanwhile, and run rows 5 to 12 again afterwards", () => {
      const waiting = drive([...couponOut, { do: "advance", duration: "P2Y" }]);
      expect(waiting.open).to.deep.equal(["place_free"]);
      expect(waiting.state).to.include({ status: "active", publicStatus: "queued" });
      expect(waiting.limits.filter(({ met }) => met !== "in time")).to.deep.equal([]);
      const { limits } = drive([
        ...couponOut,
        { do: "advance", duration: "P2Y" },
        done("place_free"),
        done("process_7"),
      ]);
      expect(limits.map(({ of }) => of).slice(-8)).to.deep.equal(["5", "6", "7", "8", "9", "10", "11", "12"]);
    });

    it("given a result that the applicant fetches a year later, let no clock run meanwhile", () => {
      const { limits, state } = drive([
        ...intake,
        done("process_6", { decision: "refuse" }),
        done("process_7"),
        { do: "advance", duration: "P1Y" },
        done("hand_over"),
      ]);
      expect(state).to.include({ status: "completed", publicStatus: "refused" });
      expect(limits.filter(({ met }) => met !== "in time")).to.deep.equal([]);
    });
  });

  describe("centre: its clocks", () => {
    let centre: Channel;
    before(async () => {
      centre = await readChannel(FOLDER, "centre");
    });
    const intake: Operation[] = [{ do: "start" }, done("documents_check"), ...signed, done("action_5")];
    const resultOut: Operation[] = [...intake, done("processing", NO_PLACE), done("process_7")];
    const drive = (script: readonly Operation[]) => {
      const { graph, scenarios } = centre;
      const { clock, handlers } = scenarios.find(({ id }) => id.endsWith("reasoned-refusal"))!;
      return driveCase(graph, { clock: clock!, handlers: handlers!, script });
    };

    it("given intake on Monday 1 October 2012, owe the result by the end of Friday 5 October, and have met it when it is made out", () => {
      const { limits } = drive(resultOut);
      expect(limits.find(({ of }) => of === "table 2")).to.deep.equal({
        of: "table 2",
        dueAt: "2012-10-05T17:59:59.999Z",
        met: "in time",
      });
    });

    it("given a decision after a week, have missed the term and row 6", () => {
      const { limits } = drive([...intake, { do: "advance", duration: "P7D" }, done("processing", NO_PLACE)]);
      expect(limits.filter(({ met }) => met === "late").map(({ of }) => of)).to.deep.equal(["table 2", "6"]);
    });

    it("given a result that is asked for a year later, have the fifteen minutes of row 15 from then on", () => {
      const waiting = drive([...resultOut, { do: "advance", duration: "P1Y" }]);
      expect(waiting.state.publicStatus).to.equal("ready");
      expect(waiting.limits.filter(({ met }) => met !== "in time")).to.deep.equal([]);
      const { limits } = drive([...resultOut, { do: "advance", duration: "P1Y" }, done("result_asked")]);
      expect(limits.filter(({ of }) => of === "15")).to.deep.equal([{ of: "15", dueAt: "2013-10-01T04:15:00.000Z" }]);
    });

    it("given row 10, whose cells are empty, run no clock for it", () => {
      const { limits } = drive(resultOut);
      expect(limits.map(({ of }) => of))
        .to.include.members(["8", "9", "11"])
        .and.not.include("10");
    });
  });

  describe("portal: its clocks and notices", () => {
    let portal: Channel;
    before(async () => {
      portal = await readChannel(FOLDER, "portal");
    });
    const sent: Operation[] = [{ do: "start" }, done("process_3"), done("process_4")];
    const drive = (script: readonly Operation[]) => {
      const { graph, scenarios } = portal;
      const { clock, handlers } = scenarios.find(({ id }) => id === "portal-reasoned-refusal")!;
      return driveCase(graph, { clock: clock!, handlers: handlers!, script });
    };

    it("given a consumer who takes a week to fill in and sign, count nobody's time", () => {
      const { limits } = drive([
        { do: "start" },
        { do: "advance", duration: "P7D" },
        done("process_3"),
        { do: "advance", duration: "P7D" },
        done("process_4"),
      ]);
      expect(limits.filter(({ met }) => met === "late")).to.deep.equal([]);
    });

    it("given a request that came in, have ten minutes to accept and fifteen to decide", () => {
      expect(drive(sent).limits.at(-1)).to.deep.equal({ of: "5", dueAt: "2012-10-01T04:10:00.000Z" });
      expect(drive([...sent, done("action_5")]).limits.at(-1)).to.deep.equal({
        of: "6",
        dueAt: "2012-10-01T04:15:00.000Z",
      });
    });

    it("given a request of the consumer, hold its signature to the IIN in the request", () => {
      const inputs = Object.fromEntries(
        portal.node("condition_2").call!.inputs.map(({ name, literal }) => [name, literal] as const),
      );
      expect(inputs).to.include({ signer: "applicant", iinFrom: "request", iinField: "applicantIin" });
    });

    it("tell the consumer after the signature is checked, and again when a place is free", () => {
      const queued = [...sent, done("action_5"), done("processing", NO_PLACE), done("result_signed")];
      const { completed } = drive([...queued, done("place_free"), done("result_signed")]);
      const seen = completed.filter((each) => ["action_12", "process_7", "place_free"].includes(each));
      expect(seen).to.deep.equal(["action_12", "process_7", "place_free", "action_12", "process_7"]);
    });
  });
});
