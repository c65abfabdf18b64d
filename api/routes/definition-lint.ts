/** For who draws: what lint says of a bundle that is not deployed, and what its steps can call. */
import { CodedError } from "../../engine/errors.ts";
import type { ApiContext } from "../context.ts";
import { json, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";
import { LIMIT_OF_BUNDLE, bundleOfJson, diagramsInService, idOfRegulation, type SentBundle } from "../sent-bundle.ts";

export function definitionLintRoutes(context: ApiContext): Route[] {
  return [
    signedInRoute<unknown, unknown, SentBundle>({
      id: "lintDefinition",
      method: "post",
      path: "/definitions/lint",
      tag: "definitions",
      summary: "What lint says of a bundle, without deploying it.",
      description:
        "The rules of `reglament lint`, with the profile that the diagram asks for. The diagrams of the regulation's other channels are taken from what is in service. A diagram that cannot be read is a finding too.",
      action: "definition.deploy",
      body: {
        required: true,
        limitBytes: LIMIT_OF_BUNDLE,
        content: { "application/json": schemas.bundle },
      },
      answers: { 200: { description: "The findings, errors first.", content: json(schemas.lintFindings) } },
      problems: ["DATA_INVALID"],
      async handle({ body }) {
        const bundle = bundleOfJson(body);
        const own = bundle.resources.find(({ kind }) => kind === "bpmn")?.name;
        if (own === undefined)
          throw new CodedError("DATA_INVALID", "The bundle holds no diagram.", [
            { detail: "one resource of kind bpmn is needed", pointer: "/resources" },
          ]);
        const regulation = idOfRegulation(bundle.resources.find(({ kind }) => kind === "regulation")?.bytes);
        const others = regulation === undefined ? [] : await diagramsInService(context.definitions, regulation);
        const { answer } = await context.lintBundle(
          bundle,
          others.filter(({ name }) => name !== own).map(({ bytes }) => bytes),
        );
        return { status: 200, body: answer };
      },
    }),
    signedInRoute({
      id: "listHandlers",
      method: "get",
      path: "/handlers",
      tag: "definitions",
      summary: "What the steps of a diagram can call, with what it takes and answers.",
      action: "definition.deploy",
      answers: { 200: { description: "The handlers.", content: json(schemas.handlers) } },
      problems: [],
      async handle() {
        const items = context.handlers.map(({ name, description, input, output }) => ({
          name,
          description,
          input,
          output,
        }));
        return { status: 200, body: { items } };
      },
    }),
  ];
}
