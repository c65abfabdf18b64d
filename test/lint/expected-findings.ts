/** What each rule must find in its invalid diagrams: every finding, by element, with words that its message must say. */
import type { Category } from "../../engine/lint/lint-rule.ts";

export interface Finding {
  readonly element: string | undefined;
  readonly says: string;
  /** `error` unless said. */
  readonly category?: Category;
}

const at = (element: string | undefined, says: string, category?: Category): Finding => ({
  element,
  says,
  ...(category === undefined ? {} : { category }),
});

/** Rule -> file -> findings, in the order in which they are reported. */
export const EXPECTED: Readonly<Record<string, Readonly<Record<string, readonly Finding[]>>>> = {
  "action-chain": {
    "invalid.bpmn": [
      at("answer", "no row 7"),
      at("p", "no element belongs to row 2"),
      at("p", "row 1 is followed by 4, which the table does not have"),
      at("p", "row 2 is followed by itself"),
      at("p", "no row of the annex table is the last", "warn"),
    ],
  },
  "black-box-pools": {
    "invalid.bpmn": [at("nameless", "no name"), at("twin", "same name", "warn"), at("idle", "no message flow", "warn")],
  },
  "bpmn-1-2": {
    "invalid.bpmn": [
      at("rule", "business rule tasks"),
      at("reminder", "boundary events that do not interrupt"),
      at("escalate", "escalation"),
      at("on_signal", "event sub-processes"),
      at("closed", "start events that do not interrupt"),
      at("archive", "data stores"),
    ],
    "more-of-2-0.bpmn": [
      at("global", "global tasks"),
      at("preschools", "pools of several participants"),
      at("both", "all of several triggers"),
      at("all", "parallel event-based gateways"),
      at("scans", "collections"),
    ],
  },
  "complete-conditions": {
    "invalid.bpmn": [
      at("one_choice", 'no way is open when documents is "incomplete" and urgent is true'),
      at("many_values", "pages and limit can have too many values"),
      at("bare", "no condition"),
    ],
  },
  "dead-end": {
    "invalid.bpmn": [at("file", "the way stops here"), at("check", "no end can be reached from check and mend")],
  },
  "feel-pitfalls": {
    "invalid.bpmn": [
      at("swallowed", '"or" belongs to the "in" before it'),
      at("bare", '"incomplete" beside "or" is neither true nor false'),
      at("not_without_brackets", "write not(urgent)"),
    ],
  },
  "feel-values": {
    "invalid.bpmn": [
      at("misspelt", 'documents is never "compleet"; the form documents-check can give "complete" or "incomplete"'),
      at("in_list", 'documents is never "partial"'),
      at("text_for_truth", 'known is never "true"; person.lookup at look_up can give true or false'),
      at("member", 'person.reason is never "unknown"'),
    ],
  },
  "feel-variables": {
    "invalid.bpmn": [
      at("misspelt", "nothing gives document; there are documents, known and person"),
      at("not_marked", "nothing gives remarks"),
      at("no_such_fact", "gives no person.living"),
    ],
  },
  "form-exists": { "invalid.bpmn": [at("check", 'no form "document-check"')] },
  "handler-exists": {
    "invalid.bpmn": [
      at("misspelt", 'no handler "person.look-up"; there are birth.lookup'),
      at("nobody", "names no handler"),
      at("unsent", "names no handler"),
    ],
  },
  "handler-inputs": {
    "invalid.bpmn": [
      at("report", 'status is "Отказано", which does not match'),
      at("enrol", "field is not given"),
      at("look_up", "document is empty"),
      at("look_up", "iin is not known"),
      at("twice", "given twice"),
    ],
  },
  "handler-outputs": {
    "invalid.bpmn": [
      at("look_up", "reads exists, but person.lookup answers found, alive"),
      at("look_up", "reads documents"),
    ],
  },
  "implicit-parallelism": {
    "invalid.bpmn": [
      at("check", "to_enter and to_scan are all taken"),
      at("sign", "entered and scanned meet here without a gateway", "warn"),
    ],
    "two-tokens.bpmn": [
      at("sign", "both_asked and scanned meet here", "warn"),
      at("report", "answered and reminded meet here", "warn"),
      at("check", "first, second and check_again meet here", "warn"),
    ],
  },
  "labels-in-languages": {
    "invalid.bpmn": [
      at("check", "no reg:label in kk and en"),
      at("end", "no reg:label in kk, ru and en"),
      at("to_end", "no reg:label in kk, ru and en"),
      at("scan", "none of its labels", "warn"),
    ],
  },
  layout: {
    "invalid.bpmn": [
      at("end", "no place on the sheet"),
      at("to_end", "no line on the sheet"),
      at("sign", "lies on check"),
      at("sign", "lies on late"),
      at("sign", "outside of its lane head"),
      at("papers", "ends away from start", "warn"),
    ],
    "no-layout.bpmn": [at(undefined, "no layout")],
  },
  "message-flow-ends": {
    "invalid.bpmn": [
      at("nowhere", "ends nowhere"),
      at("inside", "in the pool office"),
      at("to_end_event", "cannot receive"),
      at("dangling", "ends nowhere"),
      at("to_lane", "neither a pool nor a node in one"),
    ],
  },
  "step-limit": { "invalid.bpmn": [at("by_row", "row 1"), at("no_row", "no row of the annex table")] },
  "term-fits": {
    "invalid.bpmn": [
      at(
        "p",
        "the term of 3 working days (6 15)) is exceeded by 2 days: row 1 30 min + row 2 2 working days + step ask_again 1 working day + row 2 2 working days = 5 days",
      ),
    ],
    "text-contradicts-itself.bpmn": [at("p", "the text contradicts itself", "warn")],
  },
  "traced-to-text": {
    "invalid.bpmn": [
      at("p", "which act it stands for"),
      at("untraced_condition", "no reg:trace"),
      at("untraced_step", "no reg:trace"),
      at("p", "no element is process 2", "warn"),
    ],
  },
  unreachable: {
    "invalid.bpmn": [
      at("scan", "no way leads here"),
      at("sign", "no way leads here"),
      at("end_signed", "no way leads here"),
    ],
  },
};
