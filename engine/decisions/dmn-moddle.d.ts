/** dmn-moddle 12 ships no types. This is the part of it that we use. */
declare module "dmn-moddle" {
  export interface ParseWarning {
    readonly message: string;
    readonly element?: { readonly $type: string };
  }
  export class DmnModdle {
    constructor(packages?: Readonly<Record<string, object>>, options?: object);
    /** Lenient: what it cannot place becomes a warning. Rejects when nothing can be read. */
    fromXML(xml: string): Promise<{ readonly rootElement: object; readonly warnings: readonly ParseWarning[] }>;
  }
}
