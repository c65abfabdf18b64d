/** The text of a diagram -> its tree as the comparison reads it, with our extension. Throws for what is no BPMN. */
import { BpmnModdle } from "bpmn-moddle";
import { REG_DESCRIPTOR } from "../../../engine/model/reg-descriptor.ts";
import type { ModdleElement } from "./element-facts.ts";

export async function readTree(xml: string): Promise<ModdleElement> {
  const moddle = new BpmnModdle({ reg: structuredClone(REG_DESCRIPTOR) });
  const { rootElement } = await moddle.fromXML(xml);
  return rootElement as unknown as ModdleElement;
}
