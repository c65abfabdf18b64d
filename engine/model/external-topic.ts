/**
 * Work that is done outside: a service task with `reg:call handler="external:TOPIC"` has no handler here. Its job waits until a worker that may do the
 * topic fetches it over HTTP (decision record 10).
 */

const EXTERNAL = /^external:(.*)$/s;
const TOPIC = /^[A-Za-z0-9](?:[A-Za-z0-9_.:-]{0,98}[A-Za-z0-9])?$/;

/** The name under which a diagram calls for a worker of that topic. */
export const externalHandler = (topic: string): string => `external:${topic}`;

/** What is done outside, whether or not its topic can be one. */
export const isExternal = (handler: string): boolean => EXTERNAL.test(handler);

/** The topic of work done outside; undefined for every other handler, and for a topic that cannot be one. */
export function externalTopic(handler: string): string | undefined {
  const topic = EXTERNAL.exec(handler)?.[1];
  return topic !== undefined && TOPIC.test(topic) ? topic : undefined;
}
