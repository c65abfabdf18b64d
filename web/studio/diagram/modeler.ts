/**
 * The editor of bpmn-js with our extensions, as far as the studio uses it. This file and what it imports are loaded with the Diagram tab only.
 */
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn.css";
import BpmnModeler from "bpmn-js/lib/Modeler.js";
import { REG_DESCRIPTOR } from "../../../engine/model/reg-descriptor.ts";

/** An element of the file: bpmn-moddle's. */
export interface BusinessObject {
  readonly $type: string;
  readonly $parent?: BusinessObject;
  readonly $attrs: Readonly<Record<string, unknown>>;
  readonly $model: { readonly create: (type: string, properties: object) => BusinessObject };
  readonly $instanceOf: (type: string) => boolean;
  id?: string;
  name?: string;
  get(name: string): unknown;
  set(name: string, value: unknown): void;
}

/** What is drawn. */
export interface Drawn {
  readonly id: string;
  readonly type: string;
  readonly businessObject: BusinessObject;
  readonly parent?: Drawn;
  readonly labelTarget?: Drawn;
  readonly label?: Drawn;
  readonly waypoints?: readonly object[];
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
}

export interface Canvas {
  zoom(level?: "fit-viewport" | number, center?: "auto"): number;
  addMarker(element: string, name: string): void;
  removeMarker(element: string, name: string): void;
  scroll(by: { readonly dx: number; readonly dy: number }): void;
  scrollToElement(element: string): void;
  getRootElement(): Drawn;
  resized(): void;
  focus(): void;
}
export interface Services {
  readonly canvas: Canvas;
  readonly commandStack: {
    undo(): void;
    redo(): void;
    canUndo(): boolean;
    canRedo(): boolean;
    execute(command: string, context: object): void;
  };
  readonly elementRegistry: {
    get(id: string): Drawn | undefined;
    getGraphics(id: string): SVGElement | undefined;
    getAll(): readonly Drawn[];
  };
  readonly eventBus: {
    on(events: string | readonly string[], listener: (event: Record<string, unknown>) => void): void;
    off(events: string | readonly string[], listener: (event: Record<string, unknown>) => void): void;
    fire(name: string, event?: object): void;
  };
  readonly modeling: {
    updateProperties(element: Drawn, properties: object): void;
    updateModdleProperties(element: Drawn, object: BusinessObject, properties: object): void;
    updateLabel(element: Drawn, text: string): void;
  };
  readonly selection: { select(element: Drawn | readonly Drawn[] | undefined): void; get(): readonly Drawn[] };
  readonly moddle: {
    create(type: string, properties?: object): BusinessObject;
    toXML(root: BusinessObject, options: object): Promise<{ readonly xml: string }>;
    readonly ids: { assigned(id: string): unknown };
  };
  readonly overlays: {
    add(element: string, kind: string, overlay: { readonly position: object; readonly html: HTMLElement }): string;
    remove(filter: { readonly type: string }): void;
  };
  readonly toggleMode: { toggleMode(active: boolean): void };
}

export interface Modeler {
  importXML(xml: string): Promise<{ readonly warnings: readonly { readonly message: string }[] }>;
  get<Name extends keyof Services>(service: Name): Services[Name];
  getDefinitions(): BusinessObject;
  attachTo(parent: HTMLElement): void;
  destroy(): void;
}

// The package's own types are read as those of a CommonJS module, which it is not.
const Bpmn = BpmnModeler as unknown as new (options: object) => Modeler;

export const makeModeler = (container: HTMLElement, modules: readonly object[]): Modeler =>
  // A moddle writes into the descriptors that it is given.
  new Bpmn({ container, additionalModules: modules, moddleExtensions: { reg: structuredClone(REG_DESCRIPTOR) } });

/** The file as it now stands. */
export async function xmlOf(modeler: Modeler): Promise<string> {
  const { xml } = await modeler.get("moddle").toXML(modeler.getDefinitions(), { format: true });
  return xml;
}
