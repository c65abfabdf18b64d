/** Templates of documents, for those who edit them. */
import { HandlerFailure } from "../../engine/ports.ts";
import type { Language } from "../../engine/model/graph.ts";
import type { ApiContext } from "../context.ts";
import { HttpError } from "../problem.ts";
import { jsonBody, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

interface Preview {
  readonly template: object;
  readonly language: Language | "all";
  readonly regulation?: object;
}

export function documentTemplateRoutes(context: ApiContext): Route[] {
  return [
    signedInRoute<unknown, unknown, Preview>({
      id: "previewDocument",
      method: "post",
      path: "/documents/preview",
      tag: "definitions",
      summary: "A document template as it will be printed, filled with sample values.",
      description: "Nothing is filed, nobody's data are read; SAMPLE stands across the page.",
      action: "template.preview",
      body: jsonBody(schemas.documentPreview),
      answers: { 200: { description: "The PDF.", content: { "application/pdf": "bytes" } } },
      problems: ["DATA_INVALID", "DOCUMENTS_BUSY"],
      async handle({ body }) {
        const { template, language, regulation } = body;
        try {
          const bytes = await context.previewDocument({
            template: Buffer.from(JSON.stringify(template)),
            language,
            ...(regulation === undefined ? {} : { regulation: Buffer.from(JSON.stringify(regulation)) }),
          });
          return {
            status: 200,
            content: { mediaType: "application/pdf", bytes },
            headers: { "Content-Disposition": 'inline; filename="preview.pdf"' },
          };
        } catch (error) {
          if (!(error instanceof HandlerFailure)) throw error;
          throw new HttpError("DATA_INVALID", error.message, {
            problems: [{ pointer: "/template", detail: error.message }],
          });
        }
      },
    }),
  ];
}
