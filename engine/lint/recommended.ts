/**
 * bpmnlint's recommended rules, named one by one so that they can be bundled for the browser; a test holds the list equal to the package's
 * own. `WEIGHED` says where we weigh a finding differently, and why.
 */
import type { BpmnlintConfig, BpmnlintRuleFactory } from "bpmnlint";
import recommendedConfig from "bpmnlint/config/recommended.js";
import type { Category, Profile } from "./lint-rule.ts";
import adHocSubProcess from "bpmnlint/rules/ad-hoc-sub-process.js";
import conditionalFlows from "bpmnlint/rules/conditional-flows.js";
import endEventRequired from "bpmnlint/rules/end-event-required.js";
import eventBasedGateway from "bpmnlint/rules/event-based-gateway.js";
import eventSubProcessTypedStartEvent from "bpmnlint/rules/event-sub-process-typed-start-event.js";
import fakeJoin from "bpmnlint/rules/fake-join.js";
import global from "bpmnlint/rules/global.js";
import labelRequired from "bpmnlint/rules/label-required.js";
import linkEvent from "bpmnlint/rules/link-event.js";
import noBpmndi from "bpmnlint/rules/no-bpmndi.js";
import noComplexGateway from "bpmnlint/rules/no-complex-gateway.js";
import noDisconnected from "bpmnlint/rules/no-disconnected.js";
import noDuplicateSequenceFlows from "bpmnlint/rules/no-duplicate-sequence-flows.js";
import noGatewayJoinFork from "bpmnlint/rules/no-gateway-join-fork.js";
import noImplicitSplit from "bpmnlint/rules/no-implicit-split.js";
import noImplicitEnd from "bpmnlint/rules/no-implicit-end.js";
import noImplicitStart from "bpmnlint/rules/no-implicit-start.js";
import noInclusiveGateway from "bpmnlint/rules/no-inclusive-gateway.js";
import noOverlappingElements from "bpmnlint/rules/no-overlapping-elements.js";
import singleBlankStartEvent from "bpmnlint/rules/single-blank-start-event.js";
import singleEventDefinition from "bpmnlint/rules/single-event-definition.js";
import startEventRequired from "bpmnlint/rules/start-event-required.js";
import subProcessBlankStartEvent from "bpmnlint/rules/sub-process-blank-start-event.js";
import superfluousGateway from "bpmnlint/rules/superfluous-gateway.js";
import superfluousLabel from "bpmnlint/rules/superfluous-label.js";
import superfluousTermination from "bpmnlint/rules/superfluous-termination.js";

export const RECOMMENDED_CONFIG: BpmnlintConfig = recommendedConfig;

export const RECOMMENDED_RULES: Readonly<Record<string, BpmnlintRuleFactory>> = {
  "ad-hoc-sub-process": adHocSubProcess,
  "conditional-flows": conditionalFlows,
  "end-event-required": endEventRequired,
  "event-based-gateway": eventBasedGateway,
  "event-sub-process-typed-start-event": eventSubProcessTypedStartEvent,
  "fake-join": fakeJoin,
  global: global,
  "label-required": labelRequired,
  "link-event": linkEvent,
  "no-bpmndi": noBpmndi,
  "no-complex-gateway": noComplexGateway,
  "no-disconnected": noDisconnected,
  "no-duplicate-sequence-flows": noDuplicateSequenceFlows,
  "no-gateway-join-fork": noGatewayJoinFork,
  "no-implicit-split": noImplicitSplit,
  "no-implicit-end": noImplicitEnd,
  "no-implicit-start": noImplicitStart,
  "no-inclusive-gateway": noInclusiveGateway,
  "no-overlapping-elements": noOverlappingElements,
  "single-blank-start-event": singleBlankStartEvent,
  "single-event-definition": singleEventDefinition,
  "start-event-required": startEventRequired,
  "sub-process-blank-start-event": subProcessBlankStartEvent,
  "superfluous-gateway": superfluousGateway,
  "superfluous-label": superfluousLabel,
  "superfluous-termination": superfluousTermination,
};

const IN_BOTH: Readonly<Record<string, Category | "off">> = {
  // BPMN 1.2 has them and the engine runs them (BPMN 2.0.2, 10.6.5 and 10.5.5); most readers of a regulation would not expect them.
  "no-complex-gateway": "warn",
  "single-event-definition": "warn",
  // It also speaks of end events, where nothing runs twice; `implicit-parallelism` takes its place.
  "fake-join": "off",
  // It looks for compensation handlers in the process only and so finds fault with those in sub-processes; `dead-end` takes its place.
  "no-implicit-end": "off",
  // It does not know the gateways and receive tasks that start a process (10.6.6); `unreachable` takes its place.
  "no-implicit-start": "off",
  // The engine runs a process without start or end events as BPMN 2.0.2, 10.5.2 and 10.5.3 say; `dead-end` and `unreachable` say what is wrong.
  "start-event-required": "warn",
  "end-event-required": "warn",
};

export const WEIGHED: Readonly<Record<Profile, Readonly<Record<string, Category | "off">>>> = {
  // A diagram runs without names.
  engine: { ...IN_BOTH, "label-required": "warn" },
  regulation: IN_BOTH,
};
