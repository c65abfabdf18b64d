/** Deploys bundles, and keeps compiled diagrams, form checks and the latest versions of processes in memory. */
import { createHash } from "node:crypto";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormatsModule from "ajv-formats";
import type { Actor } from "../core/commands.ts";
import { compileDecisions } from "../decisions/compile-decisions.ts";
import type { Decisions } from "../decisions/decisions.ts";
import { CodedError, type Problem } from "../errors.ts";
import { compile } from "../model/compile.ts";
import { externalTopic } from "../model/external-topic.ts";
import type { FlowNode, Graph } from "../model/graph.ts";
import { manifestDigest } from "../model/manifest.ts";
import type {
  Clock,
  DefinitionRow,
  DefinitionStore,
  Deployment,
  HandlerRegistry,
  Page,
  Resource,
  ResourceKind,
  StartTimer,
} from "../ports.ts";
import type { Calendar } from "../terms/calendar.ts";
import { decisionFile, DECISION_HANDLER } from "./decision-jobs.ts";
import { NotLoaded } from "./not-loaded.ts";
import { deadConditions, planStarts } from "./plan-starts.ts";
import type { Bundle, CheckedBundle } from "./runtime.ts";

const addFormats = addFormatsModule as unknown as (ajv: Ajv2020) => void;

export interface Definition {
  readonly graph: Graph;
  readonly resources: readonly Resource[];
  /** One for each DMN file. */
  readonly decisions: readonly Decisions[];
  form(name: string): Form | undefined;
}

export interface Form {
  readonly schema: FormSchema;
  readonly validate: ValidateFunction;
}

/** A form is a JSON Schema of an object; `x-variable` marks the properties that become process variables. */
export interface FormSchema {
  readonly properties?: Readonly<Record<string, { readonly "x-variable"?: boolean }>>;
  readonly [key: string]: unknown;
}

export interface Definitions {
  check(bundle: Bundle): Promise<CheckedBundle>;
  deploy(
    bundle: Bundle,
    by: Actor,
  ): Promise<{ created: boolean; digest: string; definitions: readonly DefinitionRow[] }>;
  load(digest: string): Promise<Definition>;
  /** From memory only; throws `NotLoaded`. */
  graph(digest: string): Graph;
  latest(process: string, version?: number): Promise<DefinitionRow | undefined>;
  /** From memory only; throws `NotLoaded`; undefined when there is none. */
  digestOf(process: string, version?: number): string | undefined;
  satisfy(need: NotLoaded["need"]): Promise<void>;
  /** Start events of the latest versions that begin with a message or signal of that name. */
  startsWith(kind: "message" | "signal", name: string): Promise<readonly MessageStart[]>;
}

export interface MessageStart {
  readonly digest: string;
  readonly process: string;
  readonly startEvent: string;
  /** Of a start event that needs all of its triggers: the index of the one that this is. */
  readonly startTrigger?: number;
}

