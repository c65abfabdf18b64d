import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect } from "chai";
import type { FormSchema } from "../../../web/forms/form-schema.ts";
import {
  addField,
  fieldsOf,
  moveField,
  removeField,
  renameField,
  setKind,
  setOptions,
  setRequired,
  setTitles,
} from "../../../web/studio/forms/form-fields.ts";

const DECISION = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../../processes/preschool-almaty-2012/forms/decision.json"), "utf8"),
) as FormSchema;
const names = (schema: FormSchema) => fieldsOf(schema).map(({ name }) => name);

describe("the fields of a form", () => {
  it("are read with their titles, kinds and choices", () => {
    const [decision, reason] = fieldsOf(DECISION);
    expect(decision).to.include({ name: "decision", kind: "choice", required: true, isVariable: true });
    expect(decision!.titles).to.deep.equal({ kk: "Шешім", ru: "Решение", en: "Decision" });
    expect(decision!.options.map(({ value }) => value)).to.deep.equal(["queue", "refuse"]);
    expect(reason).to.include({ name: "reason", kind: "text" });
  });

  it("given a move, stand in another order and nothing else changes", () => {
    const moved = moveField(DECISION, "decision", 1);
    expect(names(moved).slice(0, 2)).to.deep.equal(["reason", "decision"]);
    expect(moved).to.deep.equal(DECISION);
    expect(moveField(DECISION, "decision", -1)).to.equal(DECISION);
  });

  it("given another kind, lose what belongs to the old one and keep their titles", () => {
    const { decision } = setKind(DECISION, "decision", "yes-no").properties!;
    expect(decision).to.deep.include({ type: "boolean", title: "Решение", "x-variable": true });
    expect(decision).to.not.have.property("oneOf");
  });

  it("given another name, keep it required; a name that is taken changes nothing", () => {
    const renamed = renameField(DECISION, "decision", "outcome");
    expect(renamed.required).to.deep.equal(["outcome"]);
    expect(names(renamed)[0]).to.equal("outcome");
    expect(renameField(DECISION, "decision", "reason")).to.equal(DECISION);
  });

  it("can be added, titled, given choices, required and removed", () => {
    const titles = { kk: "Жаңа", ru: "Новое", en: "New" };
    const { schema, name } = addField(DECISION, titles);
    expect(fieldsOf(schema).at(-1)).to.deep.include({ name, kind: "text", titles, required: false });
    const other = { ...titles, en: "Newer" };
    const chosen = setOptions(setKind(setTitles(schema, name, other), name, "choice"), name, [
      { value: "a", titles: other },
    ]);
    expect(fieldsOf(setRequired(chosen, name, true)).at(-1)).to.deep.include({
      kind: "choice",
      required: true,
      titles: other,
      options: [{ value: "a", titles: other }],
    });
    expect(removeField(setRequired(chosen, name, true), name)).to.deep.equal(DECISION);
  });
});
