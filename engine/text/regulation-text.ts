/**
 * `text.json` of a regulation: the numbered items of its act and the rows of its annex tables, written down from the text and not from
 * the diagrams, so that a slip in a diagram is not read back from the diagram. `coverage.ts` holds the two against each other.
 */
import { Ajv2020 } from "ajv/dist/2020.js";
import type { LimitUnit } from "../model/graph.ts";

export interface RegulationText {
  readonly regulation: string;
  readonly channels: readonly ChannelText[];
}

export interface ChannelText {
  /** As `regulation.json` calls it; the diagram is `<channel>.bpmn`. */
  readonly channel: string;
  /** In the order of the text. */
  readonly items: readonly TextItem[];
  /** The annex table: `table 1` in traces; absent: the act has none for this channel. */
  readonly table?: string;
  readonly rows?: readonly TextRow[];
}

export interface TextItem {
  /** `6 2)`, `5`, `9 preparation 1)`. */
  readonly clause: string;
  /** `process N`, `condition N` or `action N`; absent where the text numbers nothing but the clause itself. */
  readonly step?: string;
  /** Why no element stands for it; only a clause without a step can be left out. */
  readonly leftOut?: string;
}

/** A row of the annex table: of an empty limit cell neither `duration` nor `unit`; `next` is empty in the last row. */
export interface TextRow {
  readonly number: string;
  readonly performer: string;
  readonly duration?: string;
  readonly unit?: LimitUnit;
  readonly next: readonly string[];
}

/** Throws an Error that says where it is not what it must be. */
export function readRegulationText(json: string): RegulationText {
  const text: unknown = JSON.parse(json);
  const ajv = new Ajv2020({ allErrors: true });
  if (!ajv.validate(SCHEMA, text)) throw new Error(ajv.errorsText(ajv.errors, { dataVar: "text.json" }));
  return text as RegulationText;
}

const list = (items: object): object => ({ type: "array", items });
const STEP = "^(process|condition|action) [1-9]\\d*$";

const SCHEMA = {
  type: "object",
  additionalProperties: false,
  required: ["regulation", "channels"],
  properties: {
    regulation: { type: "string" },
    channels: list({
      type: "object",
      additionalProperties: false,
      required: ["channel", "items"],
      dependentRequired: { rows: ["table"], table: ["rows"] },
      properties: {
        channel: { type: "string" },
        items: list({
          type: "object",
          additionalProperties: false,
          required: ["clause"],
          properties: {
            clause: { type: "string", minLength: 1 },
            step: { type: "string", pattern: STEP },
            leftOut: { type: "string", minLength: 1 },
          },
          not: { required: ["step", "leftOut"] },
        }),
        table: { type: "string", minLength: 1 },
        rows: list({
          type: "object",
          additionalProperties: false,
          required: ["number", "performer", "next"],
          dependentRequired: { duration: ["unit"], unit: ["duration"] },
          properties: {
            number: { type: "string", minLength: 1 },
            performer: { type: "string", minLength: 1 },
            duration: { type: "string" },
            unit: { enum: ["minute", "hour", "working-day", "calendar-day"] },
            next: list({ type: "string", minLength: 1 }),
          },
        }),
      },
    }),
  },
};
