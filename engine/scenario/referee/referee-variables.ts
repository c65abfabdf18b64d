/**
 * The variables of a case that bpmn-engine runs, kept as our engine keeps them (`engine/core/evolve.ts`): a variable goes to the
 * nearest scope that has it, else to the process. What is compared is the way that a case takes; that both engines see the same
 * variables on it is what makes the comparison fair.
 */
import type { Json, Variables } from "../../core/events.ts";
import { evaluate } from "../../core/feel.ts";
import type { FlowNode } from "../../model/graph.ts";

/** What of bpmn-elements' message contents is read. */
export interface Content {
  readonly id?: string;
  readonly executionId?: string;
  readonly index?: number;
  readonly isRootScope?: boolean;
  readonly isMultiInstance?: boolean;
  readonly isDefinitionScope?: boolean;
  readonly inbound?: readonly Content[];
  readonly parent?: { readonly id: string };
  readonly message?: { readonly id?: string };
  readonly [name: string]: unknown;
}

/** One running (sub-)process of bpmn-elements: what its activities share. */
export interface RefereeContext {
  readonly environment: { readonly variables: { readonly content?: Content } };
  /** The process or the sub-process activity whose body it is. */
  readonly owner?: object & { readonly id: string; readonly type: string };
}

interface Room {
  readonly values: Record<string, Json>;
  readonly around: Room | undefined;
}

export interface VariablesOptions {
  /** What the instance was started with. */
  readonly start: Variables;
  readonly now: () => string;
  readonly node: (id: string) => FlowNode | undefined;
}

export class RefereeVariables {
  private readonly options: VariablesOptions;
  private readonly rooms = new WeakMap<object, Room>();
  /** The context in which each activity stands; so that of the body around a sub-process. */
  private readonly contexts = new WeakMap<object, RefereeContext>();
  private readonly byEnvironment = new WeakMap<object, RefereeContext>();
  /** Call activities under way, by execution id. */
  private readonly calls = new Map<string, { readonly context: RefereeContext; readonly node: FlowNode }>();
  private readonly called = new Map<string, Room>();

  constructor(options: VariablesOptions) {
    this.options = options;
  }

  /** Every activity is made known when bpmn-elements makes it. */
  meet(activity: object, context: RefereeContext): void {
    this.contexts.set(activity, context);
    this.byEnvironment.set(context.environment, context);
  }

  contextOf(environment: object): RefereeContext | undefined {
    return this.byEnvironment.get(environment);
  }

  calling(executionId: string, context: RefereeContext, node: FlowNode): void {
    this.calls.set(executionId, { context, node });
  }

  /** What an expression of an activity sees; `content` is that of its message, for the variables of a loop. */
  seen(context: RefereeContext, content: Content | undefined): Variables {
    const layers: Variables[] = [];
    for (let room: Room | undefined = this.roomOf(context); room !== undefined; room = room.around)
      layers.push(room.values);
    return Object.assign({}, ...layers.reverse(), this.loopValues(content)) as Variables;
  }

  /** The same, with what the input mappings of the element itself give. */
  seenIn(context: RefereeContext, node: FlowNode, content: Content | undefined): Variables {
    return { ...this.seen(context, content), ...this.inputsOf(node, context, content) };
  }

  seenFrom(environment: object, content: Content | undefined): Variables {
    const context = this.byEnvironment.get(environment);
    return context === undefined ? this.options.start : this.seen(context, content);
  }

  /** What an element gave: through its output mappings when it has any. */
  give(context: RefereeContext, node: FlowNode, content: Content | undefined, result: Variables | undefined): void {
    const mappings = node.outputMappings;
    const seen = { ...this.seenIn(context, node, content), ...result };
    // Only a mapping that somebody wrote keeps the rest back; what is drawn as data comes on top.
    const isWritten = mappings.some(({ drawn }) => drawn !== true);
    this.set(context, { ...(isWritten ? {} : result), ...this.mapped(mappings, seen) });
  }

  /** A called process has ended: what comes back. */
  comesBack(executionId: string): Variables {
    const call = this.calls.get(executionId);
    if (call?.node.calledProcess === undefined) return {};
    const inner = this.called.get(executionId)?.values ?? {};
    const { outputs, propagateAll } = call.node.calledProcess;
    return {
      ...(propagateAll && outputs.length === 0 ? inner : {}),
      ...this.mapped(outputs, inner),
    };
  }

  private set(context: RefereeContext, variables: Variables): void {
    for (const [name, value] of Object.entries(variables)) {
      let room = this.roomOf(context);
      while (room.around !== undefined && !Object.hasOwn(room.values, name)) room = room.around;
      room.values[name] = value;
    }
  }

  private roomOf(context: RefereeContext): Room {
    let room = this.rooms.get(context);
    if (room === undefined) this.rooms.set(context, (room = this.makeRoom(context)));
    return room;
  }

  private makeRoom(context: RefereeContext): Room {
    const { owner } = context;
    const content = context.environment.variables.content;
    if (owner === undefined || owner.type === "bpmn:Process") {
      const executionId = content?.inbound?.[0]?.executionId;
      const call = executionId === undefined ? undefined : this.calls.get(executionId);
      if (executionId === undefined || call?.node.calledProcess === undefined)
        return { values: { ...this.options.start }, around: undefined };
      const seen = this.seen(call.context, content?.inbound?.[0]);
      const { inputs, propagateAll } = call.node.calledProcess;
      const room: Room = {
        values: { ...(propagateAll ? seen : {}), ...this.mapped(inputs, seen) },
        around: undefined,
      };
      this.called.set(executionId, room);
      return room;
    }
    const around = this.contexts.get(owner);
    const node = this.options.node(owner.id);
    if (around === undefined || node === undefined) return { values: { ...this.options.start }, around: undefined };
    return {
      values: { ...this.loopValues(content), ...this.inputsOf(node, around, content) },
      around: this.roomOf(around),
    };
  }

  private inputsOf(node: FlowNode, context: RefereeContext, content: Content | undefined): Variables {
    return node.inputMappings.length === 0 ? {} : this.mapped(node.inputMappings, this.seen(context, content));
  }

  mapped(mappings: FlowNode["inputMappings"], seen: Variables): Record<string, Json> {
    const values: Record<string, Json> = {};
    for (const { target, feel, drawn } of mappings)
      if (drawn !== true || Object.hasOwn(seen, feel)) values[target] = evaluate(feel, seen, this.options.now());
    return values;
  }

  /** Of an iteration of a loop: its counter and its item. */
  private loopValues(content: Content | undefined): Record<string, Json> {
    if (content === undefined || !isIteration(content)) return {};
    const values: Record<string, Json> = { loopCounter: (content.index ?? 0) + 1 };
    const loop = this.options.node(content.id ?? "")?.loop;
    if (loop?.type === "multi" && loop.item !== undefined && content[loop.item] !== undefined)
      values[loop.item] = content[loop.item] as Json;
    return values;
  }
}

/** Of one turn of a loop; bpmn-elements says `isMultiInstance` of the whole loop too. */
export function isIteration(content: Content): boolean {
  return (
    content.isMultiInstance === true &&
    content.isRootScope !== true &&
    content.isDefinitionScope !== true &&
    typeof content.index === "number"
  );
}
