/**
 * The labels of the drawing in one of the three languages. The file's own names stay as they are: they are shown in another language while an element is
 * drawn, and what is typed on the sheet goes into the label of the language that is shown.
 */
import BpmnRenderer from "bpmn-js/lib/draw/BpmnRenderer.js";
import LabelEditingProvider from "bpmn-js/lib/features/label-editing/LabelEditingProvider.js";
import { editsOf } from "./edit-diagram.ts";
import type { BusinessObject, Drawn, Modeler } from "./modeler.ts";
import { labelIn, languageOfNames, nameProperty, type LabelLanguage } from "./reg-rows.ts";

export interface ShownLanguage {
  /** Absent: the names of the file. */
  language?: LabelLanguage;
}

interface Renderer {
  drawShape(parent: SVGElement, element: Drawn, attributes?: object): SVGElement;
}
interface EditingProvider {
  activate(element: Drawn): { text: string } | undefined;
  update(element: Drawn, text: string, before: string, bounds: object): void;
}
type Made<T> = new (...services: never[]) => T;

// The package's own types are read as those of a CommonJS module, which it is not.
const Drawing = BpmnRenderer as unknown as Made<Renderer> & { readonly $inject: readonly string[] };
const Editing = LabelEditingProvider as unknown as Made<EditingProvider> & { readonly $inject: readonly string[] };

function shownLabel({ language }: ShownLanguage, object: BusinessObject): string | undefined {
  const label = language === undefined ? undefined : labelIn(object, language);
  return label === "" ? undefined : label;
}

/** `modeler` is there when somebody edits, not yet when the services are made. */
export function labelLanguageModule(shown: ShownLanguage, modeler: () => Modeler): object {
  class LanguageRenderer extends Drawing implements Renderer {
    static override readonly $inject = Drawing.$inject;
    override drawShape(parent: SVGElement, element: Drawn, attributes?: object): SVGElement {
      const object = element.businessObject;
      const label = shownLabel(shown, object);
      if (label === undefined) return super.drawShape(parent, element, attributes);
      const property = nameProperty(object);
      const own = object.get(property);
      object.set(property, label);
      try {
        return super.drawShape(parent, element, attributes);
      } finally {
        object.set(property, own);
      }
    }
  }
  class LanguageEditing extends Editing implements EditingProvider {
    static override readonly $inject = Editing.$inject;
    override activate(element: Drawn): { text: string } | undefined {
      const context = super.activate(element);
      const label = shownLabel(shown, element.businessObject);
      if (context !== undefined && label !== undefined) context.text = label;
      return context;
    }
    override update(element: Drawn, text: string, before: string, bounds: object): void {
      const drawn = modeler().get("elementRegistry").getAll();
      const names = languageOfNames(drawn);
      const { language = names } = shown;
      // A diagram without any labels is one that shall run without languages.
      const labelled = drawn.some(({ businessObject }) => labelIn(businessObject, names) !== undefined);
      if (!labelled && language === names) super.update(element, text, before, bounds);
      else
        editsOf(modeler(), element.labelTarget ?? element, names).setLabel(
          element.businessObject,
          language,
          text.trim(),
        );
    }
  }
  return { bpmnRenderer: ["type", LanguageRenderer], labelEditingProvider: ["type", LanguageEditing] };
}

/** Draws every element anew, in the language that is shown now. */
export function redraw(modeler: Modeler): void {
  modeler.get("eventBus").fire("elements.changed", { elements: modeler.get("elementRegistry").getAll() });
}
