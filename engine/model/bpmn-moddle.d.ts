/** bpmn-moddle 10 ships types of its elements only, not of its entry point. This is the part of it that we use. */
declare module "bpmn-moddle" {
  export interface ParseWarning {
    readonly message: string;
    readonly error?: Error;
    readonly element?: object;
    readonly property?: string;
    readonly value?: string;
  }
  export interface ParseResult {
    readonly rootElement: object;
    readonly warnings: readonly ParseWarning[];
    readonly elementsById: Readonly<Record<string, object>>;
    readonly references: readonly { readonly element: object; readonly property: string; readonly id: string }[];
  }
  export class BpmnModdle {
    constructor(packages?: Readonly<Record<string, object>>, options?: object);
    /** Lenient: what it cannot place becomes a warning. Rejects when nothing can be read. */
    fromXML(xml: string, typeName?: string): Promise<ParseResult>;
    toXML(element: object, options?: { readonly format?: boolean }): Promise<{ readonly xml: string }>;
    /** Throws for a type that no package knows. */
    getType(name: string): { readonly $descriptor: unknown };
    getPackage(prefix: string): { readonly enumerations?: readonly object[] } | undefined;
    create(type: string, attributes?: object): object;
  }
}
