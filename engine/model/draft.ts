/** The graph while it is being built: the same indexes, still growing. */
import type { BpmnElement } from "./bpmn-element.ts";
import type { NodeKind } from "./graph.ts";

export interface DraftNode {
  readonly index: number;
  readonly id: string;
  readonly kind: NodeKind;
  readonly element: BpmnElement;
  readonly scope: number;
  readonly incoming: number[];
  readonly outgoing: number[];
  readonly boundaries: number[];
  attachedTo: number;
  body: number;
  compensationHandler: number;
  role?: string;
  laneId?: string;
}

export interface DraftScope {
  readonly index: number;
  readonly id: string;
  readonly parent: number;
  readonly node: number;
  /** The process or sub-process. */
  readonly element: BpmnElement;
  readonly nodes: number[];
}

export interface DraftFlow {
  readonly index: number;
  readonly id: string;
  readonly element: BpmnElement;
  readonly source: number;
  readonly target: number;
  readonly scope: number;
}

export class Draft {
  readonly nodes: DraftNode[] = [];
  readonly scopes: DraftScope[] = [];
  readonly flows: DraftFlow[] = [];
  readonly #nodeOf = new Map<BpmnElement, DraftNode>();

  addNode(node: DraftNode): void {
    this.nodes.push(node);
    this.scope(node.scope).nodes.push(node.index);
    this.#nodeOf.set(node.element, node);
  }

  nodeOf(element: BpmnElement | undefined): DraftNode | undefined {
    return element === undefined ? undefined : this.#nodeOf.get(element);
  }

  node(index: number): DraftNode {
    return at(this.nodes, index);
  }

  scope(index: number): DraftScope {
    return at(this.scopes, index);
  }

  flow(index: number): DraftFlow {
    return at(this.flows, index);
  }

  nodesIn(scope: DraftScope): readonly DraftNode[] {
    return scope.nodes.map((index) => this.node(index));
  }
}

/** Our own indexes always lead somewhere. */
function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`no index ${index}`);
  return found;
}

export const isEvent = (kind: NodeKind): boolean => kind.endsWith("Event");
const isGateway = (kind: NodeKind): boolean => kind.endsWith("Gateway");
export const isActivity = (kind: NodeKind): boolean => !isEvent(kind) && !isGateway(kind);
