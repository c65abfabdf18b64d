/**
 * The JSON Schemas (draft 2020-12) of everything that travels over HTTP. The same objects feed ajv and the OpenAPI document: what is checked is
 * what is documented. `NAMED` lists those that the document shows under a name of their own.
 */
import { ERRORS } from "../engine/errors.ts";
import { PROPOSAL_STATES, READ_KINDS, UNIT_KINDS } from "../engine/ports.ts";
import { ROLES } from "./auth/rights.ts";
import { LANGUAGES } from "./language.ts";
import type { Schema } from "./validation.ts";

const text = (description: string, more: Schema = {}): Schema => ({ type: "string", description, ...more });
const instant = (description: string): Schema => ({ type: "string", format: "date-time", description });
const whole = (description: string, minimum = 0): Schema => ({ type: "integer", minimum, description });
const oneOf = (values: readonly string[], description: string): Schema => ({
  type: "string",
  enum: values,
  description,
});
/** `optional` fields follow the required ones; nothing else is let in. */
function record(required: Readonly<Record<string, Schema>>, optional: Readonly<Record<string, Schema>> = {}): Schema {
  return {
    type: "object",
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}
const named = { minLength: 1, maxLength: 200, pattern: "\\S" };
const list = (items: Schema, more: Schema = {}): Schema => ({ type: "array", items, ...more });
const digest = (description: string): Schema => text(description, { pattern: "^[0-9a-f]{64}$" });

/** Twelve digits in a row could be somebody's IIN, which has no place in a number that everybody sees. */
const noPersonalNumber: Schema = { not: { pattern: "[0-9]{12}" } };

// ---------------------------------------------------------------- addresses

export const caseId: Schema = text("The case's number.", { pattern: "^[A-Za-z0-9_-]{1,64}$" });
export const taskId: Schema = text("`CASE.KEY`.", { pattern: "^[A-Za-z0-9_-]{1,64}\\.[0-9]{1,9}$" });
export const key: Schema = whole("Key of the element instance in its case.", 1);
export const processId: Schema = text("Id of the process in its diagram.", { minLength: 1, maxLength: 255 });
export const version: Schema = text("1, 2, 3..., `latest`, or the digest of a deployment.", {
  pattern: "^([1-9][0-9]{0,8}|latest|[0-9a-f]{64})$",
});
export const versionNumber: Schema = whole("A version of the process: 1, 2, 3...", 1);
export const accountId: Schema = text("Id of an account.", { minLength: 1, maxLength: 100 });
export const documentId: Schema = text("The document's id.", { minLength: 1, maxLength: 128 });
export const formName: Schema = text("The form's name, without ending.", { minLength: 1, maxLength: 255 });
export const errorCode: Schema = text("A code of the error list.", { pattern: "^[A-Z][A-Z0-9_]{1,63}$" });
export const roleName: Schema = oneOf(ROLES, "A role of an account.");
const unitName: Schema = text("Id of a unit.", { minLength: 1, maxLength: 100 });
const ofUnit = (description: string): Schema => ({ ...unitName, description });
export const unitOfCases: Schema = ofUnit("The provider's unit, or that of intake.");
export const unitKind: Schema = oneOf(UNIT_KINDS, "Who decides (`provider`), or where applications are taken.");
/** What an administrator may call a unit; those of earlier versions may be called otherwise. */
export const newUnitId: Schema = text("Small letters, digits, dots and hyphens; what cases and accounts name.", {
  pattern: "^[a-z0-9][a-z0-9.-]{0,63}$",
  ...noPersonalNumber,
});
export const elementId: Schema = text("Id of an element of the diagram.", { minLength: 1, maxLength: 255 });
export const yesOrNo = (description: string): Schema => ({ type: "boolean", description });
export const instantOf = instant;
export const textOf = (description: string): Schema => text(description, { minLength: 1, maxLength: 255 });

// ---------------------------------------------------------------- what is sent

const variables: Schema = {
  type: "object",
  description: "Facts that decide the way: booleans, codes, dates, references; never persons.",
  maxProperties: 200,
  propertyNames: { pattern: "^(?!__proto__$)[\\p{L}_][\\p{L}\\p{N}_ -]{0,99}$" },
};
const form: Schema = {
  type: "object",
  description:
    "What the form collected. Fields that its schema marks `x-variable` become variables; all of it goes into the case file.",
  maxProperties: 500,
};
const reason = text("Why, in words; it is kept in the case's history.", {
  minLength: 1,
  maxLength: 2000,
  pattern: "\\S",
});
const expectedSeq = whole("The case's version that the caller has read; another one is refused with STALE_VERSION.");

const personalNumber = text("Personal number (IIN), twelve digits.", { pattern: "^[0-9]{12}$" });
const password = text("A password.", { minLength: 1, maxLength: 200 });
const newPassword = text("At least twelve characters.", { minLength: 12, maxLength: 200 });
const nonce = text("Of the challenge that was signed.", { pattern: "^[A-Za-z0-9_-]{22,128}$" });
const challengeSignature: Schema = {
  type: ["string", "object"],
  maxLength: 200_000,
  description: "CMS or XML signature (PEM, base64 or text), or `{certificate, signature, algorithm}`.",
};
/** Login and password, personal number and password, or a signed challenge. */
export const credentials: Schema = {
  ...record(
    {},
    {
      login: text("The account's login.", { minLength: 1, maxLength: 100 }),
      iin: { ...personalNumber, description: "An applicant's personal number, in place of a login." },
      password: { ...password, description: "Its password." },
      nonce,
      signature: challengeSignature,
    },
  ),
  if: { anyOf: [{ required: ["nonce"] }, { required: ["signature"] }] },
  then: {
    required: ["nonce", "signature"],
    not: { anyOf: [{ required: ["login"] }, { required: ["iin"] }, { required: ["password"] }] },
  },
  else: {
    if: { required: ["iin"] },
    then: { required: ["iin", "password"], not: { required: ["login"] } },
    else: { required: ["login", "password"] },
  },
};
export const registration = record(
  { nonce, signature: challengeSignature },
  { password: newPassword, language: oneOf(LANGUAGES, "The account's language; that of the request unless said.") },
);
export const passwordChange = record({ current: password, password: newPassword });
export const signInChallenge = record({
  nonce,
  audience: text("Whose challenge it is."),
  issuedAt: instant("When."),
  expiresAt: instant("Until when it can be answered."),
  content: text("What is to be signed, in base64.", { contentEncoding: "base64" }),
});

export const bundle = record(
  {
    resources: list(
      record(
        {
          kind: oneOf(["bpmn", "form", "document", "decision", "regulation", "scenario"], "What the file is."),
          name: text("`office.bpmn`; for a form its name without ending.", { minLength: 1, maxLength: 255 }),
          content: text("The file, as text or in base64."),
        },
        { encoding: oneOf(["text", "base64"], "How `content` is written; `text` unless said.") },
      ),
      { minItems: 1, maxItems: 500 },
    ),
  },
  { comment: text("Why it is deployed.", { maxLength: 2000 }) },
);

export const newCase = record(
  { process: processId },
  {
    version: whole("A version of the process; the latest unless said.", 1),
    case: { ...caseId, ...noPersonalNumber, description: "A number of the caller's choice; one is made unless said." },
    applicant: text("Account id of the applicant.", { minLength: 1, maxLength: 100 }),
    unit: ofUnit("The provider's unit, who decides; the regulation's default unless said."),
    businessKey: text("A number of the caller's own, for example of the paper file.", {
      minLength: 1,
      maxLength: 100,
      ...noPersonalNumber,
    }),
    variables,
    form,
  },
);

export const taskResult = record({}, { form, variables, expectedSeq });
export const claim = record(
  {},
  { expectedSeq, assignee: text("Account id; only a head hands work to another.", { minLength: 1, maxLength: 100 }) },
);
export const release = record({}, { expectedSeq, reason });
export const withReason = record({ reason }, { expectedSeq });
export const newVariables = record(
  { variables, reason },
  { expectedSeq, scope: whole("Key of a sub-process that has variables of its own; the case unless said.", 1) },
);
export const tokenMove = record(
  { reason },
  {
    key: whole("The element instance that the token leaves.", 1),
    flow: text("The sequence flow on which the token stands.", { minLength: 1, maxLength: 255 }),
    scope: whole("Key of the scope meant, where there is more than one.", 1),
    to: text("The element to enter, or the sequence flow to stand on.", { minLength: 1, maxLength: 255 }),
    variables,
    expectedSeq,
  },
);
const termDuration = text("ISO 8601: `P3D`, `PT30M`.", { pattern: "^P[0-9A-Z]{2,30}$" });
const termUnit = oneOf(
  ["minute", "hour", "working-day", "calendar-day"],
  "Of the same kind as the term: by the clock, or in days.",
);
export const termExtension = record(
  {
    duration: termDuration,
    unit: termUnit,
    reason,
  },
  { expectedSeq },
);
const mapping: Schema = {
  type: "object",
  description: "Ids of elements and sequence flows that are others in the new version, old to new.",
  maxProperties: 1000,
  propertyNames: { pattern: "^(?!__proto__$).{1,255}$" },
  additionalProperties: text("Id in the new version.", { minLength: 1, maxLength: 255 }),
};
const migrationFields = {
  mapping,
  cases: list(caseId, {
    minItems: 1,
    maxItems: 10_000,
    uniqueItems: true,
    description: "Only these; all that run on the version unless said.",
  }),
};
const migrationTo = { to: whole("The version to go on with.", 1) };
export const migrationRequest = record(migrationTo, migrationFields);
export const migration = record(
  { ...migrationTo, reason },
  {
    ...migrationFields,
    recomputeTerms: yesOrNo("Count running terms and limits by the rules of the new version; otherwise they stay."),
  },
);
export const message = record(
  { name: text("The message's name.", { minLength: 1, maxLength: 255 }) },
  {
    correlation: { description: "The value that the waiting element's correlation must equal." },
    variables,
    case: caseId,
    keepFor: text(
      "Kept so long at most (ISO 8601 duration) when nobody waits for it; without it such a message is refused.",
      {
        format: "duration",
        maxLength: 40,
      },
    ),
  },
);
export const resolution = record(
  { resolution: oneOf(["retry", "skip"], "Try the step again, or leave it behind."), reason },
  { variables, expectedSeq },
);
export const newDocumentName: Schema = text(
  "The name under which handlers and forms find it, for example `application`; not `signer` or `sign-in`.",
  {
    minLength: 1,
    maxLength: 255,
    // No path, no hidden file, no control characters or marks that turn the direction: it becomes the name of a file on somebody's disk.
    pattern: String.raw`^(?![.\s])[^\p{C}/\\]+(?<!\s)$`,
    // `signer` is written by the API alone, from the account that signed: nobody says themselves who they are.
    not: { anyOf: [{ pattern: "[0-9]{12}" }, { enum: ["signer", "session"] }] },
  },
);
export const newDocument = record(
  {
    name: newDocumentName,
    mediaType: text("`application/pdf`.", { pattern: "^[a-z]+/[a-z0-9][a-z0-9.+-]{0,100}$" }),
    content: text("The document in base64.", { contentEncoding: "base64" }),
  },
  { expectedSeq },
);
/** As the diagrams name it behind `external:`. */
const topicName = text("What kind of work: the topic of a service task.", {
  pattern: "^[A-Za-z0-9]([A-Za-z0-9_.:-]{0,98}[A-Za-z0-9])?$",
});
const topics = list(topicName, {
  uniqueItems: true,
  minItems: 1,
  maxItems: 100,
  description: "A worker's: the work that it may do.",
});
export const newAccount = record(
  {
    login: text("Small letters, digits, dots and hyphens.", {
      pattern: "^[a-z0-9][a-z0-9.-]{1,63}$",
      ...noPersonalNumber,
    }),
    password: text("At least twelve characters.", { minLength: 12, maxLength: 200 }),
    name: text("Shown to staff.", { minLength: 1, maxLength: 200 }),
    roles: list(roleName, { minItems: 1, uniqueItems: true }),
  },
  {
    language: oneOf(LANGUAGES, "The account's language; `kk` unless said."),
    unit: unitName,
    topics,
    iin: text("The personal number that its signing certificate names; never answered again.", {
      pattern: "^[0-9]{12}$",
    }),
  },
);
const accountVersion = whole("`version` as it was read: refused when somebody has changed the account since.", 1);
export const accountChange = record(
  {
    name: text("Shown to staff.", { minLength: 1, maxLength: 200 }),
    language: oneOf(LANGUAGES, "The account's language."),
    roles: list(roleName, { minItems: 1, uniqueItems: true }),
    version: accountVersion,
  },
  { unit: unitName, topics },
);
export const newAccountState = record({ disabled: yesOrNo("It may not sign in.") }, { version: accountVersion });
export const oneTimePassword = record({ password: text("Shown this once; it must be changed at the next sign-in.") });
export const awaitedName = record(
  {},
  {
    name: text("The name that the provider's token says; absent: nobody is awaited.", { minLength: 1, maxLength: 200 }),
  },
);

export const signing = record(
  { content: text("The document to sign, in base64.", { contentEncoding: "base64" }) },
  {
    certificate: oneOf(
      ["valid", "expired", "not-yet-valid", "revoked", "sign-in", "untrusted"],
      "Which test certificate signs; `valid` unless said.",
    ),
    form: oneOf(
      ["json", "cms", "cms-attached", "xml"],
      "In what the signature is written; the JSON of our forms unless said. CMS comes in base64, of XML the document itself or what stands for it is signed.",
    ),
  },
);

// ---------------------------------------------------------------- what is answered

const problemPlace = record(
  { detail: text("What is wrong there.") },
  {
    pointer: text("The field (RFC 6901); a parameter of the address or a header stands under its own name."),
    element: text("Id of the element of the diagram."),
    line: whole("Line of the diagram's file.", 1),
    code: text("The rule that was broken."),
  },
);
export const problem = record(
  {
    type: text("`/problems/CODE`.", { format: "uri-reference" }),
    title: text("In the reader's language."),
    status: whole("The HTTP status.", 400),
    detail: text("What happened this time."),
    instance: text("The address that was asked for.", { format: "uri-reference" }),
    code: oneOf(Object.keys(ERRORS), "A code of the error list."),
  },
  { errors: list(problemPlace, { description: "Each place that is wrong." }) },
);

export const problemEntry = record({
  code: text("The code."),
  status: whole("The HTTP status that goes with it.", 400),
  title: record({ kk: text("In Kazakh."), ru: text("In Russian."), en: text("In English.") }),
  help: text("What to do about it."),
});

export const signInWays = record(
  {},
  { provider: record({ label: text("What the identity provider is called.") }, {}) },
);
export const signedOut = record({
  endAddress: text("Where to sign out at the identity provider, too.", { format: "uri" }),
});

export const health = record({
  status: oneOf(["ok"], "The server answers."),
  version: text("The version of Reglament."),
  mode: oneOf(["demo", "installation"], "With or without the simulated outside."),
  definitions: whole("Processes that can be started."),
});

export const account = record(
  {
    id: text("What events and lists name."),
    login: text("Unique."),
    name: text("Shown to staff."),
    language: oneOf(LANGUAGES, "The account's language."),
    roles: list(roleName),
    createdAt: instant("When it was made."),
    createdBy: text("Account id, `system`, or `provider` for those that the identity provider made."),
    version: whole("Counts the changes.", 1),
  },
  {
    unit: unitName,
    topics,
    disabledAt: instant("It may no longer sign in."),
    passwordExpired: yesOrNo("It must choose another password before anything else."),
    linked: yesOrNo("It signs in at the identity provider."),
    awaitedAtProvider: record({
      name: text("Whose first sign-in at the identity provider gets the account."),
      until: instant("Until when."),
    }),
  },
);
const unitFields = {
  kind: unitKind,
  names: record({ kk: text("In Kazakh.", named), ru: text("In Russian.", named), en: text("In English.", named) }),
};
const regulations = (description: string): Schema =>
  list(text("Name of a regulation.", { minLength: 1, maxLength: 255 }), {
    uniqueItems: true,
    maxItems: 1000,
    description,
  });
const provides = regulations("The regulations that it provides.");
const defaultFor = regulations(
  "Those of them whose cases it gets when nobody names a unit; one unit for each regulation.",
);
const parent = ofUnit("The unit that it belongs to.");
const closed = yesOrNo("It takes no new cases.");
export const newUnit = record(unitFields, { parent, provides, defaultFor, closed });
export const unit = record({ id: unitName, ...unitFields, provides, defaultFor, closed }, { parent });
export const session = record({
  token: text("Send it as `Authorization: Bearer TOKEN`."),
  expiresAt: instant("When the session ends."),
  account,
});
export const browserSession = record({ expiresAt: instant("When the session ends."), account });

export const definition = record(
  {
    process: processId,
    version: whole("1, 2, 3... for each process.", 1),
    digest: digest("SHA-256 of the deployment's manifest; what a case is pinned to."),
    deployedAt: instant("When."),
    deployedBy: text("Account id."),
  },
  {
    regulation: text("Name of the regulation."),
    channel: text("The way in: office, centre, corporation, akimat or portal."),
    comment: text("Why it was deployed."),
    title: text("What the service is called in the reader's language."),
    proposedBy: text("Account id of who proposed the version."),
    approvedBy: text("Account id of the second person who approved it, where one was asked."),
  },
);
const scenarioFault = record(
  {
    code: oneOf(
      [
        "state",
        "not-completed",
        "completed",
        "count",
        "order",
        "open",
        "variable",
        "instance-count",
        "no-instance",
        "step",
        "diagram",
      ],
      "What is not as expected; `step`: an operation of the script found nobody; `diagram`: it could not be played.",
    ),
  },
  {
    element: text("Where it shows on the diagram."),
    name: text("Of an instance or a variable; of `order` the element that should have completed before."),
    instance: text("Which instance it is about, where the scenario names several."),
    step: whole("Number of the operation in the script.", 1),
    expected: { description: "What the scenario expects." },
    seen: { description: "What there was; absent: nothing." },
    detail: text("Why it could not be played, in English."),
  },
);
/** Of `deployDefinition` and `tryDefinition`. */
export const trial = record({
  passed: whole("Scenarios that end as they say.", 0),
  failed: whole("Scenarios that do not.", 0),
  cases: list(
    record(
      { id: text("The scenario."), ok: yesOrNo("It ended as it says."), why: text("Why it did not.") },
      {
        notes: list(text("What is worth knowing.")),
        faults: list(scenarioFault, { description: "Why it did not, one by one; absent when it passed." }),
      },
    ),
  ),
  opinions: list(
    record(
      { id: text("The scenario.") },
      {
        agrees: yesOrNo("bpmn-engine came to the same; absent: the two could not be compared."),
        why: text("Why they could not be compared."),
        compared: whole("Completions compared until they parted, or until the end.", 0),
        difference: { type: "object", description: "Where they part: after which operation, and what each did." },
        known: { type: "object", description: "Why, when that is explained, with the clause of the standard." },
      },
    ),
  ),
  remarks: list(text("A scenario file that cannot be read, or a trial that was not over in time.")),
});
export const deployed = record(
  {
    created: yesOrNo("False when this very bundle was the latest already."),
    digest: digest("SHA-256 of the deployment's manifest."),
    definitions: list(definition),
  },
  { trial: { ...trial, description: "When the bundle holds scenarios." } },
);
export const proposalId: Schema = text("Id of the proposal.", { pattern: "^[0-9a-f]{24}$" });
export const proposalState: Schema = oneOf(
  PROPOSAL_STATES,
  "`waiting` for a second person; `approved` and in service; `returned` to who proposed it; `withdrawn` by them.",
);
const versionOfProcess = record({ process: processId, version: whole("1, 2, 3... for each process.", 1) });
export const proposal = record(
  {
    id: proposalId,
    state: proposalState,
    digest: digest("SHA-256 of the bundle's manifest."),
    processes: list(text("Id of an executable process.")),
    basedOn: list(versionOfProcess, { description: "What was in service when it was proposed." }),
    comment: text("Why it is to be put into service."),
    proposedAt: instant("When."),
    proposedBy: text("Account id."),
    proposedByName: text("Who that is."),
    mine: yesOrNo("The reader has proposed it."),
  },
  {
    regulation: text("Name of the regulation."),
    channel: text("The way in."),
    decidedAt: instant("When it was approved, returned or withdrawn."),
    decidedBy: text("Account id; of an approved one absent where no second person is asked."),
    decidedByName: text("Who that is."),
    reason: text("Why it was returned."),
    versions: list(versionOfProcess, { description: "The versions that came of it." }),
  },
);
export const newProposal = record({
  resources: (bundle.properties as Readonly<Record<string, Schema>>).resources!,
  comment: text("Why it is to be put into service.", { minLength: 1, maxLength: 2000, pattern: "\\S" }),
});
export const proposalReturn = record({
  reason: text("What should be changed.", { minLength: 1, maxLength: 2000, pattern: "\\S" }),
});
export const proposalRules = record({
  approval: oneOf(["none", "second-person"], "Whether another person must approve what somebody proposes."),
});
export const tableToDraft = record(
  {
    name: text("Name of the file; its ending tells what it is. Pasted cells: `pasted.tsv`.", {
      minLength: 1,
      maxLength: 255,
    }),
    content: text("The file, as text or in base64.", { minLength: 1 }),
    regulation: text("Id of the regulation.", { pattern: "^[A-Za-z_][\\w-]{0,79}$" }),
    channel: text("The way in, or a name of the diagram.", { pattern: "^[A-Za-z_][\\w-]{0,79}$" }),
  },
  {
    encoding: oneOf(["text", "base64"], "How `content` is written; `text` unless said."),
    byHand: yesOrNo("People do what systems do, so that the draft can be tried out before there are handlers."),
  },
);
export const tableDraft = record({
  xml: text("The diagram."),
  title: text("Of the table; empty: none."),
  actions: whole("Rows that were read."),
  losses: list(
    record(
      { text: text("What stands in the table."), why: text("Why the diagram does not say it, in English.") },
      { line: whole("Line of the file.", 1), action: text("Number of the action.") },
    ),
    { description: "What of the table is not in the diagram." },
  ),
  missing: list(text("What a case needs beyond it, in English.")),
});
export const surveyAnswers = record({
  answers: {
    type: "object",
    description: "Question -> answer, as the form `survey` of the case's regulation has them.",
    additionalProperties: text("The answer."),
    maxProperties: 50,
  },
});
export const survey = record(
  {
    state: oneOf(["later", "open", "answered"], "`later`: the case is not over yet."),
    form: { type: "object", description: "The survey's JSON Schema." },
  },
  { answers: { type: "object", description: "Question -> answer." }, answeredAt: instant("When.") },
);
export const surveyCounts = record({
  items: list(
    record(
      { question: text("The field of the form."), answer: text("One of its answers."), count: whole("How often.", 1) },
      { regulation: text("Name of the regulation."), channel: text("The way in.") },
    ),
  ),
});
export const definitionDetail = record({
  definition,
  resources: list(
    record({
      kind: text("What the file is."),
      name: text("Its name."),
      digest: digest("SHA-256 of its bytes."),
      size: whole("Bytes."),
    }),
  ),
  processes: list(text("Id of an executable process of the same deployment.")),
});
export const lintFindings = record({
  profile: oneOf(
    ["engine", "regulation"],
    "What it was held to: `regulation` when the diagram says which act it stands for.",
  ),
  compiles: yesOrNo("Whether it can be put into service, as far as the diagram itself decides that."),
  findings: list(
    record(
      {
        rule: text("`dead-end`, `bpmnlint/label-required`, or the code of what the compiler refuses."),
        category: oneOf(["error", "warn"], "A diagram with an error is not put into service."),
        message: text("What it is about, in English."),
      },
      { element: text("Id of the element; absent when it is about the file."), line: whole("Line in the file.", 1) },
    ),
  ),
  terms: list(
    record({
      process: text("The process."),
      duration: text("The term, ISO 8601."),
      unit: text("Its unit."),
      fits: yesOrNo("Whether the steps of the longest way fit it."),
      sum: text("How they add up."),
    }),
  ),
});
export const handlers = record({
  items: list(
    record({
      name: text("What `reg:call` names."),
      description: text("What it does, in English."),
      input: { type: "object", description: "JSON Schema of what it takes." },
      output: { type: "object", description: "JSON Schema of the facts it answers." },
    }),
  ),
});
export const anyForm: Schema = { type: "object", description: "A JSON Schema, as deployed." };

export const receipt = record({ case: caseId, seq: whole("The case's version after the command.", 1) });
export const claimReceipt = record(
  { case: caseId, seq: whole("The case's version after the command.", 1) },
  { assigneeAwayUntil: instant("Whoever has been given the task is away, and back then.") },
);
export const keptReceipt = record({ keptUntil: instant("Until when the message is kept.") });
export const documentNumber: Schema = text("As it is printed; small letters and left-out hyphens are understood.", {
  pattern: "^[0-9A-Za-z -]{12,20}$",
});
export const verifiedDocument = record(
  {
    number: text("As it is printed."),
    issuedOn: text("Local date in Almaty.", { format: "date" }),
    mediaType: text("Of the file."),
    signedAt: list(instant("When it was signed electronically, by a signature that passed.")),
  },
  {
    regulation: text("Name of the regulation."),
    title: text("Of the public service, in the reader's language."),
    provider: text("Who issued it, in the reader's language."),
    sha256: digest("SHA-256 of the file; gone when its content is erased."),
    erasedOn: text("Local date in Almaty on which its content was erased.", { format: "date" }),
  },
);
export const documentPreview = record(
  {
    template: { type: "object", description: "The template, as `documents/NAME.json` holds it." },
    language: oneOf(["kk", "ru", "en", "all"], "One language, or all three one after the other."),
  },
  { regulation: { type: "object", description: "`regulation.json`, for the provider's name and the title." } },
);
export const erasure = record(
  { ground: oneOf(["retention", "law"], "The time is over, or an act orders it."), reason },
  { expectedSeq },
);
export const erasureReceipt = record({
  case: caseId,
  seq: whole("The case's version then."),
  erased: whole("How many documents."),
});
export const documentReceipt = record({
  case: caseId,
  seq: whole("The case's version after the command.", 1),
  document: text("The document's id."),
});

const caseFields = {
  required: {
    id: caseId,
    seq: whole("The case's version.", 1),
    status: oneOf(["active", "suspended", "completed", "terminated"], "Where the case stands."),
    definition: digest("The deployment that the case is pinned to."),
    process: processId,
    startedAt: instant("When."),
    incidents: whole("Incidents that wait for staff."),
  },
  optional: {
    regulation: text("Name of the regulation."),
    channel: text("The way in."),
    applicant: text("Account id of the applicant."),
    unit: ofUnit("The provider's unit: who decides."),
    intakeUnit: ofUnit("The unit that took the application, when that is another."),
    businessKey: text("The caller's own number."),
    publicStatus: text("The last status that the diagram gave the applicant."),
    endedAt: instant("When it ended."),
    dueAt: instant("The nearest running term or limit."),
  },
};
export const caseRow = record(caseFields.required, caseFields.optional);
export const caseDetail = record(
  {
    ...caseFields.required,
    active: list(
      record(
        {
          key,
          element: elementId,
          scope: whole("Key of the element instance that it lives in; 1 is the case itself.", 1),
          name: text("The element's label in the reader's language."),
          kind: text("What kind of BPMN element it is."),
          waits: list(
            record(
              { kind: oneOf(["task", "job", "timer", "message", "signal", "condition"], "What for."), key },
              {
                role: text("Tasks: who it is offered to."),
                assignee: text("Tasks: account id of who claimed it."),
                handler: text("Jobs: who does it."),
                dueAt: instant("Timers: when it fires."),
                name: text("Messages and signals: which."),
              },
            ),
            { description: "What the element waits for." },
          ),
        },
        { incident: record({ code: text("A code of the error list."), message: text("What happened.") }) },
      ),
      { description: "The elements at which the case stands now." },
    ),
    tokens: list(record({ flow: text("Id of the sequence flow."), scope: whole("Key of the scope.", 1) }), {
      description: "Tokens that wait on a sequence flow, at a join.",
    }),
    variables,
  },
  {
    ...caseFields.optional,
    service: text("Title of the service, in the reader's language."),
    suspendedAt: instant("Suspended since."),
    termsStoppedAt: instant("The clock of the terms stands still since."),
  },
);

const inCases = whole("In how many cases.", 1);
const versionsOfMigration = {
  from: digest("The deployment that the cases run on."),
  to: digest("The deployment to go on with."),
};
const homeless = { element: text("Element or sequence flow of the old version."), why: text("What is in the way.") };
export const migrationPlan = record(
  {
    ...versionsOfMigration,
    total: whole("Running cases."),
    ready: whole("Cases in which everything has a home."),
    mapped: list(record({ from: elementId, to: elementId, cases: inCases }), {
      description: "Where the cases stand, and where they go on.",
    }),
    homeless: list(record({ ...homeless, cases: inCases })),
    changedWaits: list(
      record(
        {
          element: elementId,
          change: oneOf(["opened", "closed"], "Waited for from then on, or no longer."),
          kind: oneOf(["task", "job", "timer", "message", "signal", "condition"], "What for."),
          cases: inCases,
        },
        { name: text("The message, signal or handler.") },
      ),
    ),
    changedTasks: list(
      record(
        { element: elementId, cases: inCases },
        { role: text("Who it is offered to then."), form: text("Its form then.") },
      ),
    ),
  },
  {
    cases: list(
      record({
        case: caseId,
        ready: yesOrNo("Whether everything in it has a home."),
        homeless: list(record({ key: whole("Key of the element instance.", 1), ...homeless })),
      }),
      { description: "One by one; only for who may migrate." },
    ),
  },
);
export const migrationOutcome = record({
  ...versionsOfMigration,
  migrated: list(caseId),
  failed: list(
    record({
      case: caseId,
      code: text("A code of the error list."),
      detail: text("Why it was refused."),
      problems: list(problemPlace, { description: "Each place that is in the way." }),
    }),
  ),
});

export const chainedEvent = record({
  seq: whole("Place in the case's history.", 1),
  at: instant("When."),
  by: text("Account id, `handler:NAME` or `system`."),
  cause: text("The command that it followed from."),
  event: {
    type: "object",
    description: "The event, with its `type`.",
    required: ["type"],
    properties: { type: text("`CaseStarted`, `ElementEntered`...") },
  },
  prev: digest("Hash of the event before it; 64 zeros for the first."),
  hash: digest("SHA-256 of the event with `prev`."),
});
export const verification = record(
  { ok: yesOrNo("Whether every hash of the chain agrees."), events: whole("Events looked at.") },
  { brokenAt: whole("The first event that does not agree.", 1) },
);

const exchangeMessage = record(
  {
    part: oneOf(["request", "response", "notification"], "What it is to the exchange."),
    document: text("Id of the document that holds its XML."),
    at: instant("When it was sent, or came."),
    signature: text("Of its Body: `made` by us, `valid`, or why it was refused: `wrong`, `certificate-unknown`..."),
  },
  { certificate: text("Serial number of the certificate that made the signature.") },
);
export const signatureCheck = record(
  {
    level: oneOf(["business", "transport"], "A document's signature, or that of a message of the gateway."),
    at: instant("When it was checked."),
    element: text("The step on whose behalf it was checked; empty for what came when nobody waited."),
    signer: text("`applicant` or `staff`; of a message the system that sent it."),
    outcome: oneOf(
      ["valid", "refused", "erased"],
      "What the check came to; `erased`: its evidence is gone with the case file.",
    ),
    evidence: documentId,
  },
  {
    reason: text("`valid`, or the first check that failed."),
    explanation: text("The reason in words, in the language of the request."),
    subject: text("Whose certificate it is; the personal number is struck out."),
    serial: text("Serial number (hex) of the certificate."),
    issuer: text("Who issued it."),
    signedAt: instant("When the signature was filed: the certificate must have held then."),
    document: { ...documentId, description: "What was signed." },
    digest: text("SHA-256 (hex) of its bytes as they were checked."),
    revocation: list(
      record(
        {
          certificate: text("Serial number (hex)."),
          source: oneOf(["ocsp", "crl", "status"], "What was asked."),
          verdict: oneOf(["good", "revoked", "unknown"], "What it said, as far as it is to be believed."),
        },
        { thisUpdate: instant("Since when it holds."), nextUpdate: instant("When the next one is due.") },
      ),
      { description: "What was asked about the certificate and those above it, and how fresh the answer was." },
    ),
  },
);
export const exchange = record(
  {
    message: text("UUID of the message that was sent; the same for each attempt."),
    element: text("The step on whose behalf it was sent; empty for what came when nobody waited."),
    system: text("`person-register`, `centre-monitoring`..."),
    service: text("Name of the service at the gateway."),
    channel: oneOf(["sync", "async"], "The channel of the gateway."),
    outcome: text("`answered`, `accepted` for delivery, `no-answer`, or a code of the error list."),
    messages: list(exchangeMessage, { description: "What was sent and what came back, in order." }),
  },
  {
    steps: list(record({ at: instant("When."), step: text("`queued`, `sent`, `status DELIVERED`, `answered`...") }), {
      description: "Of the asynchronous channel: what became of the message.",
    }),
  },
);

export const limit = record(
  {
    case: caseId,
    key: whole("Key of the limit in its case.", 1),
    kind: oneOf(["term", "action", "step"], "Of the whole service, of a row of the annex table, or of one step."),
    of: text("Element, number of the action, or clause of the term."),
    element: elementId,
    duration: text("ISO 8601."),
    unit: text("`minute`, `hour`, `working-day` or `calendar-day`."),
    startedAt: instant("The event that it runs from."),
    dueAt: instant("When it ends."),
    state: oneOf(["running", "stopped", "met", "late", "dropped"], "How it stands."),
    derivation: { type: "object", description: "How the date was computed: zone, calendar, days skipped and why." },
    words: list(text("One line."), { description: "The derivation in the reader's language." }),
  },
  { endedAt: instant("When it was met or dropped."), breachedAt: instant("When it was found to be broken.") },
);

const limitFields = {
  key: whole("Key of the limit in its case.", 1),
  kind: oneOf(["term", "action", "step"], "Of the whole service, of a row of the annex table, or of one step."),
  of: text("Element, number of the action, or clause of the term."),
  name: text("Where it began, in the reader's language."),
  dueAt: instant("When it ends."),
};
export const limitOfUnit = record(
  {
    case: caseId,
    ...limitFields,
    element: elementId,
    duration: text("ISO 8601."),
    unit: text("`minute`, `hour`, `working-day` or `calendar-day`."),
    startedAt: instant("The event that it runs from."),
    state: oneOf(["running", "stopped", "met", "late", "dropped"], "How it stands."),
    process: processId,
  },
  {
    regulation: text("Its id."),
    channel: text("The way in."),
    service: text("Title of the service in the reader's language."),
    endedAt: instant("When it was met or dropped."),
    breachedAt: instant("When it was found to be broken."),
  },
);
const derivationWords = (description: string): Schema => list(text("One line."), { description });
export const termQuestion = record(
  { operation: oneOf(["stop", "continue", "extend"], "What would be done.") },
  {
    key: { ...limitFields.key, description: "Which limit would be extended." },
    duration: termDuration,
    unit: termUnit,
  },
);
export const termPreview = record(
  {
    ...limitFields,
    words: derivationWords("How the present date was computed."),
    stands: yesOrNo("Its clock would stand still."),
  },
  { newDueAt: instant("When it would end."), newWords: derivationWords("How that date would be computed.") },
);

export const document = record(
  {
    id: text("The document's id."),
    case: caseId,
    name: text("Its name in the case file."),
    mediaType: text("Its media type."),
    size: whole("Bytes."),
    hash: digest("Salted SHA-256, as in the event."),
    filedAt: instant("When."),
    filedBy: text("Account id or `handler:NAME`."),
  },
  {
    number: text("Printed on it, when it was issued here."),
    erasedAt: instant("Its content is gone."),
    title: text("What people call it, in the reader's language; absent: nothing but its name."),
  },
);

const taskFields = {
  required: {
    id: taskId,
    case: caseId,
    key,
    element: elementId,
    name: text("The task's label in the reader's language."),
    definition: digest("The deployment that it runs on."),
    process: processId,
    state: oneOf(["open", "completed", "cancelled"], "How it stands."),
    openedAt: instant("When."),
  },
  optional: {
    regulation: text("Name of the regulation."),
    channel: text("The way in."),
    unit: ofUnit("The unit that it is offered to."),
    applicant: text("Account id of the applicant."),
    role: text("Who it is offered to; absent: anybody on the staff of the unit."),
    form: text("Name of its form."),
    assignee: text("Account id of who claimed it."),
    closedAt: instant("When it was completed or cancelled."),
    closedBy: text("Account id of who completed it."),
    service: text("Title of the regulation in the reader's language."),
    dueAt: instant("When its limit ends."),
    onBehalfOf: record({
      id: text("Account id of the absent colleague whose deputy the reader is."),
      name: text("Shown to staff."),
    }),
  },
};
export const taskRow = record(taskFields.required, taskFields.optional);
/** Up to a thousand of each: nobody reads a larger number. */
export const taskCounts = record({
  mine: whole("Open, and claimed by the account."),
  unit: whole("All open ones that the account may see."),
  unassigned: whole("Open, and claimed by nobody."),
  dueToday: whole("Open, with a limit that ends later today."),
  overdue: whole("Open, with a limit that has ended."),
  done: whole("Completed by the account."),
  saved: list(record({ id: text("The filter's id."), count: whole("Open.") }), {
    description: "In each of the filters that the account may use.",
  }),
});
export const step = record({ element: elementId, name: text("Its label in the reader's language.") });

export const filterId: Schema = text("Any id; that of a new filter is made by who saves it.", {
  pattern: "^[A-Za-z0-9_-]{8,64}$",
});
const filterName = text("What it is called.", { minLength: 1, maxLength: 60, pattern: "\\S", ...noPersonalNumber });
const taskFilter = record(
  {},
  {
    regulation: textOf("Name of the regulation."),
    element: elementId,
    assignee: text("`me`, `nobody`, or the id of an account.", { minLength: 1, maxLength: 100 }),
    due: oneOf(["overdue", "today", "week"], "Seen from the day on which one looks."),
    number: text("With what the number of the case begins.", { pattern: "^[A-Za-z0-9_-]{1,64}$", ...noPersonalNumber }),
  },
);
const shared = yesOrNo("Colleagues of the unit see it too.");
export const newFilter = record({ name: filterName, filter: taskFilter }, { shared });
export const savedFilter = record(
  { id: filterId, name: filterName, filter: taskFilter, shared, own: yesOrNo("The reader may change it.") },
  { owner: text("Name of the colleague who shares it.") },
);
export const preferences = record(
  {},
  {
    shortcuts: record(
      { on: yesOrNo("Keys do something.") },
      {
        keys: {
          type: "object",
          description: "Action of the page -> its key.",
          maxProperties: 40,
          propertyNames: { pattern: "^[a-z][A-Za-z]{0,39}$" },
          additionalProperties: text("One key, as keyboards name it.", { minLength: 1, maxLength: 20 }),
        },
      },
    ),
    layout: record(
      {},
      {
        rows: oneOf(["roomy", "compact"], "How much of a task stands in a list."),
        lists: yesOrNo("The lists stand beside the tasks."),
      },
    ),
  },
);

const taskLoad = {
  open: whole("Open tasks."),
  overdue: whole("Whose limit has ended."),
  dueToday: whole("Whose limit ends later today."),
  dueThisWeek: whole("Whose limit ends later this week, today among them."),
};
export const workload = record({
  all: record(taskLoad),
  unassigned: record(taskLoad),
  people: list(record({ account: accountId, name: text("Shown to staff."), ...taskLoad })),
  regulations: list(record({ regulation: text("Its id."), service: text("Its title."), ...taskLoad })),
  limits: record({
    stopped: whole("Whose clock stands."),
    overdue: whole("Broken, and still running."),
    broken: whole("Broken at any time."),
  }),
});
export const colleague = record(
  { id: text("Account id."), name: text("Shown to staff."), roles: list(roleName) },
  { awayUntil: instant("It is away now, and back then."), deputy: text("Account id of who does its tasks meanwhile.") },
);
const namedAccount = record({ id: text("Account id."), name: text("Shown to staff.") });
export const absenceId: Schema = text("Id of an absence.", { minLength: 1, maxLength: 100 });
const absenceDay = text("`YYYY-MM-DD`, a day in Almaty.", { format: "date" });
export const newAbsence = record(
  {
    deputy: text("Account id of somebody of the same unit.", { minLength: 1, maxLength: 100 }),
    from: absenceDay,
    to: { ...absenceDay, description: "The last day." },
  },
  { account: text("Account id of who is away; oneself unless said.", { minLength: 1, maxLength: 100 }) },
);
export const absence = record({
  id: absenceId,
  account: namedAccount,
  deputy: namedAccount,
  unit: text("Id of the unit."),
  from: absenceDay,
  to: { ...absenceDay, description: "The last day." },
  state: oneOf(["planned", "current", "over", "ended"], "`ended`: before its last day, by somebody."),
  mayEnd: yesOrNo("The reader may end it."),
});
const commentText = text("What is written.", { minLength: 1, maxLength: 5000, pattern: "\\S" });
export const newComment = record({ text: commentText }, { task: { ...taskId, description: "The task it is about." } });
export const comment = record(
  {
    id: text("The comment's id."),
    case: caseId,
    by: text("Account id."),
    name: text("Of who wrote it."),
    at: instant("When."),
    text: commentText,
  },
  { task: taskId },
);
export const taskDetail = record(
  {
    ...taskFields.required,
    seq: whole("The case's version.", 1),
    variables,
    traces: list(
      record(
        { clause: text("Item of the act.") },
        { step: text("`process N`, `condition N` or `action N`."), action: text("Row of the annex table.") },
      ),
      { description: "Which items of the text the task stands for." },
    ),
    signs: {
      type: "object",
      description: "Field of the form -> name of the document that its signature is over.",
      additionalProperties: text("Name of a document of the case."),
    },
  },
  {
    ...taskFields.optional,
    schema: anyForm,
    data: { description: "What the case file holds for this form already." },
  },
);

export const incident = record(
  {
    case: caseId,
    key,
    element: elementId,
    code: text("A code of the error list."),
    message: text("What happened."),
    raisedAt: instant("When."),
  },
  {
    resolvedAt: instant("When."),
    resolution: text("`retried` or `skipped`."),
    reason: text("Why it was resolved so."),
  },
);

// ---------------------------------------------------------------- outside workers: Camunda's words for the lock, ours for the case

const workerId = text("The worker's own name for itself; two that run side by side have two.", {
  minLength: 1,
  maxLength: 100,
  pattern: "\\S",
});
const milliseconds = (description: string, minimum: number, maximum: number): Schema => ({
  ...whole(`${description} In milliseconds.`, minimum),
  maximum,
});
const DAY_MS = 24 * 60 * 60 * 1000;
const lockDuration = milliseconds("How long nobody else gets the work.", 1000, DAY_MS);
export const externalTaskFetch = record(
  {
    workerId,
    topics: list(record({ topicName, lockDuration }), {
      minItems: 1,
      maxItems: 100,
      description: "All of the account's own.",
    }),
  },
  {
    maxTasks: { ...whole("At most that much work; 10 unless said.", 1), maximum: 100 },
    asyncResponseTimeout: milliseconds(
      "How long to wait for work when there is none; not at all unless said.",
      0,
      60_000,
    ),
  },
);
export const externalTaskOfWorker = record({ workerId });
export const externalTaskCompletion = record(
  { workerId },
  {
    variables,
    documents: list(
      record({
        name: newDocumentName,
        mediaType: text("`application/pdf`.", { pattern: "^[a-z]+/[a-z0-9][a-z0-9.+-]{0,100}$" }),
        content: text("The document in base64.", { contentEncoding: "base64" }),
      }),
      { maxItems: 10, description: "For the case file: what is about persons, and results." },
    ),
  },
);
export const externalTaskFailure = record(
  {
    workerId,
    errorMessage: text("What went wrong, for the staff; no personal data.", { minLength: 1, maxLength: 2000 }),
    retries: { ...whole("How many tries are left; with 0 the case gets an incident."), maximum: 1000 },
  },
  { retryTimeout: milliseconds("When the next try may begin, from now; at once unless said.", 0, 30 * DAY_MS) },
);
export const externalTaskError = record(
  { workerId, errorCode: text("The code of the error that the diagram draws.", { minLength: 1, maxLength: 255 }) },
  { variables },
);
export const externalTaskExtension = record({
  workerId,
  newDuration: milliseconds("How long the lock lasts from now.", 1000, DAY_MS),
});
export const externalTaskLock = record({ lockExpirationTime: instant("When somebody else may fetch it.") });
export const externalTask = record(
  {
    id: taskId,
    topicName,
    workerId,
    lockExpirationTime: instant("When somebody else may fetch it."),
    case: caseId,
    process: processId,
    definition: digest("The deployment that the case runs on."),
    element: elementId,
    variables,
    failures: whole("Tries that failed."),
  },
  {
    regulation: text("Name of the regulation."),
    channel: text("The way in."),
    businessKey: text("The case's number of the caller's own."),
  },
);

const termInWords = record(
  {
    amount: whole("How many of the unit.", 1),
    unit: oneOf(["minute", "hour", "working-day", "calendar-day"], "Minutes, hours and days are different things."),
    excludes: list(oneOf(["intake", "issue"], "The day of the application, the day of the result."), {
      description: "Days that are not counted.",
    }),
  },
  { owedEarlierDays: whole("Working days by which the result is owed earlier at the place that issues it.") },
);
const namedFact = (description: string): Schema =>
  record({ id: text(description), name: text("In the reader's language.") });
export const service = record(
  {
    regulation: text("Name of the regulation."),
    title: text("In plain words."),
    officialTitle: text("As the act has it."),
    act: record(
      {},
      {
        kind: text("Decree, order..."),
        issuedBy: text("By whom."),
        number: text("Its number."),
        date: text("Its day.", { format: "date" }),
        repealedOn: text("When it was repealed.", { format: "date" }),
      },
    ),
    documents: list(namedFact("A document that is needed.")),
    results: list(
      record({ id: text("A result."), name: text("In the reader's language.") }, { template: text("Its document.") }),
    ),
    statuses: list(namedFact("A status that a case can have.")),
    channels: list(record({ id: text("The way in."), name: text("In words.") }, { term: termInWords })),
  },
  {
    forWhom: text("Who it is for."),
    result: text("What one gets."),
    provider: text("Who decides."),
    standard: record(
      {},
      { issuedBy: text("By whom."), number: text("Its number."), date: text("Its day.", { format: "date" }) },
    ),
    portal: record(
      { process: processId },
      { form: { type: "object", description: "JSON Schema of what is sent when the case is started." } },
    ),
  },
);
export const progress = record(
  {
    case: caseId,
    stage: oneOf(["filling", "handling", "ended"], "The applicant fills in, the staff works at it, or it is over."),
    startedAt: instant("When the applicant began."),
    reached: list(record({ status: text("A status."), name: text("In words."), at: instant("Since when.") }), {
      description: "The statuses that it has come to, in order; the last is how it stands.",
    }),
    ahead: list(
      record({
        status: text("A status."),
        name: text("In words."),
        certain: yesOrNo("Every way that is drawn from here to an end passes it."),
      }),
      { description: "The statuses that can still come, nearest first." },
    ),
    steps: list(
      record({
        element: elementId,
        title: text("In words."),
        state: oneOf(["done", "now", "ahead"], "How the page stands."),
      }),
      { description: "The pages of the application while it is filled in: the shortest way that is drawn." },
    ),
    issued: list(record({ document: text("Id of the document."), name: text("Which result it is, in words.") }), {
      description: "Results that were issued, as far as the diagram says which document is which.",
    }),
    survey: yesOrNo("The regulation has a survey for the end."),
    delayed: yesOrNo("Something does not go on by itself; the staff has been told."),
  },
  {
    submittedAt: instant("When it was handed in."),
    endedAt: instant("When it ended."),
    due: record({
      at: instant("When the term of the service ends."),
      late: yesOrNo("It has ended."),
      stopped: yesOrNo("It stands still."),
      words: list(text("One line of how it was computed.")),
    }),
  },
);

export const queuePlace = record(
  { state: oneOf(["queued", "none", "unavailable"], "Whether it stands there.") },
  { number: text("The number in the queue."), position: whole("The place, from 1.", 1) },
);

export const notification = record(
  {
    id: taskId,
    case: caseId,
    channel: oneOf(["inbox", "e-mail", "sms"], "How it was sent; the inbox shows all."),
    language: oneOf(LANGUAGES, "In which it is written."),
    subject: text("One line."),
    text: text("Plain text."),
    sentAt: instant("When it went out."),
  },
  {
    attachment: text("Name of the document of the case that went along."),
    readAt: instant("When it was marked as read."),
  },
);
export const unreadCount = record({ unread: whole("How many are not marked as read.") });

export const signature: Schema = {
  type: ["object", "string"],
  description: "What the handler `signature.verify` reads; CMS and XML are a text.",
  required: ["certificate", "signature", "algorithm"],
  properties: { certificate: text("PEM."), signature: text("Base64."), algorithm: text("`ECDSA-SHA256`...") },
};

export const demoAccount = record(
  { login: text("What signs in."), password: text("Known to everybody."), name: text("Who."), roles: list(roleName) },
  { unit: unitName, topics },
);
export const demoSignIn = record({
  persona: text("Which of the synthetic people.", { maxLength: 100 }),
  content: text("The challenge, in base64.", { maxLength: 10_000 }),
});
export const demoPerson = record(
  {
    persona: text("What part it plays."),
    iin: text("Of a person who does not exist."),
    surname: text("Surname."),
    name: text("Given name."),
    birthDate: text("`YYYY-MM-DD`.", { format: "date" }),
    sex: oneOf(["female", "male"], "For the forms."),
  },
  { patronymic: text("Patronymic.") },
);

// ---------------------------------------------------------------- audit and reports

export const foundCase = record(
  { ...caseFields.required, breaches: whole("Terms and limits that were broken.") },
  { ...caseFields.optional, applicantName: text("The applicant's name.") },
);
export const storedCommit = record({
  seq: whole("Place of its first event in the case's history.", 1),
  at: instant("When."),
  by: text("Account id, `handler:NAME` or `system`."),
  cause: text("The command that it followed from."),
  prev: digest("Hash of the event before its first; 64 zeros for the first of the case."),
  hash: digest("Hash of its last event, as stored."),
  events: list(text("The event, as the JSON text that was hashed."), { minItems: 1 }),
});
const replayedVersion = record(
  {
    digest: digest("The deployment."),
    process: processId,
    deployedAt: instant("When."),
    deployedBy: text("Account id."),
    elements: list(
      record(
        {
          id: elementId,
          kind: text("What kind of BPMN element it is."),
          name: text("In the reader's language."),
          traces: list(
            record(
              { clause: text("Item of the act.") },
              { step: text("`process N`, `condition N` or `action N`."), action: text("Row of the annex table.") },
            ),
          ),
        },
        { role: text("Who performs it."), handler: text("What it calls.") },
      ),
    ),
    flows: list(record({ id: text("Sequence flow."), name: text("What stands on it.") }), {
      description: "Sequence flows that have a name.",
    }),
  },
  { version: whole("1, 2, 3... of the process.", 1), comment: text("Why it was deployed.") },
);
export const replay = record({
  case: caseRow,
  versions: list(replayedVersion, {
    description: "Every deployment that something of the case ran on, as it was then.",
  }),
  accounts: list(
    record({ id: text("What events name."), name: text("Who."), roles: list(text("A role.")) }, { unit: unitName }),
    { description: "Who acted, as the accounts stand now." },
  ),
  derivations: list(record({ seq: whole("The event that set the date.", 1), words: list(text("One line.")) }), {
    description: "How each due date was computed, in the reader's language.",
  }),
  documents: list(document),
  exchanges: list(
    record({
      id: text("UUID of the message."),
      system: text("Who was asked."),
      service: text("The service's name at the gateway."),
      state: text("How the message stands."),
      attempts: whole("How often it was sent."),
      queuedAt: instant("When it was made."),
      changedAt: instant("When its state changed last."),
      steps: list(record({ at: instant("When."), step: text("What befell it.") })),
    }),
    { description: "Messages of the gateway's asynchronous channel." },
  ),
});
export const readRow = record(
  {
    at: instant("When."),
    account: text("Account id."),
    name: text("Who."),
    case: caseId,
    what: oneOf(READ_KINDS, "What was looked at."),
  },
  { of: text("Id of the document or task.") },
);
const period = {
  regulation: text("Name of the regulation."),
  channel: text("The way in."),
};
export const termCounts = record({
  items: list({
    ...record(
      {},
      {
        month: text("`2012-05`, in which the cases started."),
        ...period,
        unit: ofUnit("The provider's unit."),
        kind: oneOf(["term", "action", "step"], "Of the whole service, of a row of the annex table, or of one step."),
        of: text("Element, number of the action, or clause of the term."),
        element: elementId,
        name: text("The element's label in the reader's language."),
        inTime: whole("Kept."),
        late: whole("Broken."),
        running: whole("Not over yet, and not late so far."),
        dropped: whole("Given up before their end."),
        rate: { type: "number", minimum: 0, maximum: 1, description: "Kept, of those kept or broken; absent: none." },
      },
    ),
    // The dimensions stand first, as in a table.
    required: ["inTime", "late", "running", "dropped"],
  }),
});
const ofCases = {
  cases: whole("Cases looked at."),
  more: yesOrNo("There were more cases than are looked at for one report."),
};
const elapsed = (description: string): Schema => whole(`${description} In milliseconds.`);
export const elementTimes = record({
  digest: digest("The deployment."),
  ...ofCases,
  items: list(
    record({
      element: elementId,
      name: text("The element's label in the reader's language."),
      visits: whole("How often it was entered or passed.", 1),
      open: whole("Visits that are not over."),
      totalMs: elapsed("Of all visits that are over."),
      medianMs: elapsed("Half of them took no longer."),
      p90Ms: elapsed("Nine of ten took no longer."),
      longestMs: elapsed("The longest."),
    }),
  ),
});
export const refusals = record({
  ...ofCases,
  items: list({
    ...record(
      { status: text("`refused` or `not-accepted`.") },
      {
        ...period,
        element: elementId,
        name: text("The step that turned the case down, in the reader's language."),
        clause: text("Item of the act."),
        condition: text("The condition before it."),
        answer: text("Which way the condition went."),
        count: whole("How often.", 1),
      },
    ),
    required: ["status", "count"],
  }),
});
export const systemState = record(
  {
    version: text("The version of Reglament."),
    mode: oneOf(["demo", "installation"], "With or without the simulated outside."),
    runtime: text("What it runs on."),
    startedAt: instant("When this process began to serve."),
    now: instant("By the server's clock."),
    memoryBytes: whole("Memory of this process."),
    commits: whole("Rows of the log."),
    cases: record({
      active: whole("Running."),
      suspended: whole("Suspended."),
      completed: whole("Completed."),
      terminated: whole("Terminated."),
    }),
    openTasks: whole("Tasks that wait for people."),
    jobsWaiting: whole("Jobs that wait for a handler or a worker."),
    jobsStuck: whole("Jobs held by an incident."),
    timersWaiting: whole("Timers."),
    openIncidents: whole("Incidents that wait for staff."),
    reads: whole("Rows of the record of who looked at what."),
    storeBytes: whole("What the database takes on the disk."),
    gateway: yesOrNo("Registers are asked through a gateway."),
    simulated: yesOrNo("Registers, gateway and signatures are played, not real."),
  },
  {
    nextDueAt: instant("When the next timer, retry or limit falls due."),
    identityProvider: record(
      { issuer: text("Where staff may sign in.") },
      { fault: text("Why it cannot be used, as it was last found.") },
    ),
  },
);
const localDate = text("`YYYY-MM-DD`.", { format: "date" });
const sourced = { note: text("What is worth knowing.") };
export const calendars = record({
  items: list(
    record({
      version: text("What cases are pinned to."),
      zone: text("IANA zone."),
      years: record({ from: whole("First year."), to: whole("Last year.") }),
      holidays: list(
        record(
          {
            key: text("The name that derivations carry."),
            names: record({ kk: text("In Kazakh."), ru: text("In Russian."), en: text("In English.") }),
            dates: list(text("`MM-DD` for each year in force, or `YYYY-MM-DD`.")),
            shifts: yesOrNo("On a Saturday or Sunday it gives the next working day off."),
            source: text("The act it rests on."),
          },
          { from: localDate, to: localDate, ...sourced },
        ),
      ),
      transfers: list(
        record(
          { off: localDate, worked: localDate, source: text("The decree.") },
          { ...sourced, uncertain: yesOrNo("Which decree moved the days is not known for certain.") },
        ),
        { description: "Days of rest that a decree moved: rested, and worked instead." },
      ),
    }),
  ),
});

/** A page of a list; `next` is absent on the last one. */
export const pageOf = (items: Schema): Schema =>
  record({ items: list(items) }, { next: text("Send it as `cursor` to get the next page.") });

// ---------------------------------------------------------------- the counter

const namedThing = (description: string): Schema =>
  record({ id: text("Its id in regulation.json."), name: text(description) });
export const counterService = record(
  {
    process: processId,
    version: versionNumber,
    regulation: text("Name of the regulation."),
    channel: text("The way in."),
    title: text("Of the service, in the reader's language."),
    documentsNeeded: list(namedThing("Of the document, in the reader's language.")),
    results: list(namedThing("Of the result, in the reader's language.")),
    providers: list(record({ id: unitName, name: text("In the reader's language.") }), {
      description: "Who may decide: one of them goes into `unit`. Empty: the account's own unit does.",
    }),
  },
  {
    form: text("The form that starts the case; absent: none."),
    term: record({ duration: text("ISO 8601."), unit: text("`minute`, `hour`, `working-day` or `calendar-day`.") }),
    provider: { ...unitName, description: "Who decides unless another is chosen." },
  },
);
export const applicantQuestion = record({ iin: personalNumber });
export const applicantAnswer = record(
  { known: yesOrNo("Somebody of that number has an account here.") },
  { applicant: record({ id: accountId, name: text("As the account says.") }) },
);
export const printedNumber: Schema = text(
  "Of a case, or of a document that was issued in it, as bar code and QR code hold it; small letters and left-out hyphens are understood.",
  { pattern: "^[A-Za-z0-9_ -]{1,64}$" },
);
export const foundByNumber = record(
  { case: caseId },
  {
    task: { ...taskId, description: "An open task of the case that the account may do now." },
    document: record({ id: documentId, name: text("Its name in the case file.") }),
  },
);
export const caseWork = record(
  {
    task: taskId,
    element: elementId,
    name: text("The task's label in the reader's language."),
    openedAt: instant("When."),
    mayOpen: yesOrNo("The account may open the task."),
  },
  {
    role: text("Whose it is."),
    unit: text("Name of the unit, in the reader's language."),
    assignee: text("Name of who has taken it."),
    dueAt: instant("When its limit ends."),
  },
);
export const signatureQuestion = record({
  field: text("The field of the form.", { minLength: 1, maxLength: 100 }),
  signature: { ...challengeSignature, description: "What would be sent in that field." },
});
export const signatureAnswer = record(
  { checked: yesOrNo("The authorities answered; `false`: it will be checked when the task is done.") },
  {
    valid: yesOrNo("The signature would count."),
    reason: text("The first check that failed, as `signature.verify` names it."),
    words: text("The same in the reader's language."),
  },
);

export const NAMED: Readonly<Record<string, Schema>> = {
  Account: account,
  Bundle: bundle,
  Case: caseDetail,
  CaseRow: caseRow,
  BrowserSession: browserSession,
  ChainedEvent: chainedEvent,
  Absence: absence,
  NewAbsence: newAbsence,
  ClaimReceipt: claimReceipt,
  Colleague: colleague,
  Comment: comment,
  Claim: claim,
  Credentials: credentials,
  Definition: definition,
  DemoAccount: demoAccount,
  DemoPerson: demoPerson,
  DefinitionDetail: definitionDetail,
  Deployed: deployed,
  NewProposal: newProposal,
  Proposal: proposal,
  TableDraft: tableDraft,
  Document: document,
  DocumentReceipt: documentReceipt,
  DocumentPreview: documentPreview,
  Erasure: erasure,
  ErasureReceipt: erasureReceipt,
  VerifiedDocument: verifiedDocument,
  Calendars: calendars,
  CaseWork: caseWork,
  CounterService: counterService,
  ElementTimes: elementTimes,
  FoundCase: foundCase,
  ReadRow: readRow,
  Refusals: refusals,
  Replay: replay,
  StoredCommit: storedCommit,
  SystemState: systemState,
  TermCounts: termCounts,
  Exchange: exchange,
  SignatureCheck: signatureCheck,
  ExternalTask: externalTask,
  ExternalTaskCompletion: externalTaskCompletion,
  ExternalTaskError: externalTaskError,
  ExternalTaskExtension: externalTaskExtension,
  ExternalTaskFailure: externalTaskFailure,
  ExternalTaskFetch: externalTaskFetch,
  ExternalTaskLock: externalTaskLock,
  ExternalTaskOfWorker: externalTaskOfWorker,
  FormSchema: anyForm,
  Health: health,
  Incident: incident,
  Limit: limit,
  Migration: migration,
  MigrationOutcome: migrationOutcome,
  MigrationPlan: migrationPlan,
  MigrationRequest: migrationRequest,
  Message: message,
  NewAccount: newAccount,
  NewAccountState: newAccountState,
  AccountChange: accountChange,
  AwaitedName: awaitedName,
  OneTimePassword: oneTimePassword,
  PasswordChange: passwordChange,
  Registration: registration,
  SignInChallenge: signInChallenge,
  Notification: notification,
  Progress: progress,
  QueuePlace: queuePlace,
  Service: service,
  UnreadCount: unreadCount,
  NewCase: newCase,
  NewDocument: newDocument,
  NewUnit: newUnit,
  NewVariables: newVariables,
  Problem: problem,
  ProblemEntry: problemEntry,
  Receipt: receipt,
  Release: release,
  Resolution: resolution,
  Session: session,
  SignInWays: signInWays,
  SignedOut: signedOut,
  Signature: signature,
  Signing: signing,
  Task: taskDetail,
  TaskCounts: taskCounts,
  TaskResult: taskResult,
  TaskRow: taskRow,
  SavedFilter: savedFilter,
  TaskFilter: taskFilter,
  Preferences: preferences,
  Workload: workload,
  LimitOfUnit: limitOfUnit,
  TermPreview: termPreview,
  Step: step,
  TermExtension: termExtension,
  TokenMove: tokenMove,
  Unit: unit,
  Variables: variables,
  Verification: verification,
  WithReason: withReason,
};
