/**
 * `draftDiagram`: an annex table -> a first diagram of it. A lane for each performer, a task for each action, the ways by the numbers of
 * the next actions, with a gateway where there are several; the cells stand in `reg:action` and `reg:table`, so that `tablesOf` gives the
 * same table back. What the table says and the diagram does not is a loss; what a case needs and the table does not say is missing.
 */
import type { BpmnElement } from "../model/bpmn-element.ts";
import type { Language } from "../model/graph.ts";
import { createModdle } from "../model/parse-diagram.ts";
import {
  type ActionRow,
  type ActionTable,
  COLUMNS,
  NO_NEXT,
  rowsOf,
  unusualHeadings,
  USUAL_HEADINGS,
} from "./action-table.ts";
import { type FlowToPlace, type NodeToPlace, placeDraft, type Rectangle } from "./draft-layout.ts";
import { readLimit } from "./limit-words.ts";
import { type Performer, readPerformers } from "./performers.ts";
import { type NextAction, readNext } from "./read-next.ts";
import type { Loss } from "./read-grid.ts";

export interface DraftOptions {
  /** For `reg:service`, and the process is `<regulation>.<channel>`. */
  readonly regulation: string;
  readonly channel: string;
  /** People do what systems do, until there are handlers: so the draft can be tried out at once. */
  readonly byHand?: boolean;
}

export interface DraftedDiagram {
  readonly xml: string;
  readonly losses: readonly Loss[];
  /** Sentences: what to add before cases can run. */
  readonly missing: readonly string[];
}

/** Throws an Error for a table without rows. */
export async function draftDiagram(table: ActionTable, options: DraftOptions): Promise<DraftedDiagram> {
  const plan = planOf(table, options.byHand === true);
  if (plan.actions.length === 0) throw new Error("the table has no row with a number");
  const xml = await write(table, plan, options);
  return { xml, losses: plan.losses, missing: missingIn(plan, table.language) };
}

// ---------------------------------------------------------------- what is drawn

interface PlannedAction {
  readonly row: ActionRow;
  readonly id: string;
  readonly performer: Performer;
  readonly duration?: string;
  readonly unit?: string;
  readonly next: readonly NextAction[];
  /** Where the flows lead: `next`, or the following row when the cell is empty. */
  readonly ways: readonly NextAction[];
}

interface PlannedFlow extends FlowToPlace {
  /** FEEL; absent: it is the only way, or the default. */
  readonly condition?: string;
  readonly isDefault: boolean;
}

type PlannedNode = NodeToPlace & {
  readonly type: "startEvent" | "endEvent" | "userTask" | "serviceTask" | "exclusiveGateway";
  readonly name: string;
  /** Absent: the name, in the language of the table. */
  readonly labels?: readonly (readonly [Language, string])[];
  /** The row that it belongs to: a task, or the gateway after it. */
  readonly action?: PlannedAction;
};

interface Plan {
  readonly actions: readonly PlannedAction[];
  readonly performers: readonly Performer[];
  readonly nodes: readonly PlannedNode[];
  readonly flows: readonly PlannedFlow[];
  readonly losses: readonly Loss[];
}

function planOf(table: ActionTable, byHand: boolean): Plan {
  const losses: Loss[] = [];
  const rows = uniqueRows(table, losses);
  const performersByCell = readPerformers(rows.map(({ performer }) => performer));
  const performers = [...new Set(performersByCell.values())];
  for (const { name, alsoNamed } of performers)
    for (const other of alsoNamed)
      losses.push({ text: other, why: `it is taken for the same performer as "${name}": one lane` });
  const ids = new Map(rows.map(({ number }, index) => [number, idOf(number, index, rows)]));
  const actions = rows.map((row) => planAction(row, rows, ids, performersByCell, losses));
  return { actions, performers, ...ways(actions, performers, { language: table.language, byHand }, losses), losses };
}

/** A second row of a number cannot be told from the first, and a case could not count its limit. */
function uniqueRows(table: ActionTable, losses: Loss[]): ActionRow[] {
  const rows: ActionRow[] = [];
  for (const row of rowsOf(table)) {
    if (rows.every(({ number }) => number !== row.number)) rows.push(row);
    else
      losses.push({ action: row.number, text: Object.values(row).join(" | "), why: "its number stands above already" });
  }
  return rows;
}