export function createDefinitions(parts: {
  readonly store: DefinitionStore;
  readonly handlers: HandlerRegistry;
  readonly clock: Clock;
  /** By which start timers are counted that a process is deployed with. */
  readonly calendar: () => Calendar;
}): Definitions {
  const { store, handlers, clock } = parts;
  const loaded = new Map<string, Definition>();
  const versions = new Map<string, DefinitionRow | undefined>();
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats(ajv);

  const definitions: Definitions = {
    async check(bundle) {
      const { digest, definition } = await checked(bundle, clock.now());
      return { digest, ...originOf(definition.graph) };
    },

    async deploy(bundle, by) {
      const deployedAt = clock.now();
      const { digest, resources, definition, startTimers } = await checked(bundle, deployedAt);
      const { graph } = definition;
      const origin = originOf(graph);
      const { comment, proposedBy, approvedBy } = bundle;
      const saved = await store.save({
        digest,
        resources,
        ...origin,
        channels: Object.fromEntries(
          graph.processes.flatMap((process) =>
            process.service === undefined || process.service.channel === origin.channel
              ? []
              : [[process.id, process.service.channel] as const],
          ),
        ),
        deployedAt,
        deployedBy: by.id,
        ...(comment === undefined ? {} : { comment }),
        ...(proposedBy === undefined ? {} : { proposedBy }),
        ...(approvedBy === undefined ? {} : { approvedBy }),
        startTimers,
      });
      loaded.set(digest, definition);
      versions.clear();
      return { created: saved.created, digest, definitions: saved.definitions };
    },

    async load(digest) {
      const known = loaded.get(digest);
      if (known !== undefined) return known;
      const deployment = await store.byDigest(digest);
      if (deployment === undefined) throw new CodedError("PROCESS_NOT_FOUND", `no deployment ${digest}`);
      const diagram = deployment.resources.find((each) => each.kind === "bpmn") as Resource;
      const definition = await makeDefinition(await compile(diagram.bytes, { digest }), deployment.resources);
      loaded.set(digest, definition);
      return definition;
    },

    graph(digest) {
      const known = loaded.get(digest);
      if (known === undefined) throw new NotLoaded({ graph: digest });
      return known.graph;
    },

    latest: (process, version) => (version === undefined ? store.latest(process) : store.version(process, version)),

    digestOf(process, version) {
      const key = keyOf(process, version);
      if (!versions.has(key)) throw new NotLoaded(version === undefined ? { process } : { process, version });
      return versions.get(key)?.digest;
    },

    async satisfy(need) {
      if ("graph" in need) await definitions.load(need.graph);
      else versions.set(keyOf(need.process, need.version), await definitions.latest(need.process, need.version));
    },

    async startsWith(kind, name) {
      const found: MessageStart[] = [];
      let cursor: string | undefined;
      do {
        const page: Page<DefinitionRow> = await store.list(
          { latestOnly: true },
          cursor === undefined ? {} : { cursor },
        );
        for (const row of page.items) {
          const { graph } = await definitions.load(row.digest);
          for (const start of startEventsOf(graph, row.process, kind, name))
            found.push({ digest: row.digest, process: row.process, ...start });
        }
        cursor = page.next;
      } while (cursor !== undefined);
      return found;
    },
  };
  return definitions;

  async function checked(
    bundle: Bundle,
    now: string,
  ): Promise<{
    readonly digest: string;
    readonly resources: readonly Resource[];
    readonly definition: Definition;
    readonly startTimers: readonly StartTimer[];
  }> {
    const resources: Resource[] = bundle.resources.map(({ kind, name, bytes }) => ({
      kind,
      name,
      bytes,
      digest: createHash("sha256").update(bytes).digest("hex"),
    }));
    const problems = duplicateNames(resources);
    const diagrams = resources.filter((each) => each.kind === "bpmn");
    if (diagrams.length !== 1)
      problems.push({ detail: `a deployment holds exactly one diagram, not ${diagrams.length}`, code: "one-diagram" });
    if (problems.length > 0) throw new CodedError("DATA_INVALID", "the deployment is not complete", problems);
    const digest = manifestDigest(resources);
    const graph = await compile((diagrams[0] as Resource).bytes, { digest });
    const definition = await makeDefinition(graph, resources);
    const starts = planStarts(graph, now, parts.calendar());
    problems.push(
      ...checkForms(definition),
      ...checkDecisions(definition),
      ...checkHandlers(graph),
      ...deadConditions(graph),
      ...starts.problems,
    );
    if (problems.length > 0)
      throw new CodedError(
        "DIAGRAM_BROKEN",
        `the diagram ${(diagrams[0] as Resource).name} cannot be put into service`,
        problems,
      );
    return { digest, resources, definition, startTimers: starts.timers };
  }

  async function makeDefinition(graph: Graph, resources: readonly Resource[]): Promise<Definition> {
    const forms = new Map<string, Form>();
    return {
      graph,
      resources,
      decisions: await Promise.all(resources.filter(({ kind }) => kind === "decision").map(readDecisions)),
      form(name) {
        const known = forms.get(name);
        if (known !== undefined) return known;
        const resource = resources.find((each) => each.kind === "form" && each.name === name);
        if (resource === undefined) return undefined;
        const schema = JSON.parse(new TextDecoder().decode(resource.bytes)) as FormSchema;
        // Forms of different deployments may carry the same `$id`, which one validator would refuse.
        const { $id: _, ...anonymous } = schema;
        const form = { schema, validate: ajv.compile(anonymous) };
        forms.set(name, form);
        return form;
      },
    };
  }

  function checkForms(definition: Definition): Problem[] {
    const problems: Problem[] = [];
    for (const resource of definition.resources) {
      if (resource.kind !== "form") continue;
      // A form's answers are filed under its name: nobody shall say who signed, or how somebody signed in.
      if (FILED_BY_THE_HOUSE.has(resource.name))
        problems.push({
          detail: `a form cannot be called ${resource.name}: the server files a document of that name`,
          pointer: `/resources/${resource.name}`,
          code: "form-name-taken",
        });
      try {
        definition.form(resource.name);
      } catch (error) {
        problems.push({
          detail: `form ${resource.name}: ${(error as Error).message}`,
          pointer: `/resources/${resource.name}`,
          code: "form-broken",
        });
      }
    }
    for (const node of definition.graph.nodes) {
      if (node.form !== undefined && !has(definition, "form", node.form))
        problems.push({ element: node.id, detail: `form ${node.form} is not in the deployment`, code: "form-missing" });
      for (const template of node.documents)
        if (!has(definition, "document", template))
          problems.push({
            element: node.id,
            detail: `document template ${template} is not in the deployment`,
            code: "document-missing",
          });
    }
    return problems;
  }

  function checkHandlers(graph: Graph): Problem[] {
    return graph.nodes.flatMap((node): Problem[] => {
      if (node.decision !== undefined && node.call?.handler === DECISION_HANDLER) return [];
      if (node.call !== undefined)
        return handlers.get(node.call.handler) === undefined && externalTopic(node.call.handler) === undefined
          ? [{ element: node.id, detail: `there is no handler ${node.call.handler}`, code: "handler-unknown" }]
          : [];
      return needsHandler(node)
        ? [{ element: node.id, detail: `${node.kind} names no handler (reg:call)`, code: "handler-missing" }]
        : [];
    });
  }
}

