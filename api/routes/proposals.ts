/**
 * Putting a version into service: an analyst proposes a bundle; where the installation asks for a second person (DEPLOY_APPROVAL), another approves it or
 * sends it back, else it is in service at once. And the first diagram of a new regulation, drawn from its table of actions.
 */
import { createHash, randomBytes } from "node:crypto";
import { CodedError } from "../../engine/errors.ts";
import type { AccountRow, DefinitionRow, ProposalRow, ProposalState, Resource } from "../../engine/ports.ts";
import type { Bundle } from "../../engine/runtime/runtime.ts";
import { actorOf } from "../auth/visible.ts";
import { bytesOfBase64 } from "../base64.ts";
import type { ApiContext } from "../context.ts";
import { refusePersonalNumbers } from "../personal-number.ts";
import { json, jsonBody, pageAnswer, pageRequest, signedInRoute, type Paging, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { LIMIT_OF_BUNDLE, bundleOfJson, diagramsInService, type SentBundle } from "../sent-bundle.ts";

type Address = { readonly proposal: string };
const address = { proposal: schemas.proposalId };
const answersProposal = (description: string) => ({ description, content: json(schemas.proposal) });

interface SentTable {
  readonly name: string;
  readonly content: string;
  readonly encoding?: "text" | "base64";
  readonly regulation: string;
  readonly channel: string;
  readonly byHand?: boolean;
}

export function proposalRoutes(context: ApiContext): Route[] {
  const { runtime, definitions, proposals, accounts, clock, deployApproval } = context;
  return [
    signedInRoute<unknown, unknown, SentBundle & { readonly comment: string }>({
      id: "proposeDefinition",
      method: "post",
      path: "/proposals",
      tag: "definitions",
      summary: "Ask for a bundle to be put into service.",
      description:
        "Refused as deployDefinition refuses, and for errors of lint. Where a second person must approve, it waits for one; else it is in service at once, and the answer names the versions.",
      action: "definition.deploy",
      body: { required: true, limitBytes: LIMIT_OF_BUNDLE, content: json(schemas.newProposal) },
      answers: { 201: answersProposal("It waits, or is in service.") },
      problems: ["DATA_INVALID", "PROPOSAL_CHANGES_NOTHING"],
      idempotency: "stored",
      async handle({ body, language }, account) {
        refusePersonalNumbers(body.comment, "/comment", language);
        const bundle = bundleOfJson(body);
        const { digest, processes, regulation, channel } = await runtime.check(bundle);
        const inService = await Promise.all(processes.map((process) => definitions.latest(process)));
        if (inService.every((row) => row?.digest === digest))
          throw new CodedError("PROPOSAL_CHANGES_NOTHING", "The latest version of its processes is this very bundle.");
        await refuseLint(bundle, regulation);
        const now = clock.now();
        const atOnce = deployApproval === "none";
        const proposal: ProposalRow = {
          id: randomBytes(12).toString("hex"),
          state: atOnce ? "approved" : "waiting",
          digest,
          processes,
          ...(regulation === undefined ? {} : { regulation }),
          ...(channel === undefined ? {} : { channel }),
          basedOn: inService.flatMap((row) =>
            row === undefined ? [] : [{ process: row.process, version: row.version }],
          ),
          comment: body.comment,
          proposedAt: now,
          proposedBy: account.id,
          ...(atOnce ? { decidedAt: now } : {}),
        };
        await proposals.add(proposal, resourcesOf(bundle));
        return { status: 201, body: await shown(atOnce ? await putIntoService(proposal, account) : proposal, account) };
      },
    }),
    signedInRoute({
      id: "getProposalRules",
      method: "get",
      path: "/proposals/rules",
      tag: "definitions",
      summary: "Whether a second person must approve.",
      action: ["definition.deploy", "definition.approve"],
      answers: { 200: { description: "The rules.", content: json(schemas.proposalRules) } },
      problems: [],
      handle: async () => ({ status: 200, body: { approval: deployApproval } }),
    }),
    signedInRoute<unknown, Paging & { state?: ProposalState }>({
      id: "listProposals",
      method: "get",
      path: "/proposals",
      tag: "definitions",
      summary: "What was proposed, the newest first.",
      action: ["definition.deploy", "definition.approve"],
      query: { state: schemas.proposalState },
      paged: true,
      answers: { 200: { description: "A page of proposals.", content: json(schemas.pageOf(schemas.proposal)) } },
      problems: [],
      async handle(request, account) {
        const { state } = request.query;
        const page = await proposals.list(state === undefined ? {} : { state }, pageRequest(request.query));
        const items = await Promise.all(page.items.map((row) => shown(row, account)));
        return pageAnswer(request, { ...page, items });
      },
    }),
    signedInRoute<Address>({
      id: "getProposal",
      method: "get",
      path: "/proposals/{proposal}",
      tag: "definitions",
      summary: "One proposal.",
      action: ["definition.deploy", "definition.approve"],
      params: address,
      answers: { 200: answersProposal("The proposal.") },
      problems: ["PROPOSAL_NOT_FOUND"],
      handle: async ({ params }, account) => ({ status: 200, body: await shown(await find(params), account) }),
    }),
    signedInRoute<Address>({
      id: "getProposalBundle",
      method: "get",
      path: "/proposals/{proposal}/bundle",
      tag: "definitions",
      summary: "The files of a proposal, as deployDefinition takes them.",
      action: ["definition.deploy", "definition.approve"],
      params: address,
      answers: { 200: { description: "The bundle.", content: json(schemas.bundle) } },
      problems: ["PROPOSAL_NOT_FOUND"],
      async handle({ params }) {
        const { id, comment } = await find(params);
        const resources = (await proposals.resources(id)).map(({ kind, name, bytes }) => ({
          kind,
          name,
          content: Buffer.from(bytes).toString("utf8"),
        }));
        return { status: 200, body: { resources, comment } };
      },
    }),
    signedInRoute<Address>({
      id: "approveProposal",
      method: "post",
      path: "/proposals/{proposal}/approval",
      tag: "definitions",
      summary: "Approve a proposal: it is put into service.",
      description: "By another person than who proposed it. Asked again, it answers what came of it.",
      action: "definition.approve",
      params: address,
      answers: { 200: answersProposal("It is in service.") },
      problems: ["PROPOSAL_NOT_FOUND", "PROPOSAL_OWN", "PROPOSAL_DECIDED"],
      idempotency: "stored",
      async handle({ params }, account) {
        const proposal = await find(params);
        refuseOwn(proposal, account);
        const isNow = await proposals.decide(proposal.id, {
          state: "approved",
          decidedAt: clock.now(),
          decidedBy: account.id,
        });
        const decided = await find(params);
        // A crash may have come between the decision and the deployment: whoever approved it may ask again.
        if (!isNow && (decided.state !== "approved" || decided.decidedBy !== account.id)) throw decidedBefore(decided);
        const done = decided.versions === undefined ? await putIntoService(decided, account) : decided;
        return { status: 200, body: await shown(done, account) };
      },
    }),
    signedInRoute<Address, unknown, { readonly reason: string }>({
      id: "returnProposal",
      method: "post",
      path: "/proposals/{proposal}/return",
      tag: "definitions",
      summary: "Send a proposal back, with what should be changed.",
      action: "definition.approve",
      params: address,
      body: jsonBody(schemas.proposalReturn),
      answers: { 200: answersProposal("It is with its proposer again.") },
      problems: ["PROPOSAL_NOT_FOUND", "PROPOSAL_OWN", "PROPOSAL_DECIDED"],
      async handle({ params, body, language }, account) {
        refusePersonalNumbers(body.reason, "/reason", language);
        const proposal = await find(params);
        refuseOwn(proposal, account);
        return close(proposal, account, { state: "returned", reason: body.reason });
      },
    }),
    signedInRoute<Address>({
      id: "withdrawProposal",
      method: "post",
      path: "/proposals/{proposal}/withdrawal",
      tag: "definitions",
      summary: "Take an own proposal back.",
      action: "definition.deploy",
      params: address,
      answers: { 200: answersProposal("It is withdrawn.") },
      problems: ["PROPOSAL_NOT_FOUND", "PROPOSAL_DECIDED"],
      async handle({ params }, account) {
        const proposal = await find(params);
        if (proposal.proposedBy !== account.id)
          throw new CodedError("PROPOSAL_NOT_FOUND", "Only who has proposed it takes it back.");
        return close(proposal, account, { state: "withdrawn" });
      },
    }),
    signedInRoute<unknown, unknown, SentTable>({
      id: "draftDefinition",
      method: "post",
      path: "/definitions/draft",
      tag: "definitions",
      summary: "Draw a first diagram from a table of actions.",
      description:
        "A .csv or .xlsx file, or cells as a spreadsheet copies them. Nothing is stored. The report says what of the table is not in the diagram, and what a case needs beyond it.",
      action: "definition.deploy",
      body: { required: true, limitBytes: 4 * 1024 * 1024, content: json(schemas.tableToDraft) },
      answers: { 200: { description: "The diagram and the report.", content: json(schemas.tableDraft) } },
      problems: ["TABLE_NOT_READ"],
      async handle({ body }) {
        const { name, content, encoding, byHand = false, ...draft } = body;
        const bytes = encoding === "base64" ? bytesOfBase64(content, "/content") : Buffer.from(content, "utf8");
        try {
          return { status: 200, body: await context.draftTable({ file: { name, bytes }, byHand, ...draft }) };
        } catch (error) {
          throw new CodedError("TABLE_NOT_READ", (error as Error).message, [{ detail: (error as Error).message }]);
        }
      },
    }),
  ];

  async function find({ proposal }: Address): Promise<ProposalRow> {
    const row = await proposals.byId(proposal);
    if (row === undefined) throw new CodedError("PROPOSAL_NOT_FOUND", `There is no proposal ${proposal}.`);
    return row;
  }

  async function shown(row: ProposalRow, reader: AccountRow): Promise<object> {
    const nameOf = async (id: string): Promise<string> => (await accounts.byId(id))?.name ?? id;
    return {
      ...row,
      proposedByName: await nameOf(row.proposedBy),
      ...(row.decidedBy === undefined ? {} : { decidedByName: await nameOf(row.decidedBy) }),
      mine: row.proposedBy === reader.id,
    };
  }

  async function close(
    proposal: ProposalRow,
    account: AccountRow,
    decision: { readonly state: "returned" | "withdrawn"; readonly reason?: string },
  ): Promise<{ readonly status: number; readonly body: object }> {
    const decided = { ...decision, decidedAt: clock.now(), decidedBy: account.id };
    if (!(await proposals.decide(proposal.id, decided))) throw decidedBefore(proposal);
    return { status: 200, body: await shown({ ...proposal, ...decided }, account) };
  }

  /** The same bundle again changes nothing, so this may be repeated. */
  async function putIntoService(proposal: ProposalRow, by: AccountRow): Promise<ProposalRow> {
    const resources = await proposals.resources(proposal.id);
    const { comment, proposedBy, decidedBy } = proposal;
    let rows: readonly DefinitionRow[];
    try {
      const bundle = {
        resources,
        comment,
        proposedBy,
        ...(decidedBy === undefined ? {} : { approvedBy: decidedBy }),
      };
      rows = (await runtime.deploy(bundle, actorOf(by))).definitions;
    } catch (error) {
      await proposals.reopen(proposal.id);
      throw error;
    }
    const versions = rows.map(({ process, version }) => ({ process, version }));
    await proposals.inService(proposal.id, versions);
    return { ...proposal, versions };
  }

  async function refuseLint(bundle: Bundle, regulation: string | undefined): Promise<void> {
    const own = bundle.resources.find(({ kind }) => kind === "bpmn")?.name;
    const others = regulation === undefined ? [] : await diagramsInService(definitions, regulation);
    const { problems } = await context.lintBundle(
      bundle,
      others.filter(({ name }) => name !== own).map(({ bytes }) => bytes),
    );
    if (problems.length > 0)
      throw new CodedError("DIAGRAM_BROKEN", `The diagram ${own ?? ""} cannot be put into service.`, problems);
  }
}

function refuseOwn({ proposedBy }: ProposalRow, account: AccountRow): void {
  if (proposedBy === account.id) throw new CodedError("PROPOSAL_OWN", "Another person than the proposer decides.");
}

const decidedBefore = ({ state }: ProposalRow): CodedError =>
  new CodedError("PROPOSAL_DECIDED", `The proposal no longer waits; it was last seen as ${state}.`);

const resourcesOf = ({ resources }: Bundle): readonly Resource[] =>
  resources.map((resource) => ({ ...resource, digest: createHash("sha256").update(resource.bytes).digest("hex") }));
