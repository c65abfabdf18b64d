/** The smallest diagram that can be put into service: one performer, who does one step. Lint says what an act needs beyond it. */
import type { Channel } from "./channels.ts";

export interface NewDiagram {
  /** Of the service. */
  readonly name: string;
  /** Id of the regulation: small Latin letters, digits and hyphens. */
  readonly regulation: string;
  readonly channel: Channel;
  /** In the language of `name`. */
  readonly labels: { readonly performer: string; readonly start: string; readonly step: string; readonly end: string };
  readonly language: "kk" | "ru" | "en";
}

export function newDiagram({ name, regulation, channel, labels, language }: NewDiagram): string {
  const label = (text: string): string => `<reg:label lang="${language}">${escaped(text)}</reg:label>`;
  const named = (id: string, text: string): string => `id="${id}" name="${escaped(text)}"`;
  const extensions = (content: string): string => `<bpmn:extensionElements>${content}</bpmn:extensionElements>`;
  const shape = (id: string, x: number, y: number, width: number, height: number, more = ""): string =>
    `<bpmndi:BPMNShape id="${id}_di" bpmnElement="${id}"${more}><dc:Bounds x="${x}" y="${y}" width="${width}" height="${height}" /></bpmndi:BPMNShape>`;
  const edge = (id: string, from: number, to: number): string =>
    `<bpmndi:BPMNEdge id="${id}_di" bpmnElement="${id}"><di:waypoint x="${from}" y="200" /><di:waypoint x="${to}" y="200" /></bpmndi:BPMNEdge>`;
  const process = `${regulation}.${channel}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:reg="urn:reglament:bpmn:1" id="${regulation}-${channel}" targetNamespace="urn:reglament:regulation:${regulation}" expressionLanguage="https://www.omg.org/spec/DMN/20191111/FEEL/">
  <bpmn:collaboration id="collaboration">
    <bpmn:participant ${named("pool", name)} processRef="${process}">${extensions(label(name))}</bpmn:participant>
  </bpmn:collaboration>
  <bpmn:process ${named(process, name)} isExecutable="true">
    ${extensions(`${label(name)}<reg:service regulation="${regulation}" channel="${channel}" />`)}
    <bpmn:laneSet id="lanes">
      <bpmn:lane ${named("lane_1", labels.performer)}>${extensions(`${label(labels.performer)}<reg:performer role="${ROLES[channel]}" />`)}<bpmn:flowNodeRef>received</bpmn:flowNodeRef><bpmn:flowNodeRef>step_1</bpmn:flowNodeRef><bpmn:flowNodeRef>done</bpmn:flowNodeRef></bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent ${named("received", labels.start)}>${extensions(label(labels.start))}</bpmn:startEvent>
    <bpmn:userTask ${named("step_1", labels.step)}>${extensions(label(labels.step))}</bpmn:userTask>
    <bpmn:endEvent ${named("done", labels.end)}>${extensions(label(labels.end))}</bpmn:endEvent>
    <bpmn:sequenceFlow id="to_step_1" sourceRef="received" targetRef="step_1" />
    <bpmn:sequenceFlow id="to_done" sourceRef="step_1" targetRef="done" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="diagram">
    <bpmndi:BPMNPlane id="plane" bpmnElement="collaboration">
      ${shape("pool", 100, 80, 600, 240, ' isHorizontal="true"')}
      ${shape("lane_1", 130, 80, 570, 240, ' isHorizontal="true"')}
      ${shape("received", 192, 182, 36, 36)}
      ${shape("step_1", 310, 160, 100, 80)}
      ${shape("done", 522, 182, 36, 36)}
      ${edge("to_step_1", 228, 310)}
      ${edge("to_done", 410, 522)}
    </bpmndi:BPMNPlane>
  </bpmndi:BPMNDiagram>
</bpmn:definitions>
`;
}

/** Who receives applications in that channel. */
const ROLES: Readonly<Record<Channel, string>> = {
  office: "office-clerk",
  centre: "centre-operator",
  corporation: "corporation-operator",
  akimat: "akimat-clerk",
  portal: "applicant",
};

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