/** `action_5`; a number that is none, such as "5a", by its place. */
function idOf(number: string, index: number, rows: readonly ActionRow[]): string {
  const own = `action_${number}`;
  return /^[1-9]\d*$/.test(number)
    ? own
    : `action_row_${index + 1}${rows.some((row) => row.number === `row_${index + 1}`) ? "_" : ""}`;
}

function planAction(
  row: ActionRow,
  rows: readonly ActionRow[],
  ids: ReadonlyMap<string, string>,
  performers: ReadonlyMap<string, Performer>,
  losses: Loss[],
): PlannedAction {
  const lose = (text: string, why: string): void => void losses.push({ action: row.number, text, why });
  const limit = readLimit(row.limit);
  if (limit === undefined && !/^[-–—]?$/.test(row.limit))
    lose(row.limit, "the time limit is no single length of time: no clock runs");
  if (limit !== undefined && limit.rest !== "") lose(limit.rest, "the time limit says more than its length");
  // White space would end the number in `next`, and a comma would part it.
  const numbers = rows.map(({ number }) => number).filter((number) => !/[\s,;]/.test(number));
  const { next, unread, all } = readNext(row.next, numbers);
  const following = rows[rows.indexOf(row) + 1];
  const isGuess = row.next === "" && following !== undefined;
  if (isGuess)
    lose(
      "",
      `the cell of the next action is empty: the way to the following row, action ${following.number}, is a guess`,
    );
  for (const piece of unread) lose(piece, "it names no action of the table");
  if (all) lose(row.next, "it says that all of them follow; drawn is a choice of one");
  if (row.performer === "") lose("", "it has no performer: a lane without a name");
  return {
    row,
    id: ids.get(row.number)!,
    performer: performers.get(row.performer)!,
    ...(limit === undefined ? {} : { duration: limit.duration, unit: limit.unit }),
    next,
    ways: isGuess ? [{ number: following.number, when: "" }] : next,
  };
}

/** Nodes in the order of their columns, and the flows between them. */
function ways(
  actions: readonly PlannedAction[],
  performers: readonly Performer[],
  { language, byHand }: { readonly language: Language; readonly byHand: boolean },
  losses: Loss[],
): Pick<Plan, "nodes" | "flows"> {
  const first = actions[0];
  if (first === undefined) return { nodes: [], flows: [] };
  const byNumber = new Map(actions.map((action) => [action.row.number, action]));
  const reached = reachedFrom(first, byNumber);
  const drawn = actions.filter((action) => reached.has(action));
  const arrivals = new Map<string, number>([[first.row.number, 1]]);
  for (const { ways: all } of drawn)
    for (const { number } of all) arrivals.set(number, (arrivals.get(number) ?? 0) + 1);
  const isMet = ({ row }: PlannedAction): boolean => (arrivals.get(row.number) ?? 0) > 1;
  /** Where a flow to that action leads: to the gateway before it where several ways meet. */
  const entry = (action: PlannedAction): string => (isMet(action) ? `before_${action.id}` : action.id);

  const nodes: PlannedNode[] = [];
  const flows: PlannedFlow[] = [];
  const node = (of: PlannedAction, planned: Omit<PlannedNode, "lane" | "label">): number =>
    nodes.push({
      ...planned,
      lane: performers.indexOf(of.performer),
      label: planned.kind === "task" ? "" : planned.name,
    });
  const flow = (source: string, target: string, more: Partial<PlannedFlow> = {}): number =>
    flows.push({ id: `flow_${flows.length + 1}`, source, target, label: "", isDefault: false, ...more });

  /** What is ours to name is named in every language. */
  const named = (word: "start" | "end" | "which"): Pick<PlannedNode, "name" | "labels"> => ({
    name: WORDS[language][word],
    labels: LANGUAGES.map((each) => [each, WORDS[each][word]] as const),
  });
  node(first, { id: "start", type: "startEvent", kind: "event", ...named("start") });
  flow("start", entry(first));
  for (const action of actions) {
    const { id, ways: next, row, performer } = action;
    if (!reached.has(action)) {
      const why = "no way from the first action leads to it: it stands in the table of the diagram and is not drawn";
      losses.push({ action: row.number, text: shortName(action, language), why });
      continue;
    }
    if (isMet(action)) {
      node(action, { id: entry(action), type: "exclusiveGateway", kind: "gateway", name: "" });
      flow(entry(action), id);
    }
    const type = performer.isSystem && !byHand ? "serviceTask" : "userTask";
    node(action, { id, type, kind: "task", name: shortName(action, language), action });
    if (next.length === 0) {
      node(action, { id: `after_${id}`, type: "endEvent", kind: "event", ...named("end") });
      flow(id, `after_${id}`);
    } else if (next.length === 1) {
      if (next[0]!.when !== "")
        losses.push({
          action: row.number,
          text: next[0]!.when,
          why: "there is one way only: the condition is not drawn",
        });
      flow(id, entry(byNumber.get(next[0]!.number)!));
    } else {
      node(action, { id: `after_${id}`, type: "exclusiveGateway", kind: "gateway", ...named("which"), action });
      flow(id, `after_${id}`);
      for (const [index, { number, when }] of next.entries()) {
        const isDefault = index === next.length - 1;
        if (when === "")
          losses.push({
            action: row.number,
            text: number,
            why: "the table does not say when this action is the next one",
          });
        flow(`after_${id}`, entry(byNumber.get(number)!), {
          label: when === "" ? number : when,
          isDefault,
          ...(isDefault ? {} : { condition: `${variableOf(action)} = ${JSON.stringify(number)}` }),
        });
      }
    }
  }
  if (nodes.every(({ type }) => type !== "endEvent"))
    losses.push({ text: "", why: "every action has a next one: the process never ends" });
  return { nodes, flows };
}

