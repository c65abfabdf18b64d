/**
 * The regulation of guardianship and trusteeship (East Kazakhstan, 2019) against its own text, decree 264, annex 1: clauses 3 to 11. Its items
 * are written down in text.json, from the act.
 */
import { expect } from "chai";
import type { Operation } from "../../engine/scenario/scenario-file.ts";
import { driveCase, type DrivenCase } from "./drive-case.ts";
import { checkRegulation, formsAjv, readChannel, readForms, readText } from "./regulation-checks.ts";

const FOLDER = "guardianship-eko-2019";
const TERM = { duration: "P19D", unit: "working-day", clause: "5" } as const;
const BY_COURIER = { ...TERM, excludes: ["intake"] as const, owedEarlierDays: 1 };

describe(`${FOLDER}: guardianship and trusteeship, East Kazakhstan`, () => {
  checkRegulation({
    folder: FOLDER,
    language: "kk",
    formsBesideTheDiagrams: ["survey"],
    otherDocuments: ["case"],
    channels: [
      {
        channel: "office",
        clause: "5",
        terms: [BY_COURIER],
        ends: ["intake_refused", "result_with_courier", "result_signed"],
        roles: ["office-clerk", "head"],
        decisions: ["intake", "decision"],
        pools: [
          ["pool_office", `${FOLDER}.office`],
          ["pool_actions", `${FOLDER}.actions`],
          ["pool_corporation"],
          ["pool_applicant"],
          ["pool_national_ca"],
        ],
        told: ["intake_refused", "notice_received", "notice_in_work"],
      },
      {
        channel: "corporation",
        clause: "9",
        terms: [{ ...BY_COURIER, until: "taken_in" }],
        ends: [
          "not_taken_in",
          "papers_unclaimed",
          "returned_by_provider",
          "resolution_handed",
          "refusal_handed",
          "result_unclaimed",
        ],
        roles: ["corporation-operator", "office-clerk"],
        decisions: ["documents", "intake", "decision"],
        pools: [["pool_corporation", `${FOLDER}.corporation`], ["pool_applicant"]],
        told: [
          "not_taken_in",
          "receipt_given",
          "notice_returned",
          "papers_unclaimed",
          "papers_returned",
          "notice_at_corporation",
          "result_handed",
          "notice_kept",
          "result_unclaimed",
        ],
      },
      {
        channel: "portal",
        clause: "11",
        terms: [{ ...TERM, excludes: [], from: "process_5" }],
        ends: ["sign_in_given_up", "signing_given_up", "refusal_received", "resolution_received"],
        roles: ["applicant"],
        decisions: ["signIn", "signing", "decision"],
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

  it("gives the actions the limits of clause 5, written down once: the corporation calls all five, the portal actions 2 to 4", async () => {
    const { node } = await readChannel(FOLDER, "office");
    const limits = ["1", "2", "3", "4", "5"].map((number) => {
      const { duration, unit } = node(`action_${number}`).limit!;
      return [duration, unit];
    });
    expect(limits).to.deep.equal([
      ["PT15M", "minute"],
      ["PT15M", "minute"],
      ["P17D", "working-day"],
      ["P1D", "working-day"],
      ["PT15M", "minute"],
    ]);
    for (const [channel, process] of [
      ["corporation", "office"],
      ["office", "actions"],
      ["portal", "actions"],
    ] as const) {
      const { graph } = await readChannel(FOLDER, channel);
      expect(
        graph.nodes.flatMap(({ calledProcess }) => calledProcess?.process ?? []),
        channel,
      ).to.deep.equal([`${FOLDER}.${process}`]);
    }
  });

  describe("its clocks, given papers handed in on Monday 2 September 2019", () => {
    const at = (element: string, variables = {}): Operation => ({ do: "complete", element, variables });
    const wait = (duration: string): Operation => ({ do: "advance", duration });
    const drive = async (channel: string, script: readonly Operation[], clock?: string): Promise<DrivenCase> => {
      const { graph, called, scenarios } = await readChannel(FOLDER, channel);
      const { handlers, clock: usual } = scenarios[0]!;
      return driveCase(
        graph,
        { clock: clock ?? usual!, handlers: handlers!, script: [{ do: "start" }, ...script] },
        called,
      );
    };
    const brought = [
      at("documents_check", { documents: "complete" }),
      at("sector_received"),
      at("bar_code_scanned"),
      at("handed_to_courier"),
      at("papers_delivered"),
    ];
    const work = [at("action_2"), at("action_3", { decision: "establish" }), at("action_4")];
    const delivered = [...brought, at("action_1", { intake: "complete" }), ...work, at("action_5")];

    it("owes the result at the State Corporation on the eighteenth of the nineteen working days, Thursday 26 September", async () => {
      const { limits } = await drive("corporation", []);
      expect(limits.find(({ of }) => of === "5")!.dueAt).to.equal("2019-09-26T17:59:59.999Z");
    });

    it("owes it on the portal on the nineteenth, Friday 27 September, counted from the sending of the request", async () => {
      const filled = [wait("P2D"), at("process_3")];
      expect((await drive("portal", filled)).limits).to.deep.equal([]);
      const { limits } = await drive("portal", [...filled, at("request_signed")], "2019-08-31T10:00:00+06:00");
      expect(limits.find(({ of }) => of === "5")!.dueAt).to.equal("2019-09-27T17:59:59.999Z");
    });

    it("does not count the working days of the provider through holidays: 17 of them from Monday 9 December end on Wednesday 8 January", async () => {
      const { limits } = await drive(
        "office",
        [at("action_1", { intake: "complete" }), at("action_2")],
        "2019-12-09T10:00:00+06:00",
      );
      expect(limits.find(({ of }) => of === "action_3")!.dueAt).to.equal("2020-01-08T17:59:59.999Z");
    });

    it("keeps one term for the case, which the provider's hand-over to the courier does not end, only the arrival does", async () => {
      const term = async (script: readonly Operation[]): Promise<DrivenCase["limits"]> =>
        (await drive("corporation", script)).limits.filter(({ of }) => of === "5");
      expect((await term(delivered)).map(({ met }) => met)).to.deep.equal([undefined]);
      expect((await term([...delivered, at("result_arrival"), wait("P20D")])).map(({ met }) => met)).to.deep.equal([
        "in time",
      ]);
      expect((await term([...delivered, wait("P26D"), at("result_arrival")])).map(({ met }) => met)).to.deep.equal([
        "late",
      ]);
    });

    it("gives the provider one working day to send a result again that was asked for after the month", async () => {
      const { limits, state } = await drive("corporation", [
        ...delivered,
        at("result_arrival"),
        wait("P32D"),
        at("result_returned"),
        at("result_kept"),
        at("result_asked_for"),
      ]);
      expect(limits.find(({ of }) => of === "result_sent_again")!.dueAt).to.equal("2019-10-07T17:59:59.999Z");
      expect(state.publicStatus).to.equal("kept");
    });

    it("shows the applicant where the papers are, from the provider's actions too", async () => {
      const status = async (script: readonly Operation[]): Promise<string | undefined> =>
        (await drive("corporation", script)).state.publicStatus;
      expect(await status(brought)).to.equal("received");
      expect(await status([...brought, at("action_1", { intake: "complete" })])).to.equal("in-work");
      expect(await status(delivered)).to.equal("sent");
      expect(await status([...delivered, at("result_arrival")])).to.equal("ready");
      expect(await status([...brought, at("action_1", { intake: "expired" })])).to.equal("not-accepted");
    });

    it("given papers that the provider did not take in, misses no term while they wait for the applicant", async () => {
      const { limits, open } = await drive("corporation", [
        ...brought,
        at("action_1", { intake: "incomplete" }),
        at("result_arrival"),
        wait("P60D"),
      ]);
      expect(limits.filter(({ met }) => met !== "in time")).to.deep.equal([]);
      expect(open).to.deep.equal(["papers_returned"]);
    });
  });

  describe("its forms", () => {
    const takes = (form: string, answer: object): boolean => formsAjv().compile(readForms(FOLDER).get(form)!)(answer);

    it("given a set that is not taken in, at the counter or from the courier, ask which documents are missing or expired", () => {
      for (const [form, field, rest] of [
        ["documents-check", "documents", { operatorName: "..." }],
        ["intake", "intake", {}],
      ] as const)
        for (const found of ["incomplete", "expired"]) {
          expect(takes(form, { ...rest, [field]: found }), form).to.equal(false);
          expect(takes(form, { ...rest, [field]: found, missing: "..." }), form).to.equal(true);
        }
    });

    it("given a set that is taken in, ask for all that the receipt names, and at the provider for number and day", () => {
      const receipt = {
        documents: "complete",
        operatorName: "...",
        attachments: "...",
        attachmentsCount: 5,
        readyOn: "2019-09-26",
        readyAt: "10:00",
        place: "...",
      };
      expect(takes("documents-check", receipt)).to.equal(true);
      for (const field of Object.keys(receipt))
        expect(takes("documents-check", { ...receipt, [field]: undefined }), field).to.equal(false);
      expect(takes("intake", { intake: "complete" })).to.equal(false);
      expect(takes("intake", { intake: "complete", registrationNumber: "1", registeredOn: "2019-09-03" })).to.equal(
        true,
      );
    });

    it("given a resolution, ask for grounds and for whom it establishes guardianship or trusteeship, or both", () => {
      const resolution = { decision: "establish", grounds: "..." };
      expect(takes("decision", resolution)).to.equal(false);
      for (const whom of [{ guardianshipOf: "..." }, { trusteeshipOf: "..." }])
        expect(takes("decision", { ...resolution, ...whom })).to.equal(true);
      expect(takes("decision", { ...resolution, guardianshipOf: "...", trusteeshipOf: "..." })).to.equal(true);
      expect(takes("decision", { decision: "establish", guardianshipOf: "..." })).to.equal(false);
    });

    it("given a refusal, ask for the reasons and the ground in clause 10 of the Standard", () => {
      expect(takes("decision", { decision: "refuse", reason: "..." })).to.equal(false);
      expect(takes("decision", { decision: "refuse", reason: "...", legalBasis: "..." })).to.equal(true);
    });

    it("given no signature of who receives papers or result, take nothing as handed over", () => {
      const courier = { courier: "...", handedOn: "2019-09-03" };
      expect(takes("courier-receipt", { ...courier, signed: false })).to.equal(false);
      expect(takes("courier-receipt", { ...courier, signed: true })).to.equal(true);
      const provider = { receivedBy: "...", deliveredOn: "2019-09-03" };
      expect(takes("papers-delivery", { ...provider, signed: false })).to.equal(false);
      expect(takes("papers-delivery", { ...provider, signed: true })).to.equal(true);
      expect(takes("courier-delivery", { ...courier, printed: true, received: false })).to.equal(false);
      expect(takes("courier-delivery", { ...courier, printed: true, received: true })).to.equal(true);
    });

    it("given a representative, ask for the notarised power of attorney", () => {
      const papers = { identityShown: true, receiptShown: true, handedOn: "2019-09-27" };
      expect(takes("corporation-hand-over", { receiver: "applicant", ...papers })).to.equal(true);
      expect(takes("corporation-hand-over", { receiver: "representative", ...papers })).to.equal(false);
      expect(takes("corporation-hand-over", { receiver: "representative", ...papers, proxyNumber: "1" })).to.equal(
        true,
      );
    });

    it("offer a survey of two questions with three answers", () => {
      const questions = Object.values(readForms(FOLDER).get("survey")!.properties!);
      expect(questions.map(({ oneOf }) => oneOf!.length)).to.deep.equal([3, 3]);
    });
  });

  it("prints a receipt with the case's number as the bar code that the collection sector scans", () => {
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
    const { pattern } = readForms(FOLDER).get("collection")!.properties!.barCode!;
    expect("20190902-08m3nk4x9q2z").to.match(new RegExp(pattern!));
  });
});
