/** The package brings no types. */
declare module "@bpmn-io/element-templates-validator" {
  export function validateAllZeebe(templates: readonly object[]): { readonly valid: boolean };
}
