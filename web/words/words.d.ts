/** Every key of the words is known to the compiler. English stands for all: test/web/words.test.ts holds the three together. */
import "i18next";
import type app from "./en/app.json" with { type: "json" };
import type forms from "./en/forms.json" with { type: "json" };
import type inbox from "./en/inbox.json" with { type: "json" };
import type portal from "./en/portal.json" with { type: "json" };
import type signing from "./en/signing.json" with { type: "json" };
import type studio from "./en/studio.json" with { type: "json" };
import type drawing from "./en/drawing.json" with { type: "json" };
import type lint from "./en/lint.json" with { type: "json" };
import type workshop from "./en/workshop.json" with { type: "json" };
import type audit from "./en/audit.json" with { type: "json" };
import type counter from "./en/counter.json" with { type: "json" };
import type scanning from "./en/scanning.json" with { type: "json" };
import type admin from "./en/admin.json" with { type: "json" };

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "app";
    resources: {
      app: typeof app;
      forms: typeof forms;
      inbox: typeof inbox;
      portal: typeof portal;
      signing: typeof signing;
      signing: typeof signing;
      studio: typeof studio;
      drawing: typeof drawing;
      lint: typeof lint;
      workshop: typeof workshop;
      audit: typeof audit;
      admin: typeof admin;
      counter: typeof counter;
      scanning: typeof scanning;
    };
  }
}
