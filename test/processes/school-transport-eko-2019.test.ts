/**
 * The regulation of the free transport of children of remote settlements to school (East Kazakhstan, 2019) against its own text, decree 264,
 * annex 2: clauses 5, 8, 10 and 11. Its items are written down in text.json, from the act.
 */
import { expect } from "chai";
import type { Operation } from "../../engine/scenario/scenario-file.ts";
import { driveCase } from "./drive-case.ts";
import { checkRegulation, formsAjv, readChannel, readForms, readText } from "./regulation-checks.ts";

const FOLDER = "school-transport-eko-2019";
const TERM = { duration: "P5D", unit: "working-day", excludes: [], clause: "5" } as const;

describe(`${FOLDER}: free transport of children of remote settlements to school, East Kazakhstan`, () => {
  checkRegulation({
    folder: FOLDER,
    language: "kk",
    formsBesideTheDiagrams: ["survey"],
    otherDocuments: ["case"],
    channels: [
      {
        channel: "office",
        clause: "5",
        terms: [{ ...TERM, until: "office_applicant_came" }],
        ends: [
          "office_intake_refused",
          "office_certificate_issued",
          "office_refusal_issued",
          "office_not_fetched",
          "papers_refused",
          "result_signed",
        ],
        roles: ["office-clerk", "head"],
        decisions: ["decision", "intake"],
        pools: [
          ["pool_office", "school-transport-eko-2019.office"],
          ["pool_actions", "school-transport-eko-2019.actions"],
          ["pool_applicant"],
          ["pool_national_ca"],
        ],
        told: ["office_intake_refused", "office_notice_ready", "office_action_5", "notice_received", "notice_in_work"],
      },
      {
        channel: "akimat",
        clause: "11",
        terms: [{ ...TERM, from: "provider_actions", until: "applicant_came papers_returned" }],
        ends: [
          "intake_refused",
          "returned_by_provider",
          "papers_not_fetched",
          "certificate_issued",
          "refusal_issued",
          "not_fetched",
        ],
        roles: ["akimat-clerk", "office-clerk"],
        decisions: ["decision", "documents", "intake"],
        pools: [["pool_akimat", "school-transport-eko-2019.akimat"], ["pool_applicant"]],
        told: ["intake_refused", "notice_returned", "papers_returned", "notice_ready", "akimat_action_3"],
      },
      {
        channel: "corporation",
        clause: "10",
        terms: [{ ...TERM, excludes: ["intake"], owedEarlierDays: 1, until: "notice_at_corporation papers_returned" }],
        ends: [
          "intake_refused",
          "authorisation_refused",
          "data_not_found",
          "returned_by_provider",
          "papers_not_fetched",
          "certificate_issued",
          "refusal_issued",
          "not_fetched",
        ],
        roles: ["corporation-operator", "office-clerk"],
        decisions: ["decision", "documents", "entry", "intake", "signIn"],
        pools: [
          ["pool_corporation", "school-transport-eko-2019.corporation"],
          ["pool_applicant"],
          ["pool_person_register"],
          ["pool_national_ca"],
        ],
        told: [
          "intake_refused",
          "authorisation_refused",
          "data_not_found",
          "process_7",
          "notice_returned",
          "papers_returned",
          "notice_at_corporation",
          "process_10",
        ],
      },
    ],
  });

  it("gives the steps the limits of clauses 5, 8, 10 and 11", async () => {
    const limits = async (channel: string, ids: readonly string[]): Promise<unknown[]> => {
      const { node } = await readChannel(FOLDER, channel);
      return ids.map((id) => [node(id).limit!.duration, node(id).limit!.unit]);
    };
    const [office, akimat, corporation] = await Promise.all([
      limits("office", ["action_1", "action_2", "action_3", "action_4", "office_action_5"]),
      limits("akimat", ["akimat_action_1", "akimat_action_2", "action_5", "akimat_action_3"]),
      limits("corporation", ["documents_check", "action_5", "sent_again"]),
    ]);
    expect(office).to.deep.equal([
      ["PT30M", "minute"],
      ["PT20M", "minute"],
      ["P4D", "working-day"],
      ["PT20M", "minute"],
      ["PT15M", "minute"],
    ]);
    expect(akimat).to.deep.equal([
      ["PT20M", "minute"],
      ["P1D", "working-day"],
      ["PT15M", "minute"],
      ["PT20M", "minute"],
    ]);
    expect(corporation).to.deep.equal([
      ["PT15M", "minute"],
      ["PT15M", "minute"],
      ["P1D", "working-day"],
    ]);
  });

  it("has each channel call the provider's actions, so that they are written down once", async () => {
    for (const [channel, element] of [
      ["office", "office_provider_actions"],
      ["akimat", "provider_actions"],
      ["corporation", "process_9"],
    ] as const) {
      const { graph } = await readChannel(FOLDER, channel);
      const calls = graph.nodes.filter(({ kind }) => kind === "callActivity");
      expect(calls.map(({ id, calledProcess }) => [id, calledProcess!.process])).to.deep.equal([
        [element, "school-transport-eko-2019.actions"],
      ]);
    }
  });

  describe("given papers handed in on Friday 30 August 2019, a holiday, and on Monday 2 September", () => {
    const due = async (channel: string, script: readonly Operation[], clock?: string): Promise<string | undefined> => {
      const { graph, called, scenarios } = await readChannel(FOLDER, channel);
      const { handlers, clock: usual } = scenarios[0]!;
      const { limits } = driveCase(
        graph,
        { clock: clock ?? usual!, handlers: handlers!, script: [{ do: "start" }, ...script] },
        called,
      );
      return limits.find(({ of }) => of === "5")?.dueAt;
    };

    it("owes the result at the office by the end of the fifth working day, Monday 9 September", async () => {
      expect(await due("office", [])).to.equal("2019-09-09T17:59:59.999Z");
    });

    it("owes it at the State Corporation a working day earlier, Friday 6 September", async () => {
      expect(await due("corporation", [])).to.equal("2019-09-06T17:59:59.999Z");
    });

    it("counts the term of the akim's channel from the day the papers reach the provider, Tuesday 3 September", async () => {
      expect(await due("akimat", [])).to.equal(undefined);
      expect(
        await due("akimat", [
          { do: "complete", element: "akimat_action_1", variables: { documents: "complete" } },
          { do: "advance", duration: "P1D" },
          { do: "complete", element: "akimat_action_2" },
        ]),
      ).to.equal("2019-09-10T17:59:59.999Z");
    });

    it("does not count the holiday and the weekend after it", async () => {
      expect(await due("office", [], "2019-08-29T10:00:00+06:00")).to.equal("2019-09-06T17:59:59.999Z");
    });
  });

  it("given a result that lies at the State Corporation on the sixth day, has met no term by sending it off in time", async () => {
    const { graph, called, scenarios } = await readChannel(FOLDER, "corporation");
    const { script, handlers, clock } = scenarios.find(({ id }) => id === "corporation-certificate-issued")!;
    const sent = script.findIndex((step) => step.do === "complete" && step.element === "action_5") + 1;
    const until = (steps: readonly Operation[]) =>
      driveCase(graph, { clock: clock!, handlers: handlers!, script: steps }, called).limits.find(
        ({ of }) => of === "5",
      );
    const arrived: Operation[] = [{ do: "complete", element: "result_arrived" }];
    expect(until(script.slice(0, sent))!.met).to.equal(undefined);
    expect(until([...script.slice(0, sent), ...arrived])!.met).to.equal("in time");
    expect(until([...script.slice(0, sent), { do: "advance", duration: "P3D" }, ...arrived])!.met).to.equal("late");
  });

  it("given papers that the provider sent back and nobody fetches, has met the term when they lie ready, and ends after a year", async () => {
    for (const [channel, delivered] of [
      ["akimat", "akimat_action_2"],
      ["corporation", "courier"],
    ] as const) {
      const { graph, called, scenarios } = await readChannel(FOLDER, channel);
      const { script, handlers, clock } = scenarios.find(({ id }) => id === `${channel}-papers-nobody-fetches`)!;
      const sent = script.findIndex((step) => step.do === "complete" && step.element === "action_1") + 1;
      const until = (steps: readonly Operation[]) =>
        driveCase(graph, { clock: clock!, handlers: handlers!, script: steps }, called).limits.find(
          ({ of }) => of === "5",
        );
      expect(until(script.slice(0, sent - 1)), delivered).not.to.have.property("met");
      expect(until(script.slice(0, sent))!.met).to.equal("in time");
      expect(until(script)!.met).to.equal("in time");
    }
  });

  it("prints every field that clause 10 lists on the receipt, and the case's number as its bar code", () => {
    const { fields, paragraphs } = JSON.parse(readText(FOLDER, "documents/receipt.json")) as {
      fields: readonly { name: string; from: { document: string; pointer: string }; optional?: boolean }[];
      paragraphs: { kk: readonly string[] };
    };
    expect(fields.map(({ name }) => name)).to.include.members([
      "attachmentCount",
      "attachments",
      "issueOn",
      "issueTime",
      "issuePlace",
      "operatorName",
      "applicantName",
      "applicantPhone",
      "representative",
      "representativePhone",
    ]);
    expect(fields.find(({ name }) => name === "barCode")!.from).to.deep.equal({ document: "case", pointer: "/number" });
    expect(paragraphs.kk.join("\n")).to.include("{{barCode}}, {{date}}").and.include("тегін тасымалдауды ұсыну");
    expect(fields.flatMap(({ name, optional }) => (optional === true ? [name] : []))).to.deep.equal([
      "representative",
      "representativePhone",
    ]);
  });

  describe("its forms", () => {
    const takes = (form: string, answer: object): boolean => formsAjv().compile(readForms(FOLDER).get(form)!)(answer);

    it("given papers that are not taken in, ask which are missing or have expired, wherever they are checked", () => {
      for (const [form, variable, rest] of [
        ["registration", "intake", {}],
        ["akimat-check", "documents", {}],
        ["documents-check", "documents", { operatorName: "..." }],
      ] as const)
        for (const found of ["incomplete", "expired"]) {
          expect(takes(form, { ...rest, [variable]: found }), form).to.equal(false);
          expect(takes(form, { ...rest, [variable]: found, missing: "..." }), form).to.equal(true);
        }
    });

    it("given papers that are taken in, ask for the number in the journal, and at the State Corporation when and where the result is given out", () => {
      expect(takes("registration", { intake: "complete" })).to.equal(false);
      expect(
        takes("registration", { intake: "complete", registrationNumber: "12", registeredOn: "2019-09-02" }),
      ).to.equal(true);
      const check = { documents: "complete", operatorName: "..." };
      expect(takes("documents-check", check)).to.equal(false);
      expect(
        takes("documents-check", { ...check, issueOn: "2019-09-06", issueTime: "15:00", issuePlace: "..." }),
      ).to.equal(true);
    });

    it("given a certificate, ask for the school year; given a refusal, for the reason and the ground in clause 10 of the Standard", () => {
      expect(takes("decision", { decision: "certificate" })).to.equal(false);
      expect(takes("decision", { decision: "certificate", schoolYear: "2019/2020" })).to.equal(true);
      expect(takes("decision", { decision: "refuse", reason: "..." })).to.equal(false);
      expect(takes("decision", { decision: "refuse", reason: "...", legalBasis: "..." })).to.equal(true);
    });

    it("given a representative at the State Corporation, ask for the notarised power of attorney", () => {
      const given = {
        barCode: "20190902-08m3nk4x9q2z",
        identity: true,
        receiver: "...",
        handedOn: "2019-09-09",
      };
      expect(takes("corporation-hand-over", { ...given, receivedBy: "applicant" })).to.equal(true);
      expect(takes("corporation-hand-over", { ...given, receivedBy: "representative" })).to.equal(false);
      expect(takes("corporation-hand-over", { ...given, receivedBy: "representative", proxyNumber: "1" })).to.equal(
        true,
      );
    });

    it("take no result as given without an identity document, and none as passed on without a signature for it", () => {
      const issued = { outgoing: "1", printed: true, identity: true, receiver: "...", handedOn: "2019-09-09" };
      expect(takes("result-issue", issued)).to.equal(true);
      expect(takes("result-issue", { ...issued, identity: false })).to.equal(false);
      const passed = { outgoing: "1", printed: true, takenBy: "...", signedFor: true, handedOn: "2019-09-06" };
      expect(takes("dispatch", passed)).to.equal(true);
      expect(takes("dispatch", { ...passed, signedFor: false })).to.equal(false);
    });
  });
});
