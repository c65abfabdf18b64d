declare module "bpmn-js-differ" {
  /** By the element's id; the trees are those of bpmn-moddle. */
  export interface Differences {
    readonly _added: Readonly<Record<string, object>>;
    readonly _removed: Readonly<Record<string, object>>;
    readonly _changed: Readonly<Record<string, object>>;
    readonly _layoutChanged: Readonly<Record<string, object>>;
  }
  export function diff(before: object, after: object): Differences;
}
