/** What the other parts of a bundle ask of its diagram's text: its processes, its elements, and which of them use a file. */
const BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL";
const REG = "urn:reglament:bpmn:1";

export interface DiagramFacts {
  /** Ids of executable processes, in their order. */
  readonly processes: readonly string[];
  /** Every id of the model. */
  readonly elements: ReadonlySet<string>;
  /** Ids of the elements that name the form, by its name. */
  readonly usersOfForm: ReadonlyMap<string, readonly string[]>;
  readonly usersOfDocument: ReadonlyMap<string, readonly string[]>;
}

/** A text that is no XML has nothing of all that. */
export function factsOfDiagram(xml: string): DiagramFacts {
  const document = new DOMParser().parseFromString(xml, "application/xml");
  const usersOfForm = new Map<string, string[]>();
  const usersOfDocument = new Map<string, string[]>();
  const use = (users: Map<string, string[]>, name: string | null, by: Element): void => {
    const owner = by.closest("[id]");
    if (name !== null && owner !== null) users.set(name, [...new Set([...(users.get(name) ?? []), owner.id])]);
  };
  for (const form of document.getElementsByTagNameNS(REG, "form")) use(usersOfForm, form.getAttribute("name"), form);
  for (const each of document.getElementsByTagNameNS(REG, "document"))
    use(usersOfDocument, each.getAttribute("template"), each);
  for (const each of document.getElementsByTagNameNS(REG, "input"))
    if (each.getAttribute("name") === "template")
      use(usersOfDocument, each.textContent.trim().replace(/^=?\s*"(.*)"$/, "$1"), each);
  const elements = [...document.querySelectorAll("[id]")].filter(({ namespaceURI }) => namespaceURI === BPMN);
  return {
    processes: [...document.getElementsByTagNameNS(BPMN, "process")]
      .filter((each) => each.getAttribute("isExecutable") === "true")
      .map(({ id }) => id),
    elements: new Set(elements.map(({ id }) => id)),
    usersOfForm,
    usersOfDocument,
  };
}