function reachedFrom(first: PlannedAction, byNumber: ReadonlyMap<string, PlannedAction>): ReadonlySet<PlannedAction> {
  const reached = new Set([first]);
  for (const { ways: next } of reached) for (const { number } of next) reached.add(byNumber.get(number)!);
  return reached;
}

/** The variable that says which way is taken after an action; its form or handler must give it. */
const variableOf = ({ id }: PlannedAction): string => `after_${id}`.replaceAll(/\W/g, "_");

function missingIn({ performers, nodes }: Plan, language: Language): string[] {
  const words = (list: readonly string[]): string => list.join(", ");
  const tasks = (type: PlannedNode["type"]): string[] => nodes.filter((node) => node.type === type).map(({ id }) => id);
  const systems = tasks("serviceTask");
  const actions = nodes.flatMap(({ action, kind }) => (action === undefined || kind !== "task" ? [] : [action]));
  const splits = actions.filter(({ next }) => next.length > 1);
  const others = LANGUAGES.filter((each) => each !== language);
  return [
    "The form of the application: name it with reg:form at start, and the forms of these tasks: " +
      (words(tasks("userTask")) || "none") +
      ".",
    ...(systems.length === 0
      ? []
      : [
          `What the systems do: name a handler with reg:call at ${words(systems)}, or let a person do it (a user task).`,
        ]),
    ...splits.map(
      (action) =>
        `The answer to the choice after ${action.id}: its form or handler must give ${variableOf(action)} as ${words(
          action.next.slice(0, -1).map(({ number }) => JSON.stringify(number)),
        )} or another value.`,
    ),
    `The roles of your staff: the lanes have the performers' ids (${words(performers.map(({ id }) => id))}).`,
    `Names in ${words(others)} (reg:label) for the tasks, the conditions, the lanes and the pool.`,
    "The clauses that the tasks stand for: their reg:trace names the table only. The term of the service (reg:term). Statuses, documents, messages to the applicant.",
  ];
}

const LANGUAGES: readonly Language[] = ["kk", "ru", "en"];

const WORDS: Readonly<
  Record<Language, { start: string; end: string; which: string; action: (number: string) => string }>
> = {
  kk: {
    start: "Басталуы",
    end: "Аяқталуы",
    which: "Келесі іс-әрекет қайсы?",
    action: (number) => `${number}-іс-әрекет`,
  },
  ru: { start: "Начало", end: "Конец", which: "Какое действие следующее?", action: (number) => `Действие ${number}` },
  en: { start: "Start", end: "End", which: "Which action is next?", action: (number) => `Action ${number}` },
};

/** What a task of that size shows; the whole cell stands in `reg:action`. */
const NAME_LENGTH = 60;

