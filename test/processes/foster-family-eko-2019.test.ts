/**
 * The regulation of foster care (East Kazakhstan, 2019) against its own text, decree 264, annex 4: clauses 3 to 10. Its items are written down in
 * text.json, from the act.
 */
import { expect } from "chai";
import type { Operation } from "../../engine/scenario/scenario-file.ts";
import { driveCase, type DrivenCase } from "./drive-case.ts";
import { type Channel, checkRegulation, formsAjv, readChannel, readForms, readText } from "./regulation-checks.ts";

const FOLDER = "foster-family-eko-2019";
const TERM = { duration: "P10D", unit: "working-day", excludes: [], clause: "5" } as const;

describe(`${FOLDER}: transfer of a child to a foster family, East Kazakhstan`, () => {
  checkRegulation({
    folder: FOLDER,
    language: "kk",
    formsBesideTheDiagrams: ["survey"],
    channels: [
      {
        channel: "office",
        clause: "5",
        terms: [{ ...TERM, until: "result_ready" }],
        ends: [
          "intake_refused",
          "contract_issued",
          "contract_unclaimed",
          "refusal_issued",
          "refusal_unclaimed",
          "contract_signed",
          "refusal_signed",
        ],
        roles: ["office-clerk", "head"],
        decisions: ["decision", "documents"],
        pools: [
          ["pool_office", "foster-family-eko-2019.office"],
          ["pool_actions", "foster-family-eko-2019.actions"],
          ["pool_applicant"],
          ["pool_national_ca"],
        ],
        told: [
          "intake_refused",
          "application_registered",
          "pool_actions",
          "result_ready",
          "refusal_issued",
          "contract_issued",
        ],
      },
      {
        channel: "portal",
        clause: "10",
        terms: [{ ...TERM, from: "process_5", until: "condition_3" }],
        ends: ["authorisation_refused", "signing_refused", "result_issued", "refusal_issued"],
        roles: ["applicant", "office-clerk"],
        decisions: ["signIn", "signing", "decision"],
        pools: [
          ["pool_portal", "foster-family-eko-2019.portal"],
          ["pool_applicant"],
          ["pool_person_register"],
          ["pool_national_ca"],
        ],
        told: ["authorisation_refused", "signing_refused", "process_6", "process_7", "process_8"],
      },
    ],
  });

  const done = (element: string, variables = {}): Operation => ({ do: "complete", element, variables });
  const wait = (duration: string): Operation => ({ do: "advance", duration });
  const drive = (
    { graph, scenarios, called }: Channel,
    script: readonly Operation[],
    signature?: object,
  ): DrivenCase => {
    const { clock, handlers } = scenarios[0]!;
    const answers = signature === undefined ? handlers! : { ...handlers, "signature.verify": signature };
    return driveCase(graph, { clock: clock!, handlers: answers as typeof handlers & object, script }, called);
  };

  it("gives the five actions the limits of clause 5, and the portal's request those of clause 9", async () => {
    const office = await readChannel(FOLDER, "office");
    const portal = await readChannel(FOLDER, "portal");
    const limits = ["1", "2", "3", "4", "5"].map((number) => {
      const { duration, unit } = office.node(`action_${number}`).limit!;
      return [duration, unit];
    });
    expect(limits).to.deep.equal([
      ["PT30M", "minute"],
      ["PT15M", "minute"],
      ["P9D", "working-day"],
      ["PT15M", "minute"],
      ["PT15M", "minute"],
    ]);
    expect(portal.node("request_accepted").limit).to.deep.equal({ duration: "PT20M", unit: "minute" });
  });

  describe("office: its clocks and documents", () => {
    let office: Channel;
    before(async () => {
      office = await readChannel(FOLDER, "office");
    });
    const registered: Operation[] = [{ do: "start" }, done("action_1", { documents: "complete" })];
    const signed: Operation[] = [
      ...registered,
      done("action_2"),
      wait("P3D"),
      done("action_3", { decision: "grant" }),
      done("action_4"),
      done("payment_decision_signing"),
    ];

    it("given papers on Monday 7 October 2019, owes the result by the end of Monday 21 October, and the officer's part by 18 October", () => {
      const { limits } = drive(office, [...registered, done("action_2")]);
      expect(limits.map(({ of, dueAt }) => [of, dueAt])).to.include.deep.members([
        ["5", "2019-10-21T17:59:59.999Z"],
        ["action_3", "2019-10-18T17:59:59.999Z"],
      ]);
    });

    it("given a signed contract, has kept its term when the result lies ready, however late the applicant comes", () => {
      const { limits, open, state } = drive(office, [...signed, done("action_5"), wait("P1Y")]);
      expect(limits.filter(({ met }) => met !== "in time")).to.deep.equal([]);
      expect(open).to.deep.equal(["contract_handed"]);
      expect(state).to.include({ status: "active", publicStatus: "ready" });
    });

    it("given an officer who takes two weeks, has missed the nine days of action 3 and the term", () => {
      const { limits } = drive(office, [
        ...registered,
        done("action_2"),
        wait("P15D"),
        done("action_3", { decision: "refuse" }),
      ]);
      const late = drive(office, [
        ...registered,
        done("action_2"),
        wait("P15D"),
        done("action_3", { decision: "refuse" }),
        done("action_4"),
        done("action_5"),
      ]);
      expect(limits.filter(({ met }) => met === "late").map(({ of }) => of)).to.deep.equal(["action_3"]);
      expect(late.limits.filter(({ met }) => met === "late").map(({ of }) => of)).to.deep.equal(["5", "action_3"]);
    });

    it("given a contract whose signature holds and a decision whose signature does not, hands nothing over", () => {
      const { open, completed } = drive(office, signed, [{ valid: true }, { valid: false, reason: "expired" }]);
      expect(open).to.deep.equal(["payment_decision_signing"]);
      expect(completed).not.to.include.oneOf(["contract_signed", "provider_actions", "result_ready"]);
    });

    it("shows the applicant each status, from the actions that it calls too", () => {
      expect(drive(office, registered).state.publicStatus).to.equal("in-work");
      expect(drive(office, signed).state.publicStatus).to.equal("in-work");
      expect(drive(office, [{ do: "start" }, done("action_1", { documents: "expired" })]).state).to.include({
        status: "completed",
        publicStatus: "not-accepted",
      });
    });
  });

  describe("portal: its clocks and signatures", () => {
    let portal: Channel;
    before(async () => {
      portal = await readChannel(FOLDER, "portal");
    });
    const request: Operation[] = [{ do: "start" }, done("process_3"), done("request_signing")];

    it("given an applicant who takes a month to sign, begins the ten working days only with the signed request", () => {
      const { limits } = drive(portal, [...request.slice(0, 2), wait("P28D"), ...request.slice(2)]);
      expect(limits.map(({ of, dueAt }) => [of, dueAt])).to.deep.equal([
        ["5", "2019-11-18T17:59:59.999Z"],
        ["request_accepted", "2019-11-04T04:20:00.000Z"],
      ]);
    });

    it("holds the signature to the IIN of the request", () => {
      const inputs = Object.fromEntries(
        portal.node("condition_2").call!.inputs.map(({ name, literal }) => [name, literal] as const),
      );
      expect(inputs).to.include({
        signer: "applicant",
        document: "application",
        iinFrom: "application",
        iinField: "applicantIin",
      });
    });

    it("calls the office's actions and decides condition 3 by what the officer found there", () => {
      const work = [...request, done("request_accepted"), done("action_2")];
      const seen = (decision: string, more: readonly Operation[] = []): readonly string[] =>
        drive(portal, [...work, done("action_3", { decision }), done("action_4"), ...more]).completed.slice(-4);
      expect(seen("refuse")).to.deep.equal(["provider_actions", "condition_3", "process_7", "refusal_issued"]);
      expect(seen("grant", [done("payment_decision_signing")])).to.deep.equal([
        "provider_actions",
        "condition_3",
        "process_8",
        "result_issued",
      ]);
    });
  });

  describe("its forms and documents in particular", () => {
    const ajv = formsAjv();
    const forms = readForms(FOLDER);

    it("given a refusal without reasons and ground, or a grant without transfer, amount and day of payment, do not take it", () => {
      const check = ajv.compile(forms.get("decision")!);
      const grant = { decision: "grant", transferOn: "2019-11-01", monthlyAmount: "25250", paymentFrom: "2019-11-01" };
      expect(check({ decision: "refuse", reason: "..." })).to.equal(false);
      expect(check({ decision: "refuse", reason: "...", legalBasis: "10" })).to.equal(true);
      expect(check({ ...grant, monthlyAmount: undefined })).to.equal(false);
      expect(check({ ...grant, monthlyAmount: "0" })).to.equal(false);
      expect(check(grant)).to.equal(true);
    });

    it("given documents that are missing or have expired, ask which; else, for number and day of the registration", () => {
      const check = ajv.compile(forms.get("intake")!);
      const registration = { registrationNumber: "1", registeredOn: "2019-10-07" };
      for (const documents of ["incomplete", "expired", "incomplete-and-expired"]) {
        expect(check({ documents, ...registration }), documents).to.equal(false);
        expect(check({ documents, missing: "..." }), documents).to.equal(true);
      }
      expect(check({ documents: "complete" })).to.equal(false);
      expect(check({ documents: "complete", ...registration })).to.equal(true);
    });

    it("hand the contract over to nobody who has not signed it", () => {
      const check = ajv.compile(forms.get("contract-handing")!);
      expect(check({ identityShown: true, contractSigned: false, handedOn: "2019-10-21" })).to.equal(false);
      expect(check({ identityShown: true, contractSigned: true, handedOn: "2019-10-21" })).to.equal(true);
    });

    it("name in the contract the parties, the child and the day of the transfer, in the decision the amount and its first day", () => {
      const fieldsOf = (name: string): string[] =>
        (JSON.parse(readText(FOLDER, `documents/${name}.json`)) as { fields: { name: string }[] }).fields.map(
          (field) => field.name,
        );
      expect(fieldsOf("contract")).to.include.members(["applicantName", "applicantAddress", "children", "transferOn"]);
      expect(fieldsOf("payment-decision")).to.include.members([
        "applicantName",
        "children",
        "monthlyAmount",
        "paymentFrom",
      ]);
    });

    it("ask in the survey two questions with three answers", () => {
      const questions = Object.values(forms.get("survey")!.properties!);
      expect(questions.map(({ oneOf }) => oneOf!.map(({ const: answer }) => answer))).to.deep.equal([
        ["no", "partly", "yes"],
        ["no", "partly", "yes"],
      ]);
    });
  });
});
