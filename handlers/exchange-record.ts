/** What a job sent to the outside and got back, kept until the job's answer or failure takes it into the case file. */
import type { HandlerContext, HandlerDocument } from "../engine/ports.ts";

const records = new WeakMap<HandlerContext, HandlerDocument[]>();

/** The list to add to. */
export function exchangesOf(context: HandlerContext): HandlerDocument[] {
  const known = records.get(context);
  if (known !== undefined) return known;
  const fresh: HandlerDocument[] = [];
  records.set(context, fresh);
  return fresh;
}

/** All of them, once. */
export function takeExchanges(context: HandlerContext): readonly HandlerDocument[] {
  const taken = records.get(context) ?? [];
  records.delete(context);
  return taken;
}
