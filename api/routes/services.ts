/** What people can apply for: for everybody to read, also without signing in. */
import { createCatalogue } from "../service-catalogue.ts";
import type { ApiContext } from "../context.ts";
import { json, publicRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

export function serviceRoutes({ definitions, runtime }: ApiContext): Route[] {
  const services = createCatalogue({
    definitions,
    graph: (digest) => runtime.graph(digest),
    form: (digest, name) => runtime.form(digest, name),
  });
  return [
    publicRoute({
      id: "listServices",
      method: "get",
      path: "/services",
      tag: "services",
      summary: "The services that people can apply for, in plain words, by title.",
      description: "Those that have a portal channel name the process to start, and the form that is sent with it.",
      answers: { 200: { description: "All of them.", content: json(schemas.pageOf(schemas.service)) } },
      problems: [],
      handle: async ({ language }) => ({ status: 200, body: { items: await services(language) } }),
    }),
  ];
}
