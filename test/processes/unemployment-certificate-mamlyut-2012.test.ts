/**
 * The regulation of certificates for the unemployed (Mamlyut district, 2012) against its own text, decree 346: clauses 6, 7 and 8 with tables 1, 2 and 3.
 * Its items and rows are written down in text.json, from the act.
 */
import { expect } from "chai";
import type { Operation } from "../../engine/scenario/scenario-file.ts";
import { driveCase } from "./drive-case.ts";
import { type Channel, checkRegulation, formsAjv, readChannel, readForms } from "./regulation-checks.ts";

const FOLDER = "unemployment-certificate-mamlyut-2012";

describe(`${FOLDER}: certificate of registration as unemployed, Mamlyut district`, () => {
  checkRegulation({
    folder: FOLDER,
    language: "kk",
    formsBesideTheDiagrams: ["survey"],
    channels: [
      {
        channel: "office",
        clause: "6",
        terms: [],
        ends: [
          "documents_returned",
          "authorisation_refused",
          "signing_refused",
          "certificate_issued",
          "refusal_issued",
        ],
        roles: ["office-clerk"],
        decisions: ["decision", "documents", "signIn", "signing"],
        pools: [
          ["pool_office", "unemployment-certificate-mamlyut-2012.office"],
          ["pool_applicant"],
          ["pool_national_ca"],
        ],
        told: [
          "documents_returned",
          "authorisation_refused",
          "signing_refused",
          "action_4",
          "action_8",
          "action_12",
          "process_8",
        ],
      },
      {
        channel: "centre",
        clause: "7",
        terms: [
          {
            duration: "P3D",
            unit: "working-day",
            excludes: ["intake", "issue"],
            clause: "table 2, action 6",
            until: "result_called",
          },
        ],
        ends: [
          "documents_returned",
          "authorisation_refused",
          "signing_refused",
          "certificate_issued",
          "refusal_issued",
        ],
        roles: ["centre-operator", "office-clerk"],
        decisions: ["decision", "documents", "signIn", "signing"],
        pools: [
          ["pool_centre", "unemployment-certificate-mamlyut-2012.centre"],
          ["pool_applicant"],
          ["pool_national_ca"],
        ],
        told: [
          "documents_returned",
          "authorisation_refused",
          "signing_refused",
          "action_4",
          "action_9",
          "action_14",
          "process_8",
        ],
      },
      {
        channel: "portal",
        clause: "8",
        terms: [],
        ends: ["authorisation_refused", "signing_refused", "certificate_issued", "refusal_issued"],
        roles: ["applicant", "office-clerk"],
        decisions: ["decision", "signIn", "signing"],
        pools: [
          ["pool_portal", "unemployment-certificate-mamlyut-2012.portal"],
          ["pool_applicant"],
          ["pool_person_register"],
          ["pool_national_ca"],
          ["pool_centre_system"],
        ],
        told: ["authorisation_refused", "signing_refused", "action_3", "action_9", "action_14"],
      },
    ],
  });

  describe("its forms in particular", () => {
    const ajv = formsAjv();
    const forms = readForms(FOLDER);
    const person = { surname: "...", name: "...", birthDate: "1980-01-31", address: "...", language: "kk" };

    it("take an IIN or, in its place, both old numbers, and nothing less (5 2))", () => {
      const check = ajv.compile(forms.get("request")!);
      expect(check({ ...person, applicantIin: "800131300000" })).to.equal(true);
      expect(check({ ...person, rnn: "600400000000", sik: "0123456789ABCDEF" })).to.equal(true);
      expect(check({ ...person, rnn: "600400000000" })).to.equal(false);
      expect(check(person)).to.equal(false);
    });

    it("take nothing but an IIN on the portal, where it is compared with the certificate's (8 7))", () => {
      const check = ajv.compile(forms.get("portal-request")!);
      expect(check({ ...person, applicantIin: "800131300000" })).to.equal(true);
      expect(check(person)).to.equal(false);
      expect(check({ ...person, rnn: "600400000000", sik: "0123456789ABCDEF" })).to.equal(false);
    });

    it("given a refusal without reasons or provision, or a certificate without the day of registration, do not take it", () => {
      const check = ajv.compile(forms.get("decision")!);
      expect(check({ decision: "refuse", reason: "..." })).to.equal(false);
      expect(check({ decision: "refuse", reason: "...", legalBasis: "..." })).to.equal(true);
      expect(check({ decision: "issue" })).to.equal(false);
      expect(check({ decision: "issue", registeredOn: "2012-10-01" })).to.equal(true);
    });

    it("given papers that are not in order, ask for the defects, and given up sign-ins and signatures, for the reason", () => {
      const documents = ajv.compile(forms.get("documents-check")!);
      expect(documents({ documents: "incomplete" })).to.equal(false);
      expect(documents({ documents: "complete" })).to.equal(true);
      expect(ajv.compile(forms.get("authorisation-denied")!)({ signIn: "stop" })).to.equal(false);
      expect(ajv.compile(forms.get("signing-refused")!)({ signing: "stop" })).to.equal(false);
      expect(ajv.compile(forms.get("signing-refused")!)({ signing: "again" })).to.equal(true);
    });

    it("ask the two questions of annex 3, three answers each, and ask for no password anywhere", () => {
      const survey = Object.values(forms.get("survey")!.properties!);
      expect(survey.map(({ oneOf }) => oneOf!.length)).to.deep.equal([3, 3]);
      const fields = [...forms.values()].flatMap(({ properties }) => Object.keys(properties ?? {}));
      expect(fields.filter((field) => /password/i.test(field))).to.deep.equal([]);
    });
  });

  const done = (element: string, variables = {}): Operation => ({ do: "complete", element, variables });
  const drive = ({ graph, scenarios }: Channel, script: readonly Operation[]) => {
    const { handlers, clock } = scenarios.find(({ id }) => id.endsWith("-certificate"))!;
    return driveCase(graph, { clock: clock!, handlers: handlers!, script });
  };
  const signed: Operation[] = [
    { do: "start" },
    done("documents_check", { documents: "complete" }),
    done("process_3"),
    done("process_4"),
  ];

  describe("office: its clocks", () => {
    let office: Channel;
    before(async () => {
      office = await readChannel(FOLDER, "office");
    });

    it("given a decision after ten minutes, have met row 5; a minute later, have missed it", () => {
      const after = (duration: string) =>
        drive(office, [...signed, { do: "advance", duration }, done("process_6", { decision: "issue" })]).limits.find(
          ({ of }) => of === "5",
        );
      expect(after("PT10M")!.met).to.equal("in time");
      expect(after("PT11M")!.met).to.equal("late");
    });

    it("given a certificate that nobody fetches for a year, let no clock run meanwhile", () => {
      const { limits, open, state } = drive(office, [
        ...signed,
        done("process_6", { decision: "issue" }),
        done("process_7"),
        { do: "advance", duration: "P1Y" },
      ]);
      expect(open).to.deep.equal(["process_8"]);
      expect(state).to.include({ status: "active", publicStatus: "in-work" });
      expect(limits.filter(({ met }) => met !== "in time")).to.deep.equal([]);
    });
  });

  describe("centre: its clocks", () => {
    let centre: Channel;
    before(async () => {
      centre = await readChannel(FOLDER, "centre");
    });
    const decided = (days: string): Operation[] => [
      ...signed,
      done("action_5"),
      { do: "advance", duration: days },
      done("process_6", { decision: "issue" }),
      done("process_7"),
    ];

    it("given intake on Monday 5 November 2012, owe the result at the centre by the end of Friday 9 November", () => {
      const { limits, open } = drive(centre, decided("P3D"));
      expect(open).to.deep.equal(["result_called"]);
      expect(limits.find(({ of }) => of === "table 2, action 6")).to.deep.equal({
        of: "table 2, action 6",
        dueAt: "2012-11-09T17:59:59.999Z",
        met: "in time",
      });
    });

    it("given a decision a week after intake, have missed the term and row 6", () => {
      const late = drive(centre, decided("P7D")).limits.filter(({ met }) => met === "late");
      expect(late.map(({ of }) => of)).to.deep.equal(["table 2, action 6", "6"]);
    });

    it("given an applicant who comes a year later, have ten minutes from his coming and no clock before", () => {
      const { limits } = drive(centre, [...decided("P1D"), { do: "advance", duration: "P1Y" }, done("result_called")]);
      expect(limits.filter(({ met }) => met === "late")).to.deep.equal([]);
      expect(limits.filter(({ met }) => met === undefined)).to.deep.equal([
        { of: "15", dueAt: "2013-11-06T04:10:00.000Z" },
      ]);
    });
  });

  describe("portal: its clocks", () => {
    let portal: Channel;
    before(async () => {
      portal = await readChannel(FOLDER, "portal");
    });

    it("given an applicant who takes a week over the request and signs it at last, hold nobody to a time meanwhile", () => {
      const { limits, open } = drive(portal, [
        { do: "start" },
        { do: "advance", duration: "P7D" },
        done("process_3"),
        { do: "advance", duration: "P7D" },
        done("process_4"),
      ]);
      expect(open).to.deep.equal(["action_5"]);
      expect(limits.filter(({ met }) => met === "late")).to.deep.equal([]);
      expect(limits.filter(({ met }) => met === undefined).map(({ of }) => of)).to.deep.equal(["5"]);
    });

    it("compare the signer with the IIN of the request, so that nobody asks for another's certificate", () => {
      const inputs = portal.node("condition_2").call!.inputs.map(({ name, literal }) => [name, literal]);
      expect(inputs).to.deep.include.members([
        ["signer", "applicant"],
        ["iinFrom", "portal-request"],
        ["iinField", "applicantIin"],
      ]);
    });
  });
});
