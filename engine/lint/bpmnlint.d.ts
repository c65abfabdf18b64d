/** bpmnlint is JavaScript with types in comments. This is the part of it that we use. */
declare module "bpmnlint" {
  export interface BpmnlintReporter {
    report(id: string | undefined, message: string, context?: Readonly<Record<string, unknown>>): void;
  }
  type Enter = (node: object, reporter: BpmnlintReporter) => unknown;
  type Leave = (node: object, reporter: BpmnlintReporter) => void;
  export interface BpmnlintRule {
    readonly meta?: { readonly documentation?: { readonly url?: string } };
    readonly check: Enter | { readonly enter?: Enter; readonly leave?: Leave };
  }
  export type BpmnlintRuleFactory = (options?: unknown) => BpmnlintRule;
  export interface BpmnlintConfig {
    readonly extends?: string | readonly string[];
    readonly rules?: Readonly<Record<string, string>>;
  }
  export interface BpmnlintReport {
    readonly id?: string;
    readonly message: string;
    readonly meta?: BpmnlintRule["meta"];
    readonly category: string;
    readonly [key: string]: unknown;
  }
  export class Linter {
    constructor(options: {
      readonly config?: BpmnlintConfig;
      readonly resolver: {
        resolveRule(pkg: string, name: string): BpmnlintRuleFactory;
        resolveConfig(pkg: string, name: string): BpmnlintConfig;
      };
      readonly transformRule?: (rule: BpmnlintRule) => BpmnlintRule;
    });
    lint(root: object): Promise<Readonly<Record<string, readonly BpmnlintReport[]>>>;
  }
}
declare module "bpmnlint/config/recommended.js" {
  import type { BpmnlintConfig } from "bpmnlint";
  const config: BpmnlintConfig;
  // eslint-disable-next-line no-restricted-syntax -- the package's files are CommonJS modules
  export default config;
}
declare module "bpmnlint/rules/*.js" {
  import type { BpmnlintRuleFactory } from "bpmnlint";
  const factory: BpmnlintRuleFactory;
  // eslint-disable-next-line no-restricted-syntax -- the package's files are CommonJS modules
  export default factory;
}
