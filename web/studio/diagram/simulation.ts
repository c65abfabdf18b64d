/**
 * Token simulation: tokens are moved over the sheet by hand, without data. The package writes the colours of its tokens as style attributes into HTML,
 * which our content security policy refuses; here all tokens have the one colour of the style sheet.
 */
import "bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css";
import TokenCount from "bpmn-js-token-simulation/lib/features/token-count/TokenCount.js";
import TokenSimulation from "bpmn-js-token-simulation/lib/modeler.js";

class PlainTokenCount extends TokenCount {
  static override readonly $inject = TokenCount.$inject;
  override _getTokenHTML(
    element: object,
    scope: { readonly id: string; getTokensByElement(element: object): number },
  ): string {
    return `<div data-scope-id="${scope.id}" class="bts-token-count waiting">${scope.getTokensByElement(element)}</div>`;
  }
}

export const SIMULATION = {
  __depends__: [TokenSimulation],
  coloredScopes: ["value", {}],
  tokenCount: ["type", PlainTokenCount],
};
