/** What the elements of a diagram are called in a language: their `reg:label`, else their name. */
const REG = "urn:reglament:bpmn:1";
const BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";

export interface ElementLabel {
  readonly id: string;
  readonly name: string;
}

export function labelsOfDiagram(xml: string, language: string): readonly ElementLabel[] {
  const document = new DOMParser().parseFromString(xml, "application/xml");
  const labels: ElementLabel[] = [];
  for (const element of document.querySelectorAll("[id]")) {
    const extensions = [...element.children].find(
      ({ localName, namespaceURI }) => localName === "extensionElements" && namespaceURI === BPMN,
    );
    const label = [...(extensions?.children ?? [])].find(
      (each) => each.localName === "label" && each.namespaceURI === REG && each.getAttribute("lang") === language,
    );
    const name = label?.textContent.trim() ?? element.getAttribute("name") ?? "";
    if (name !== "") labels.push({ id: element.id, name });
  }
  return labels;
}
