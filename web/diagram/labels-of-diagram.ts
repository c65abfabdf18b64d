/** What the elements of a diagram are called in a language: their `reg:label`, else their name (a text annotation: its text). */
const REG = "urn:reglament:bpmn:1";
const BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";

export interface ElementLabel {
  readonly id: string;
  readonly name: string;
}

export const labelsOfDiagram = (xml: string, language: string): readonly ElementLabel[] =>
  labelsOf(new DOMParser().parseFromString(xml, "application/xml"), language);

export function labelsOf(document: Document, language: string): readonly ElementLabel[] {
  const labels: ElementLabel[] = [];
  for (const element of Array.from(document.getElementsByTagNameNS(BPMN, "*"))) {
    const id = element.getAttribute("id");
    const name = labelOf(element, language) ?? nameOf(element);
    if (id !== null && id !== "" && name !== "") labels.push({ id, name });
  }
  return labels;
}

/** Only what stands in the file for that language. */
export function labelOf(element: Element, language: string): string | undefined {
  const labels = childrenOf(element, BPMN, "extensionElements").flatMap((each) => childrenOf(each, REG, "label"));
  const text = labels.find((label) => label.getAttribute("lang") === language)?.textContent.trim();
  return text === "" ? undefined : text;
}

/** What a viewer writes at the element: `name`, or the text of an annotation. */
export function nameOf(element: Element): string {
  const texts = element.localName === "textAnnotation" ? childrenOf(element, BPMN, "text") : [];
  return texts[0]?.textContent.trim() ?? element.getAttribute("name") ?? "";
}

/** The same file with its names in the reader's language, which stand in it as labels. Nothing else of it changes. */
export function inLanguage(xml: string, labels: readonly ElementLabel[]): string {
  const document = new DOMParser().parseFromString(xml, "application/xml");
  if (document.getElementsByTagName("parsererror").length > 0) return xml;
  const names = new Map(labels.map(({ id, name }) => [id, name]));
  for (const element of Array.from(document.getElementsByTagNameNS(BPMN, "*"))) {
    const name = names.get(element.getAttribute("id") ?? "");
    if (name === undefined || name === element.getAttribute("id")) continue;
    const text = element.localName === "textAnnotation" ? childrenOf(element, BPMN, "text")[0] : undefined;
    if (text === undefined) element.setAttribute("name", name);
    else text.textContent = name;
  }
  return new XMLSerializer().serializeToString(document);
}

function childrenOf(element: Element, namespace: string, name: string): Element[] {
  return Array.from(element.childNodes).filter(
    (node): node is Element =>
      node.nodeType === 1 && (node as Element).namespaceURI === namespace && (node as Element).localName === name,
  );
}
