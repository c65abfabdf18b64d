/** Deploying diagrams with their forms, and reading what is deployed. */
import { CodedError } from "../../engine/errors.ts";
import type { DefinitionRow, Deployment, ResourceKind } from "../../engine/ports.ts";
import type { Bundle } from "../../engine/runtime/runtime.ts";
import { attachment } from "../attachment.ts";
import { actorOf } from "../auth/visible.ts";
import type { ApiContext } from "../context.ts";
import { versionOnDigest } from "../every-page.ts";
import { json, pageAnswer, pageRequest, signedInRoute, type Paging, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import {
  LIMIT_OF_BUNDLE,
  bundleOfJson,
  diagramOf,
  diagramsInService,
  idOfRegulation,
  sentResource,
  type SentBundle,
} from "../sent-bundle.ts";
import { serviceTitles } from "../service-titles.ts";

type Address = { readonly process: string; readonly version: string };
const address = { process: schemas.processId, version: schemas.version };

export function definitionRoutes(context: ApiContext): Route[] {
  const { runtime, definitions } = context;
  const titles = serviceTitles(definitions);
  return [
    signedInRoute<unknown, { name?: string; comment?: string; trial?: boolean }, SentBundle | Uint8Array>({
      id: "deployDefinition",
      method: "post",
      path: "/definitions",
      tag: "definitions",
      summary: "Deploy diagrams with all that they name.",
      description:
        "As JSON with every resource, or one diagram alone as XML. The whole bundle is compiled and checked first; one mistake and nothing is stored. The same bundle again changes nothing. Scenarios of the bundle are played in both engines, and the answer says what came of them; it is for the analyst to judge, so a scenario that fails keeps no diagram from service.",
      action: "definition.deploy",
      query: {
        name: schemas.textOf("XML only: the diagram's file name; `diagram.bpmn` unless said."),
        comment: schemas.textOf("XML only: why it is deployed."),
        trial: schemas.yesOrNo("Whether the bundle's scenarios are played; yes unless said."),
      },
      body: {
        required: true,
        limitBytes: LIMIT_OF_BUNDLE,
        content: { "application/json": schemas.bundle, "application/xml": "bytes", "text/xml": "bytes" },
      },
      answers: {
        201: { description: "Deployed.", content: json(schemas.deployed) },
        200: { description: "It was the latest already; nothing changed.", content: json(schemas.deployed) },
      },
      problems: ["APPROVAL_NEEDED"],
      idempotency: "stored",
      async handle({ body, query }, account) {
        if (context.deployApproval === "second-person")
          throw new CodedError("APPROVAL_NEEDED", "Propose the bundle: POST /api/v1/proposals.");
        const bundle = body instanceof Uint8Array ? bundleOfXml(body, query) : bundleOfJson(body);
        const deployed = await runtime.deploy(bundle, actorOf(account));
        const trial = query.trial !== false && holdsScenarios(bundle) ? { trial: await tryBundle(bundle) } : {};
        return { status: deployed.created ? 201 : 200, body: { ...deployed, ...trial } };
      },
    }),
    signedInRoute<unknown, unknown, SentBundle>({
      id: "tryDefinition",
      method: "post",
      path: "/definitions/trial",
      tag: "definitions",
      summary: "Play a bundle's scenarios in both engines, without deploying it.",
      description:
        "A diagram that is called and not in the bundle is taken from what is in service for the regulation. A diagram that cannot be deployed fails its scenarios.",
      action: "definition.deploy",
      body: {
        required: true,
        limitBytes: LIMIT_OF_BUNDLE,
        content: { "application/json": schemas.bundle },
      },
      answers: { 200: { description: "What came of the scenarios.", content: json(schemas.trial) } },
      problems: ["DATA_INVALID"],
      async handle({ body }) {
        const bundle = bundleOfJson(body);
        if (!bundle.resources.some(({ kind }) => kind === "bpmn"))
          throw new CodedError("DATA_INVALID", "The bundle holds no diagram.", [
            { detail: "one resource of kind bpmn is needed", pointer: "/resources" },
          ]);
        return { status: 200, body: await tryBundle(bundle) };
      },
    }),
    signedInRoute<unknown, Paging & { process?: string; latest?: boolean }>({
      id: "listDefinitions",
      method: "get",
      path: "/definitions",
      tag: "definitions",
      summary: "What is deployed.",
      action: "definition.read",
      query: { process: schemas.processId, latest: schemas.yesOrNo("Only the latest version of each process.") },
      paged: true,
      csv: true,
      answers: { 200: { description: "A page of definitions.", content: json(schemas.pageOf(schemas.definition)) } },
      problems: [],
      handle: async (request) => {
        const { process, latest } = request.query;
        const filter = { ...(process === undefined ? {} : { process }), latestOnly: latest ?? false };
        const page = await definitions.list(filter, pageRequest(request.query));
        const items = await Promise.all(
          page.items.map(async (row) => {
            const title = await titles(row.digest, request.language);
            return { ...row, ...(title === undefined ? {} : { title }) };
          }),
        );
        return pageAnswer(request, { ...page, items });
      },
    }),
    signedInRoute<Address>({
      id: "getDefinition",
      method: "get",
      path: "/definitions/{process}/{version}",
      tag: "definitions",
      summary: "One version of a process, and what was deployed with it.",
      action: "definition.read",
      params: address,
      answers: { 200: { description: "The version.", content: json(schemas.definitionDetail) } },
      problems: ["DEFINITION_NOT_FOUND"],
      async handle({ params }) {
        const { definition, deployment } = await find(params);
        return {
          status: 200,
          body: {
            definition,
            resources: deployment.resources.map(({ kind, name, digest, bytes }) => ({
              kind,
              name,
              digest,
              size: bytes.length,
            })),
            processes: deployment.processes,
          },
        };
      },
    }),
    signedInRoute<Address>({
      id: "getDiagram",
      method: "get",
      path: "/definitions/{process}/{version}/bpmn",
      tag: "definitions",
      summary: "The diagram that holds the process, byte by byte as it was deployed.",
      action: "definition.read",
      params: address,
      answers: {
        200: { description: "BPMN XML.", content: { "application/xml": "bytes" } },
        304: { description: "The diagram is as the If-None-Match says." },
      },
      problems: ["DEFINITION_NOT_FOUND"],
      async handle({ params }) {
        const { deployment } = await find(params);
        const { bytes, digest, name } = diagramOf(deployment);
        return {
          status: 200,
          content: { mediaType: "application/xml", bytes },
          headers: { ETag: `"${digest}"`, "Content-Disposition": attachment(name) },
        };
      },
    }),
    signedInRoute<Address>({
      id: "getBundle",
      method: "get",
      path: "/definitions/{process}/{version}/bundle",
      tag: "definitions",
      summary: "All files of one version, as deployDefinition takes them.",
      description: "What is not text is in base64.",
      action: ["definition.deploy", "definition.approve"],
      params: address,
      answers: { 200: { description: "The files.", content: json(schemas.bundle) } },
      problems: ["DEFINITION_NOT_FOUND"],
      async handle({ params }) {
        const { deployment } = await find(params);
        return { status: 200, body: { resources: deployment.resources.map(sentResource) } };
      },
    }),
    signedInRoute<Address & { form: string }>({
      id: "getForm",
      method: "get",
      path: "/definitions/{process}/{version}/forms/{form}",
      tag: "definitions",
      summary: "A form's JSON Schema.",
      action: "definition.read",
      params: { ...address, form: schemas.formName },
      answers: { 200: { description: "The schema.", content: json(schemas.anyForm) } },
      problems: ["DEFINITION_NOT_FOUND", "FORM_NOT_FOUND"],
      async handle({ params }) {
        const { deployment } = await find(params);
        const form = await runtime.form(deployment.digest, params.form);
        if (form === undefined) throw new CodedError("FORM_NOT_FOUND", `The deployment holds no form ${params.form}.`);
        return { status: 200, body: form };
      },
    }),
  ];

  async function tryBundle({ resources }: Bundle): Promise<object> {
    const of = (kind: ResourceKind) => resources.filter((each) => each.kind === kind);
    const [diagram] = of("bpmn");
    const regulation = idOfRegulation(of("regulation")[0]?.bytes);
    return context.tryOut({
      diagram: diagram!,
      others: [
        ...of("decision"),
        ...(regulation === undefined ? [] : await diagramsInService(definitions, regulation)),
      ],
      scenarios: of("scenario"),
    });
  }

  async function find({ process, version }: Address): Promise<{ definition: DefinitionRow; deployment: Deployment }> {
    const definition = await findRow(process, version);
    const deployment = definition === undefined ? undefined : await definitions.byDigest(definition.digest);
    if (definition === undefined || deployment === undefined)
      throw new CodedError("DEFINITION_NOT_FOUND", `There is no version ${version} of the process ${process}.`);
    return { definition, deployment };
  }

  async function findRow(process: string, version: string): Promise<DefinitionRow | undefined> {
    if (version === "latest") return definitions.latest(process);
    if (version.length < 64) return definitions.version(process, Number(version));
    return versionOnDigest(definitions, process, version);
  }
}

const holdsScenarios = ({ resources }: Bundle): boolean => resources.some(({ kind }) => kind === "scenario");

const bundleOfXml = (bytes: Uint8Array, { name, comment }: { name?: string; comment?: string }): Bundle => ({
  resources: [{ kind: "bpmn", name: name ?? "diagram.bpmn", bytes }],
  ...(comment === undefined ? {} : { comment }),
});
