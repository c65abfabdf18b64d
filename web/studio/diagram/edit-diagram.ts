/** Changes of the diagram from the panel. Each is one step that can be undone. */
import type { BusinessObject, Drawn, Modeler } from "./modeler.ts";
import {
  LABEL_LANGUAGES,
  allRows,
  childrenOf,
  labelIn,
  nameProperty,
  rowsOf,
  textAt,
  type LabelLanguage,
} from "./reg-rows.ts";

export interface Edits {
  /** An empty text removes the property. */
  readonly set: (object: BusinessObject, properties: Readonly<Record<string, unknown>>) => void;
  /** Under `extensionElements`. */
  readonly addRow: (object: BusinessObject, type: string, properties?: object) => void;
  readonly removeRow: (object: BusinessObject, row: BusinessObject) => void;
  /** Inside a row: a term of a service, an input of a call. */
  readonly addChild: (row: BusinessObject, property: string, type: string, properties?: object) => void;
  readonly removeChild: (row: BusinessObject, property: string, child: BusinessObject) => void;
  readonly setLabel: (object: BusinessObject, language: LabelLanguage, text: string) => void;
  readonly setName: (object: BusinessObject, text: string) => void;
  /** What refers to the element by its id follows. */
  readonly setId: (id: string) => void;
  /** A part that BPMN itself has: an expression, a message of the file. */
  readonly create: (type: string, parent: BusinessObject, properties: object) => BusinessObject;
  readonly addRoot: (type: string, properties: object) => BusinessObject;
}

/** `names`: the language of the file's own names. */
export function editsOf(modeler: Modeler, drawn: Drawn, names: LabelLanguage): Edits {
  const modeling = modeler.get("modeling");
  const moddle = modeler.get("moddle");
  const together = (run: () => void): void => modeler.get("commandStack").execute("studio.together", { run });

  function create(type: string, parent: BusinessObject, properties: object): BusinessObject {
    const made = moddle.create(type, properties);
    (made as { $parent?: BusinessObject }).$parent = parent;
    return made;
  }
  const set: Edits["set"] = (object, properties) => {
    const cleaned = Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, value === "" ? undefined : value]),
    );
    // Of the element itself the editor also redraws the label and keeps ids apart.
    if (object === drawn.businessObject) modeling.updateProperties(drawn, cleaned);
    else modeling.updateModdleProperties(drawn, object, cleaned);
  };
  const setRows = (object: BusinessObject, rows: readonly BusinessObject[]): void => {
    const holder = object.get("extensionElements") as BusinessObject | undefined;
    if (holder !== undefined) modeling.updateModdleProperties(drawn, holder, { values: rows });
    else {
      const made = create("bpmn:ExtensionElements", object, { values: rows });
      for (const row of rows) (row as { $parent?: BusinessObject }).$parent = made;
      set(object, { extensionElements: made });
    }
  };
  const addRow: Edits["addRow"] = (object, type, properties = {}) => {
    const holder = object.get("extensionElements") as BusinessObject | undefined;
    setRows(object, [...allRows(object), create(`reg:${type}`, holder ?? object, properties)]);
  };
  const removeRow: Edits["removeRow"] = (object, row) =>
    setRows(
      object,
      allRows(object).filter((each) => each !== row),
    );
  const writeLabel = (object: BusinessObject, language: LabelLanguage, text: string): void => {
    const row = rowsOf(object, "Label").find((each) => each.get("lang") === language);
    if (row === undefined) addRow(object, "Label", { lang: language, text });
    else if (text === "") removeRow(object, row);
    else set(row, { text });
  };
  return {
    set,
    addRow,
    removeRow,
    create,
    addChild(row, property, type, properties = {}) {
      set(row, { [property]: [...childrenOf(row, property), create(`reg:${type}`, row, properties)] });
    },
    removeChild(row, property, child) {
      set(row, { [property]: childrenOf(row, property).filter((each) => each !== child) });
    },
    setLabel(object, language, text) {
      together(() => {
        writeLabel(object, language, text);
        if (language === names) set(object, { [nameProperty(object)]: text });
      });
    },
    setName(object, text) {
      together(() => {
        set(object, { [nameProperty(object)]: text });
        if (LABEL_LANGUAGES.some((language) => labelIn(object, language) !== undefined))
          writeLabel(object, names, text);
      });
    },
    setId(id) {
      const old = drawn.id;
      together(() => {
        for (const term of termsOf(modeler.getDefinitions()))
          for (const property of ["from", "until"] as const) {
            const ids = textAt(term, property).split(/[\s,;]+/);
            if (ids.includes(old)) set(term, { [property]: ids.map((each) => (each === old ? id : each)).join(" ") });
          }
        set(drawn.businessObject, { id });
      });
    },
    addRoot(type, properties) {
      const definitions = modeler.getDefinitions();
      const made = create(type, definitions, properties);
      set(definitions, { rootElements: [...childrenOf(definitions, "rootElements"), made] });
      return made;
    },
  };
}

function termsOf(definitions: BusinessObject): readonly BusinessObject[] {
  return childrenOf(definitions, "rootElements")
    .filter(({ $type }) => $type === "bpmn:Process")
    .flatMap((process) => rowsOf(process, "Service").flatMap((service) => childrenOf(service, "terms")));
}

/** Several changes as one step of undo. */
class Together {
  preExecute({ run }: { readonly run: () => void }): void {
    run();
  }
}

interface CommandHandlers {
  readonly registerHandler: (name: string, handler: unknown) => void;
}

export const TOGETHER = {
  __init__: [["commandStack", (stack: CommandHandlers) => stack.registerHandler("studio.together", Together)]],
};