function originOf(graph: Graph): Pick<Deployment, "processes" | "regulation" | "channel"> {
  const service = graph.processes.find((process) => process.service !== undefined)?.service;
  return {
    processes: graph.processes.filter((process) => process.isExecutable).map((process) => process.id),
    ...(service === undefined ? {} : { regulation: service.regulation, channel: service.channel }),
  };
}

async function readDecisions({ name, bytes }: Resource): Promise<Decisions> {
  try {
    return await compileDecisions(bytes);
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    const problems = error.problems.map((problem) => ({ ...problem, pointer: `/resources/${name}` }));
    throw new CodedError(error.code, `${name}: ${error.message}`, problems);
  }
}

/** The decisions that tasks name must be there, each in one file. */
function checkDecisions({ graph, decisions }: Definition): Problem[] {
  const ids = decisions.flatMap((file) => file.decisions.map(({ id }) => id));
  const there = ids.length === 0 ? "it has none" : `its files have ${ids.join(", ")}`;
  return [
    ...ids
      .filter((id, index) => ids.indexOf(id) < index)
      .map((id) => ({
        element: id,
        detail: `decision ${id} is in two files of the deployment`,
        code: "decision-twice",
      })),
    ...graph.nodes.flatMap(({ id: element, decision }) =>
      decision === undefined || decisionFile(decisions, decision.id) !== undefined
        ? []
        : [{ element, detail: `decision ${decision.id} is not in the deployment: ${there}`, code: "decision-missing" }],
    ),
  ];
}

function needsHandler(node: FlowNode): boolean {
  return (
    node.kind === "serviceTask" ||
    node.kind === "sendTask" ||
    (node.kind === "businessRuleTask" && node.decision === undefined)
  );
}

function startEventsOf(
  graph: Graph,
  process: string,
  kind: "message" | "signal",
  name: string,
): Pick<MessageStart, "startEvent" | "startTrigger">[] {
  const scope = graph.scopes[graph.processes.find((each) => each.id === process)?.scope ?? -1];
  const starts: Pick<MessageStart, "startEvent" | "startTrigger">[] = [];
  for (const index of scope?.nodes ?? []) {
    const node = graph.nodes[index] as FlowNode;
    const instantiates = node.kind === "startEvent" || (node.kind === "receiveTask" && node.instantiate);
    const startTrigger = node.triggers.findIndex((trigger) => trigger.type === kind && trigger.name === name);
    if (instantiates && startTrigger >= 0)
      starts.push(node.parallelMultiple ? { startEvent: node.id, startTrigger } : { startEvent: node.id });
    if (node.kind !== "eventBasedGateway" || !node.instantiate) continue;
    for (const outgoing of node.outgoing) {
      const target = graph.nodes[graph.flows[outgoing]?.target ?? -1];
      if (target?.triggers.some((trigger) => trigger.type === kind && trigger.name === name) === true)
        starts.push({ startEvent: target.id });
    }
  }
  return starts;
}

const keyOf = (process: string, version: number | undefined): string => `${process}\n${version ?? ""}`;

const FILED_BY_THE_HOUSE: ReadonlySet<string> = new Set(["signer", "session"]);

const has = (definition: Definition, kind: ResourceKind, name: string): boolean =>
  definition.resources.some((each) => each.kind === kind && each.name === name);

function duplicateNames(resources: readonly Resource[]): Problem[] {
  const seen = new Set<string>();
  const problems: Problem[] = [];
  for (const { kind, name } of resources) {
    const key = `${kind} ${name}`;
    if (seen.has(key)) problems.push({ detail: `${key} is in the deployment twice`, code: "twice" });
    seen.add(key);
  }
  return problems;
}
