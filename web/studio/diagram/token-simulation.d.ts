declare module "bpmn-js-token-simulation/lib/modeler.js" {
  const module: object;
  // eslint-disable-next-line no-restricted-syntax -- as the package has it
  export default module;
}
declare module "bpmn-js-token-simulation/lib/features/token-count/TokenCount.js" {
  // eslint-disable-next-line no-restricted-syntax -- as the package has it
  export default class TokenCount {
    static readonly $inject: readonly string[];
    _getTokenHTML(element: object, scope: { readonly id: string; getTokensByElement(element: object): number }): string;
  }
}
