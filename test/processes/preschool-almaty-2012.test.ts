/**
 * The regulation of preschool registration (Almaty oblast, 2012) against its own text, decree 81: clauses 6 to 8 with tables 1 to 3. Its
 * items and rows are written down in text.json, from the act.
 */
import { expect } from "chai";
import type { Operation } from "../../engine/scenario/scenario-file.ts";
import { driveCase } from "./drive-case.ts";
import { type Channel, checkRegulation, formsAjv, readChannel, readForms, readText } from "./regulation-checks.ts";

const FOLDER = "preschool-almaty-2012";

const done = (element: string, variables = {}): Operation => ({ do: "complete", element, variables });

describe(`${FOLDER}: preschool registration, Almaty oblast`, () => {
  checkRegulation({
    folder: FOLDER,
    language: "ru",
    formsBesideTheDiagrams: ["survey"],
    otherDocuments: ["signer"],
    channels: [
      {
        channel: "office",
        clause: "6",
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
      {
        channel: "centre",
        clause: "7",
        terms: [
          {
            duration: "P3D",
            unit: "calendar-day",
            excludes: ["intake", "issue"],
            clause: "7 16)",
            until: "action_7",
          },
        ],
        ends: ["refused_orally", "signing_refused", "refusal_issued", "referral_issued"],
        roles: ["centre-operator", "office-clerk", "head"],
        decisions: ["answer", "decision", "documents", "signing"],
        pools: [
          ["pool_main", "preschool-almaty-2012.centre"],
          ["pool_applicant"],
          ["pool_person_register"],
          ["pool_civil_register"],
          ["pool_national_ca"],
        ],
        told: [
          "process_2",
          "signing_refused",
          "action_10",
          "refusal_issued",
          "coupon_issued",
          "process_15",
          "hand_over",
        ],
      },
      {
        channel: "portal",
        clause: "8",
        terms: [
          {
            duration: "P3D",
            unit: "calendar-day",
            excludes: ["intake", "issue"],
            clause: "8 17)",
            from: "process_13",
            until: "action_7",
          },
        ],
        ends: ["refused_at_entry", "signing_refused", "refusal_issued", "referral_issued"],
        roles: ["applicant", "office-clerk", "head"],
        decisions: ["answer", "decision", "signing"],
        pools: [
          ["pool_main", "preschool-almaty-2012.portal"],
          ["pool_applicant"],
          ["pool_person_register"],
          ["pool_civil_register"],
          ["pool_national_ca"],
          ["pool_centre_system"],
        ],
        told: [
          "refused_at_entry",
          "process_5",
          "signing_refused",
          "action_3",
          "action_9",
          "refusal_issued",
          "coupon_issued",
          "process_15",
          "action_14",
          "referral_mailed",
        ],
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

    it("given a privilege without its ground and proof, do not take it; without a privilege demand nothing", () => {
      const check = ajv.compile(forms.get("portal-attachments")!);
      const attachments = [{ title: "...", document: "1" }];
      expect(check({ privilege: "none" })).to.equal(true);
      expect(check({ privilege: "claimed" })).to.equal(false);
      expect(check({ privilege: "claimed", ground: "..." })).to.equal(false);
      expect(check({ privilege: "claimed", ground: "...", attachments })).to.equal(true);
    });

    it("ask two questions with three answers each when all is over (annex 3), and decide nothing by them", () => {
      const { properties } = forms.get("survey")!;
      expect(Object.values(properties!).map(({ oneOf }) => oneOf!.length)).to.deep.equal([3, 3]);
      expect(Object.values(properties!).filter((each) => each["x-variable"] === true)).to.deep.equal([]);
    });

    it("given an applicant who takes a month to sign on the portal, begin the three days only when the request is sent", async () => {
      const { graph, scenarios } = await readChannel(FOLDER, "portal");
      const { handlers, clock } = scenarios[0]!;
      const { limits } = driveCase(graph, {
        clock: clock!,
        handlers: handlers!,
        script: [
          { do: "start" },
          done("process_3"),
          done("process_6"),
          done("process_9"),
          { do: "advance", duration: "P31D" },
          done("process_10"),
          done("process_12"),
        ],
      });
      expect(limits.filter(({ of }) => of === "8 17)")).to.deep.equal([
        { of: "8 17)", dueAt: "2012-06-18T17:59:59.999Z" },
      ]);
    });

    it("ask the registers only about the applicant of the account and the child, on the portal", async () => {
      const { node } = await readChannel(FOLDER, "portal");
      const inputs = (id: string) =>
        Object.fromEntries(node(id).call!.inputs.map(({ name, literal }) => [name, literal]));
      expect(inputs("process_4")).to.deep.equal({
        document: "signer",
        field: "iin",
        consentDocument: "portal-entry",
      });
      expect(inputs("process_7")).to.include({ applicantDocument: "signer", applicantField: "iin" });
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

  for (const { channel, term, intake, told, fetched } of [
    {
      channel: "centre",
      term: "7 16)",
      intake: [done("process_1", { documents: "complete" }), done("process_3")],
      told: "action_10",
      fetched: [done("applicant_comes"), done("hand_over")],
    },
    {
      channel: "portal",
      term: "8 17)",
      intake: [done("process_3")],
      told: "action_9",
      fetched: [],
    },
  ])
    describe(`${channel}: its clocks`, () => {
      let opened: Channel;
      before(async () => {
        opened = await readChannel(FOLDER, channel);
      });
      const signed: Operation[] = [
        { do: "start" },
        ...intake,
        done("process_6"),
        done("process_9"),
        done("process_10"),
        done("process_12"),
      ];
      const queued: Operation[] = [...signed, done("process_14"), done("decision", { decision: "queue" })];
      const accepted: Operation[] = [
        ...queued,
        done("place_offer"),
        done("answer", { answer: "accept" }),
        done("process_17"),
      ];
      const drive = (script: readonly Operation[]) => {
        const { handlers, clock } = opened.scenarios[0]!;
        return driveCase(opened.graph, { clock: clock!, handlers: handlers!, script });
      };

      it("given intake on Monday 14 May 2012, owe coupon or refusal by the end of Friday 18 May", () => {
        const { limits, completed } = drive(queued);
        expect(limits.find(({ of }) => of === term)).to.include({ dueAt: "2012-05-18T17:59:59.999Z", met: "in time" });
        expect(completed).to.include(told);
      });

      it("given three days for taking it into work and three for the decision, as rows 5 and 6 print them, have missed the term but no row", () => {
        const { limits } = drive([
          ...signed,
          { do: "advance", duration: "P3D" },
          done("process_14"),
          { do: "advance", duration: "P3D" },
          done("decision", { decision: "queue" }),
        ]);
        expect(limits.filter(({ met }) => met === "late").map(({ of }) => of)).to.deep.equal([term]);
      });

      it("given a child that waits for two years, and a referral that waits for its applicant, let no clock run meanwhile", () => {
        const waiting = drive([...queued, { do: "advance", duration: "P2Y" }]);
        expect(waiting.state).to.include({ status: "active", publicStatus: "queued" });
        expect(waiting.limits.filter(({ met }) => met !== "in time")).to.deep.equal([]);
        const { limits, state } = drive([
          ...accepted,
          done("referral_signed"),
          { do: "advance", duration: "P1Y" },
          ...fetched,
        ]);
        expect(state).to.include({ status: "completed", publicStatus: "done" });
        expect(limits.filter(({ met }) => met !== "in time")).to.deep.equal([]);
      });

      it("given an accepted place, have three days for the referral, counted from the consent", () => {
        const { limits } = drive([...accepted, { do: "advance", duration: "P4D" }, done("referral_signed")]);
        expect(limits.filter(({ of }) => of === "11")).to.deep.equal([
          { of: "11", dueAt: "2012-05-17T17:59:59.999Z", met: "late" },
        ]);
      });
    });
});
