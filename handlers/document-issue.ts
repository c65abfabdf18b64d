/** Makes the result of the service as a document of the case file, from a template deployed with the diagram; clause 6, process 16. */
import type { Language } from "../engine/model/graph.ts";
import type { Handler, HandlerAnswer } from "../engine/ports.ts";
import { NAME, OPTIONAL_NAME, closedObject, defineHandler } from "./define-handler.ts";
import { LANGUAGES, fillTemplate, localDate, numberFromJob, readTemplate } from "./document-template.ts";
import type { FilledTemplate } from "./document-template.ts";

interface Input {
  readonly template: string;
  readonly language?: Language | "all" | null;
  readonly as?: string | null;
}

/**
 * Facts: `issued`, `number`, `date` (local date in Almaty). Files HTML that prints on A4, in one language or in all three one after
 * the other. The style stands in the file itself, so that it looks the same when it is kept apart from the server; it holds no script.
 */
export function documentIssue(): Handler {
  return defineHandler<Input>({
    name: "document.issue",
    description: "Makes a document from a template and the case file.",
    input: closedObject({ template: NAME, language: { enum: [...LANGUAGES, "all", null] }, as: OPTIONAL_NAME }, [
      "template",
    ]),
    output: closedObject(
      {
        issued: { const: true },
        number: { type: "string", pattern: "^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$" },
        date: { type: "string", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" },
      },
      ["issued", "number", "date"],
    ),
    retries: { attempts: 3, backoffMs: 2_000 },
    async run(input, context): Promise<HandlerAnswer> {
      const template = await readTemplate(context, input.template);
      const asked = input.language ?? "kk";
      const own = { number: numberFromJob(context.jobId), date: localDate(context.at) };
      const filled = await fillTemplate(template, asked === "all" ? LANGUAGES : [asked], own, context);
      return {
        facts: { issued: true, ...own },
        documents: [
          {
            name: input.as ?? input.template,
            mediaType: "text/html; charset=utf-8",
            bytes: new TextEncoder().encode(page(filled)),
          },
        ],
      };
    },
  });
}

const STYLE = `@page { size: A4; margin: 20mm; }
body { font: 12pt/1.5 "PT Serif", "Times New Roman", serif; max-width: 170mm; margin: 0 auto; padding: 10mm; color: #000; background: #fff; }
h1 { font-size: 16pt; text-align: center; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid #555; padding: 4pt 6pt; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { width: 40%; font-weight: normal; }
article + article { break-before: page; border-top: 1px solid #555; }
@media print { body { padding: 0; max-width: none; } article + article { border-top: 0; } }`;

function page(filled: readonly FilledTemplate[]): string {
  const first = filled[0];
  return `<!DOCTYPE html>
<html lang="${first?.language ?? "kk"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(first?.title ?? "")}</title>
<style>
${STYLE}
</style>
</head>
<body>
${filled.map(article).join("\n")}
</body>
</html>
`;
}

function article(filled: FilledTemplate): string {
  const paragraphs = filled.paragraphs.map((text) => `<p>${escape(text)}</p>`);
  const rows = filled.rows.map(
    // bdi: a value with direction marks of its own cannot turn the text around it.
    (row) => `<tr><th scope="row">${escape(row.label)}</th><td><bdi>${escape(row.value)}</bdi></td></tr>`,
  );
  const table = rows.length === 0 ? [] : [`<table>\n<tbody>\n${rows.join("\n")}\n</tbody>\n</table>`];
  return [
    `<article lang="${filled.language}">`,
    `<h1>${escape(filled.title)}</h1>`,
    ...paragraphs,
    ...table,
    `</article>`,
  ].join("\n");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

// eslint-disable-next-line no-control-regex -- control characters, which HTML does not allow, are exactly what is meant
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

/** For text and for quoted attributes. */
function escape(text: string): string {
  return text.replace(CONTROLS, "").replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");
}
