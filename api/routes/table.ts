/** The whole table of routes. */
import type { ApiContext } from "../context.ts";
import type { Route } from "../route.ts";
import { withReadRecord } from "../read-recorder.ts";
import { withCsv } from "../table-as-csv.ts";
import { absenceRoutes } from "./absences.ts";
import { accountRoutes } from "./accounts.ts";
import { auditRoutes } from "./audit.ts";
import { caseRoutes } from "./cases.ts";
import { caseFindingRoutes } from "./case-finding.ts";
import { changeRoutes } from "./changes.ts";
import { colleagueRoutes } from "./colleagues.ts";
import { commentRoutes } from "./comments.ts";
import { counterRoutes } from "./counter.ts";
import { demoRoutes } from "./demo.ts";
import { definitionLintRoutes } from "./definition-lint.ts";
import { definitionRoutes } from "./definitions.ts";
import { documentTemplateRoutes } from "./document-templates.ts";
import { documentRoutes } from "./documents.ts";
import { exchangeRoutes } from "./exchanges.ts";
import { externalTaskRoutes } from "./external-tasks.ts";
import { incidentRoutes } from "./incidents.ts";
import { messageRoutes } from "./messages.ts";
import { migrationRoutes } from "./migrations.ts";
import { notificationRoutes } from "./notifications.ts";
import { operationRoutes } from "./operations.ts";
import { proposalRoutes } from "./proposals.ts";
import { preferenceRoutes } from "./preferences.ts";
import { providerSignInRoutes } from "./provider-sign-in.ts";
import { progressRoutes } from "./progress.ts";
import { reportRoutes } from "./reports.ts";
import { serviceRoutes } from "./services.ts";
import { sessionRoutes } from "./sessions.ts";
import { signatureTrialRoutes } from "./signature-trials.ts";
import { surveyRoutes } from "./surveys.ts";
import { systemStateRoutes } from "./system-state.ts";
import { systemRoutes } from "./system.ts";
import { taskRoutes } from "./tasks.ts";
import { termPreviewRoutes } from "./term-preview.ts";
import { unitRoutes } from "./units.ts";
import { verificationRoutes } from "./verification.ts";
import { workloadRoutes } from "./workload.ts";

export function routeTable(context: ApiContext): readonly Route[] {
  const table: readonly Route[] = [
    ...systemRoutes(context, () => table),
    ...sessionRoutes(context),
    ...providerSignInRoutes(context),
    ...serviceRoutes(context),
    ...definitionRoutes(context),
    ...definitionLintRoutes(context),
    ...proposalRoutes(context),
    ...migrationRoutes(context),
    ...caseRoutes(context),
    ...progressRoutes(context),
    ...operationRoutes(context),
    ...termPreviewRoutes(context),
    ...changeRoutes(context),
    ...commentRoutes(context),
    ...counterRoutes(context),
    ...caseFindingRoutes(context),
    ...signatureTrialRoutes(context),
    ...colleagueRoutes(context),
    ...exchangeRoutes(context),
    ...documentRoutes(context),
    ...documentTemplateRoutes(context),
    ...verificationRoutes(context),
    ...taskRoutes(context),
    ...preferenceRoutes(context),
    ...workloadRoutes(context),
    ...externalTaskRoutes(context),
    ...notificationRoutes(context),
    ...messageRoutes(context),
    ...incidentRoutes(context),
    ...accountRoutes(context),
    ...absenceRoutes(context),
    ...unitRoutes(context),
    ...surveyRoutes(context),
    ...auditRoutes(context),
    ...reportRoutes(context),
    ...systemStateRoutes(context),
    ...demoRoutes(context),
  ].map((route) => withReadRecord(withCsv(route), () => context.readRecorder));
  return table;
}
