/** A case as its history, diagram and comments are shown: beside one of its tasks, or by itself. */
export interface ShownCase {
  readonly case: string;
  readonly process: string;
  readonly definition: string;
  readonly service?: string;
  /** The element of the task. */
  readonly element?: string;
}