function shortName({ row }: Pick<PlannedAction, "row">, language: Language): string {
  const head = WORDS[language].action(row.number);
  const name = row.name.replaceAll(/\s+/g, " ");
  if (name === "" || /^[-–—]$/.test(name)) return head;
  const sentence = /^(.+?[.;])\s/.exec(name)?.[1] ?? name;
  const words = sentence.replace(/[.;]$/, "");
  if (words.length <= NAME_LENGTH) return `${head}. ${words}`;
  const cut = words.slice(0, NAME_LENGTH + 1);
  return `${head}. ${cut.slice(0, cut.lastIndexOf(" ") > 20 ? cut.lastIndexOf(" ") : NAME_LENGTH).replace(/[\s,:–-]+$/, "")}…`;
}

// ---------------------------------------------------------------- how it is written

type Create = (type: string, attributes?: object) => BpmnElement;

async function write(table: ActionTable, plan: Plan, options: DraftOptions): Promise<string> {
  const moddle = createModdle();
  const create: Create = (type, attributes) => moddle.create(type, attributes) as BpmnElement;
  const extended = (values: readonly BpmnElement[]): BpmnElement => create("bpmn:ExtensionElements", { values });
  const label = (text: string): BpmnElement[] =>
    text === "" ? [] : [create("reg:Label", { lang: table.language, text })];
  const title = table.title === "" ? options.regulation : table.title;

  const elements = new Map<string, BpmnElement>();
  for (const { id, type, name, labels, action } of plan.nodes) {
    const trace =
      action === undefined ? [] : [create("reg:Trace", traceOf(action, table, type !== "exclusiveGateway"))];
    const texts = labels?.map(([lang, text]) => create("reg:Label", { lang, text })) ?? label(name);
    const values = [...trace, ...texts];
    elements.set(
      id,
      create(`bpmn:${type[0]!.toUpperCase()}${type.slice(1)}`, {
        id,
        ...(name === "" ? {} : { name }),
        ...(values.length === 0 ? {} : { extensionElements: extended(values) }),
      }),
    );
  }
  for (const { id, source, target, label: name, condition } of plan.flows)
    elements.set(
      id,
      create("bpmn:SequenceFlow", {
        id,
        sourceRef: elements.get(source),
        targetRef: elements.get(target),
        ...(name === "" ? {} : { name, extensionElements: extended(label(name)) }),
        ...(condition === undefined
          ? {}
          : { conditionExpression: create("bpmn:FormalExpression", { body: condition }) }),
      }),
    );
  for (const { id, source, isDefault } of plan.flows)
    if (isDefault) Object.assign(elements.get(source)!, { default: elements.get(id) });

  const lanes = plan.performers.map((performer, index) =>
    create("bpmn:Lane", {
      id: `lane_${performer.id}`,
      ...(performer.name === "" ? {} : { name: performer.name }),
      extensionElements: extended([...label(performer.name), create("reg:Performer", { role: performer.id })]),
      flowNodeRef: plan.nodes.filter(({ lane }) => lane === index).map(({ id }) => elements.get(id)),
    }),
  );
  const process = create("bpmn:Process", {
    id: `${options.regulation}.${options.channel}`,
    name: title,
    isExecutable: true,
    extensionElements: extended([...label(title), serviceOf(table, plan, options, create)]),
    laneSets: [create("bpmn:LaneSet", { id: "lanes", lanes })],
    flowElements: [...elements.values()],
  });
  const pool = create("bpmn:Participant", {
    id: "pool",
    name: title,
    processRef: process,
    extensionElements: extended(label(title)),
  });
  const collaboration = create("bpmn:Collaboration", { id: "collaboration", participants: [pool] });
  const definitions = create("bpmn:Definitions", {
    id: "draft",
    targetNamespace: `urn:reglament:regulation:${options.regulation}`,
    expressionLanguage: "https://www.omg.org/spec/DMN/20191111/FEEL/",
    rootElements: [collaboration, process],
    diagrams: [drawingOf(plan, { pool, lanes, collaboration, elements }, create)],
  });
  const { xml } = await moddle.toXML(definitions, { format: true });
  return xml;
}

/** The number of the table stands in its title: "Таблица 1.", "1-кесте". */
function traceOf({ row }: PlannedAction, table: ActionTable, isTask: boolean): object {
  const number = /(?:таблица|table)\s*(\d+)|(\d+)\s*-?\s*кесте/i.exec(table.title);
  const clause = number === null ? "table" : `table ${number[1] ?? number[2]!}`;
  return {
    clause,
    ...(isTask && /^[1-9]\d*$/.test(row.number) ? { step: `action ${row.number}` } : {}),
    action: row.number,
  };
}

function serviceOf(table: ActionTable, plan: Plan, { regulation, channel }: DraftOptions, create: Create): BpmnElement {
  const headingsAs = (headings: object): object =>
    Object.fromEntries(Object.entries(headings).map(([column, text]) => [`${column}Heading`, text as string]));
  const drawn = new Set(plan.actions.map(({ row }) => row));
  const parts = table.parts
    .map((part) => ({ ...part, rows: part.rows.filter((row) => drawn.has(row)) }))
    .filter(({ rows }) => rows.length > 0);
  return create("reg:Service", {
    regulation,
    channel,
    table: create("reg:Table", {
      lang: table.language,
      ...(table.title === "" ? {} : { title: table.title }),
      ...headingsAs(unusualHeadings(table.headings, USUAL_HEADINGS[table.language])),
      parts: table.isCut
        ? parts.map(({ title, headings, rows }) =>
            create("reg:Part", {
              first: rows[0]!.number,
              ...(title === "" ? {} : { title }),
              ...headingsAs(unusualHeadings(headings, table.headings)),
            }),
          )
        : [],
    }),
    actions: plan.actions.map(({ row, performer, duration, unit, next }) =>
      create("reg:Action", {
        number: row.number,
        performer: performer.id,
        ...(duration === undefined ? {} : { duration, unit }),
        ...(next.length === 0 ? {} : { next: next.map(({ number }) => number).join(" ") }),
        ...(row.name === "" ? {} : { name: row.name }),
        ...(row.result === "" ? {} : { result: row.result }),
        ...(row.performer === performer.id ? {} : { performerName: row.performer }),
        ...(row.limit === "" ? {} : { limitText: row.limit }),
        ...(row.next === (next.map(({ number }) => number).join(", ") || NO_NEXT) ? {} : { nextText: row.next }),
        notes: notesOf(row, duration).map((text) => create("reg:Note", { text })),
      }),
    ),
  });
}

/** An empty cell is noted, so that nobody takes it for one that was forgotten; so is a limit that no clock can count. */
function notesOf(row: ActionRow, duration: string | undefined): string[] {
  const empty = COLUMNS.filter((column) => row[column] === "" && column !== "next");
  return [
    ...(empty.length === 0 ? [] : [`Empty in the table: ${empty.join(", ")}.`]),
    ...(row.limit !== "" && duration === undefined ? ["The time limit of the table is no length of time."] : []),
  ];
}

interface Drawn {
  readonly pool: BpmnElement;
  readonly lanes: readonly BpmnElement[];
  readonly collaboration: BpmnElement;
  readonly elements: ReadonlyMap<string, BpmnElement>;
}

function drawingOf(plan: Plan, { pool, lanes, collaboration, elements }: Drawn, create: Create): BpmnElement {
  const placed = placeDraft(plan.nodes, plan.flows, plan.performers.length);
  const bounds = (rectangle: Rectangle): BpmnElement => create("dc:Bounds", rectangle);
  const labelled = (id: string): object => {
    const place = placed.labels.get(id);
    return place === undefined ? {} : { label: create("bpmndi:BPMNLabel", { bounds: bounds(place) }) };
  };
  const shape = (id: string, element: BpmnElement, place: Rectangle, more: object = {}): BpmnElement =>
    create("bpmndi:BPMNShape", {
      id: `${id}_shape`,
      bpmnElement: element,
      bounds: bounds(place),
      ...more,
      ...labelled(id),
    });
  return create("bpmndi:BPMNDiagram", {
    id: "diagram",
    plane: create("bpmndi:BPMNPlane", {
      id: "plane",
      bpmnElement: collaboration,
      planeElement: [
        shape("pool", pool, placed.pool, { isHorizontal: true }),
        ...lanes.map((lane, index) =>
          shape(`lane_${plan.performers[index]!.id}`, lane, placed.lanes[index]!, { isHorizontal: true }),
        ),
        ...plan.nodes.map(({ id, kind }) =>
          shape(id, elements.get(id)!, placed.shapes.get(id)!, kind === "gateway" ? { isMarkerVisible: true } : {}),
        ),
        ...plan.flows.map(({ id }) =>
          create("bpmndi:BPMNEdge", {
            id: `${id}_edge`,
            bpmnElement: elements.get(id),
            waypoint: placed.edges.get(id)!.map((point) => create("dc:Point", point)),
            ...labelled(id),
          }),
        ),
      ],
    }),
  });
}
