/**
 * The whole house in one process: store, handlers, outside, runtime and HTTP. The only file that sees every room.
 *
 * `createServer` is `reglament start`. `openHouse` is the same without HTTP, for commands that work on the data folder itself.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { stat } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { DATABASE_FILE, openDatabase, type Database } from "../db/open-database.ts";
import { SYSTEM } from "../engine/core/commands.ts";
import { CodedError } from "../engine/errors.ts";
import { HandlerFailure } from "../engine/ports.ts";
import type { Chance, Clock, DefinitionRow, HandlerRegistry } from "../engine/ports.ts";
import { problemsOf } from "../engine/lint/lint-bundle.ts";
import { createLintThread } from "../engine/lint/on-thread/lint-thread.ts";
import { createRuntime } from "../engine/runtime/create-runtime.ts";
import type { Runtime } from "../engine/runtime/runtime.ts";
import { tryOut } from "../engine/scenario/trial/try-out.ts";
import { withForecast } from "../engine/terms/calendar-forecast.ts";
import { KAZAKHSTAN } from "../engine/terms/calendar-kazakhstan.ts";
import { type Calendar, createCalendar } from "../engine/terms/calendar.ts";
import { explain } from "../engine/terms/explain.ts";
import type { RunningGateway } from "../fixtures/outside/gateway-child.ts";
import type { GatewayParts, OpenGateway } from "../handlers/gateway/open-gateway.ts";
import { endDrawing } from "../handlers/drawing-thread.ts";
import { createHouseNotifier } from "../handlers/house-notifier.ts";
import { createHandlers } from "../handlers/index.ts";
import { createMailSender } from "../handlers/mail-sender.ts";
import { OutsideRefused, type Outside, type RevocationSource, type TrustedIssuers } from "../handlers/outside.ts";
import { createRevocationOverHttp } from "../handlers/revocation-over-http.ts";
import { createSignInPort } from "../handlers/sign-in-port.ts";
import { createSignatureTrial } from "../handlers/signature-trial.ts";
import { createSmsSender } from "../handlers/sms-sender.ts";
import { createUnconfiguredOutside } from "../handlers/unconfigured-outside.ts";
import { createApp } from "./app.ts";
import type { ScryptCost } from "./auth/passwords.ts";
import { createIdentityProvider } from "./auth/identity-provider.ts";
import { createSessions } from "./auth/sessions.ts";
import { readBundles, type FileBundle } from "./bundle-files.ts";
import { defaultProvider } from "./case-units.ts";
import type { AuthoritySettings } from "./authority-settings.ts";
import { type DeployApproval, type GatewaySettings, StartRefused, placeOfData } from "./config.ts";
import type { ApiContext, DemoPerson, DemoSigner } from "./context.ts";
import { DEFAULT_DOCUMENT_SETTINGS, type DocumentSettings } from "./document-settings.ts";
import { DEMO_MARK, makeDemoAccounts } from "./demo-accounts.ts";
import { makeDemoUnits } from "./demo-units.ts";
import { createOpenStreams } from "./event-stream.ts";
import { everyPage } from "./every-page.ts";
import { createLog, type Logger } from "./log.ts";
import type { NotificationSettings } from "./notification-settings.ts";
import type { OidcSettings } from "./oidc-settings.ts";
import { createOutsideWork } from "./outside-work.ts";
import { createQueuePlace } from "./queue-place.ts";
import { createReadRecorder } from "./read-recorder.ts";
import { routeTable } from "./routes/table.ts";
import { createSignatureSignIn } from "./sign-in.ts";
import { SOAP_PATH, withSoapEndpoint, type ReceiveSoap } from "./soap-endpoint.ts";

export interface HouseOptions {
  readonly dataDir: string;
  /** PostgreSQL instead of SQLite in `dataDir`: `postgres://...` */
  readonly databaseUrl?: string;
  readonly log?: Logger;
  readonly clock?: Clock;
  /** What the QR codes of documents lead to; there are none while it answers nothing. */
  readonly verifyAddress?: (number: string) => string | undefined;
  /** How e-mail and SMS go out; the inbox of the portal is always there. */
  readonly notifications?: NotificationSettings;
  /** Where registers and monitoring are asked; absent: every call is refused with what to configure. */
  readonly gateway?: GatewaySettings;
  /** Whose certificates count in signatures; absent: checking one is refused with what to configure. */
  readonly authorities?: readonly AuthoritySettings[];
}

export interface ServerOptions extends HouseOptions {
  /** `demo`: simulated outside, demo accounts, the regulations of `processes/` deployed. */
  readonly mode: "demo" | "installation";
  /** The demo: folders of the regulations to deploy; all of `processes/` unless said. */
  readonly regulations?: readonly string[];
  /** The demo: whether its gateway runs as a process of its own or over HTTP in this one, which starts sooner; `here` unless said. */
  readonly simulatedGateway?: "process" | "here";
  /** 0: any free port. */
  readonly port: number;
  /** The address to listen at; every address of the machine unless said. */
  readonly host?: string;
  readonly passwordCost?: ScryptCost;
  /** `none` unless said. */
  readonly deployApproval?: DeployApproval;
  /** Those that are not said are the defaults; the demo is verified at its own address. */
  readonly documents?: Partial<DocumentSettings>;
  readonly loginLimit?: { readonly windowMs: number; readonly failures: number };
  readonly costlyLimit?: { readonly windowMs: number; readonly strangers: number; readonly accounts: number };
  /** Proxies before us, by number or address. */
  readonly trustProxy?: number | readonly string[];
  /** Where staff signs in besides; absent: with passwords and signatures only. */
  readonly identityProvider?: OidcSettings;
  readonly requestLimit?: { readonly windowMs: number; readonly strangers: number; readonly browsers: number };
  /** The folder of the built pages, or `none`; `web/dist` where it is there, unless said. */
  readonly pages?: string;
}

export interface RunningServer {
  /** `http://localhost:3000` */
  readonly url: string;
  readonly port: number;
  /** The demo: what can go wrong in the simulated outside. */
  readonly simulator?: Simulator;
  /** Until no handler runs and nothing is due. */
  settle(): Promise<void>;
  /** Answers what is under way, commits what was accepted, closes the store. */
  close(): Promise<void>;
}

/** Switches of the simulated outside; each holds once its promise does. */
export interface Simulator {
  /** Where the simulated gateway listens; its switches are below `/admin`. */
  readonly url: string;
  /** Of which the synthetic people are made. */
  readonly seed: number;
  /** Monitoring or notifier refuse new messages from now on, or take them again. */
  refuse(system: "centre-monitoring" | "notifier", refuses: boolean): Promise<void>;
  /** The gateway answers nobody from now on, or answers again. */
  outage(down: boolean): Promise<void>;
}

/** Store and runtime over a data folder, its pump standing still. */
export interface House {
  readonly database: Database;
  readonly runtime: Runtime;
  readonly handlers: HandlerRegistry;
  /** What the gateway pushes; absent without a gateway. */
  readonly receive?: ReceiveSoap;
  /** Who is asked about certificates: for checks of signatures and for signing in with one. */
  readonly revocation: RevocationSource;
  readonly queue: Outside["queue"];
  close(): Promise<void>;
}

const ROOT = resolve(import.meta.dirname, "..");
const PAGES = join(ROOT, "web/dist");
/** An office behind one address signs in at nine o'clock; a page asks some ten times when it opens. */
const REQUEST_LIMIT = { windowMs: 60 * 1000, strangers: 1000, browsers: 1200 };
/** Folder of the demo's certification authority, inside the data folder. */
const DEMO_CA = "demo-ca";
/** Whoever signs in needs one, and an office behind one address signs in at nine o'clock. */
const COSTLY_LIMIT = { windowMs: 15 * 60 * 1000, strangers: 300, accounts: 30 };
const LOGIN_LIMIT = { windowMs: 15 * 60 * 1000, failures: 30 };

const SYSTEM_CLOCK: Clock = { now: () => new Date().toISOString() };
const CHANCE: Chance = { hex: (n) => randomBytes(n).toString("hex") };
/** The newest first: new cases are pinned to it; the others are those that earlier cases may be pinned to. */
const CALENDAR_TABLES = [withForecast(KAZAKHSTAN, 2030), KAZAKHSTAN] as const;
const CALENDARS = [createCalendar(CALENDAR_TABLES[0]), createCalendar(CALENDAR_TABLES[1])] as const;

/** Opens (or makes) the data folder's store. Throws what `openDatabase` throws. */
export async function openHouse(options: HouseOptions, outside: Outside = createUnconfiguredOutside()): Promise<House> {
  const clock = options.clock ?? SYSTEM_CLOCK;
  const { dataDir, databaseUrl } = options;
  const database = await openDatabase({ dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  const { units } = database;
  const gateway =
    options.gateway === undefined
      ? undefined
      : await connectGateway(options.gateway, {
          database,
          clock,
          async fileLate(id, document) {
            await runtime.fileDocument(id, document, SYSTEM);
          },
          ...(options.log === undefined ? {} : { log: options.log }),
        });
  const revocation =
    options.authorities === undefined
      ? outside.revocation
      : createRevocationOverHttp({ authorities: options.authorities, clock });
  const handlers = createHandlers({
    outside: {
      ...outside,
      ...gateway?.outside,
      revocation,
      notifier: notifierOf(options, database, clock, outside.notifier),
    },
    clock,
    ...(options.verifyAddress === undefined ? {} : { verifyAddress: options.verifyAddress }),
  });
  const runtime: Runtime = createRuntime({
    events: database.events,
    reads: database.readModels,
    definitions: database.definitions,
    caseFiles: database.caseFile,
    keptMessages: database.keptMessages,
    handlers,
    clock,
    chance: CHANCE,
    calendar: calendarOf,
    providerOf: async (regulation) => defaultProvider(await units.providersOf(regulation), regulation)?.id,
    ...(options.log === undefined
      ? {}
      : { onFault: (err: unknown) => options.log?.error({ err }, "the runtime met a fault") }),
  });
  return {
    database,
    runtime,
    handlers,
    revocation,
    queue: gateway?.outside.queue ?? outside.queue,
    ...(gateway === undefined ? {} : { receive: gateway.receive }),
    async close() {
      await runtime.close();
      await endDrawing();
      await database.close();
    },
  };
}

/** A document that could be drawn on another try is no fault of ours. */
async function drawn<T>(drawing: Promise<T>): Promise<T> {
  try {
    return await drawing;
  } catch (error) {
    if (error instanceof HandlerFailure && error.retry) throw new CodedError("DOCUMENTS_BUSY", error.message);
    throw error;
  }
}

/** In the demo the simulator hears of everything, so that it can refuse. */
function notifierOf(
  { notifications = {}, mode }: HouseOptions & Partial<Pick<ServerOptions, "mode">>,
  { notifications: store }: Database,
  clock: Clock,
  otherwise: Outside["notifier"],
): Outside["notifier"] {
  return createHouseNotifier({
    store,
    clock,
    otherwise,
    inboxAsksFirst: mode === "demo",
    ...(notifications.mail === undefined ? {} : { mail: createMailSender(notifications.mail) }),
    ...(notifications.sms === undefined ? {} : { sms: createSmsSender(notifications.sms) }),
  });
}

/** Loaded only where a gateway is configured. Throws `StartRefused` for settings that only it can judge. */
async function connectGateway(
  settings: GatewaySettings,
  parts: {
    readonly database: Database;
    readonly clock: Clock;
    readonly log?: Logger;
    readonly fileLate: GatewayParts["fileLate"];
  },
): Promise<OpenGateway> {
  const [{ openGateway }, { servicesWith }] = await Promise.all([
    import("../handlers/gateway/open-gateway.ts"),
    import("../handlers/gateway/services.ts"),
  ]);
  let services: GatewayParts["services"];
  try {
    services = servicesWith(settings.services);
  } catch (error) {
    throw new StartRefused(`GATEWAY_SERVICES_FILE cannot be used: ${(error as Error).message}.`);
  }
  const { senderId, password } = settings;
  return openGateway({
    syncUrl: settings.syncUrl,
    asyncUrl: settings.asyncUrl,
    identity: { privateKey: settings.privateKey, certificate: settings.certificate },
    trusted: settings.trusted,
    sender: { senderId, ...(password === undefined ? {} : { password }) },
    services,
    clock: parts.clock,
    outbox: parts.database.gatewayOutbox,
    fileLate: parts.fileLate,
    onExchange: (line) => parts.log?.info(line, "exchange with the gateway"),
  });
}

/** Starts serving. Throws when the port is taken or the store cannot be opened. */
export async function createServer(options: ServerOptions): Promise<RunningServer> {
  const { mode, passwordCost, clock = SYSTEM_CLOCK, log = createLog() } = options;
  const demo = mode === "demo" ? await openDemo(options.dataDir, clock, options.simulatedGateway ?? "here") : undefined;
  const documents: DocumentSettings = { ...DEFAULT_DOCUMENT_SETTINGS, ...options.documents };
  let { publicUrl } = documents;
  const verifyAddress = (number: string): string | undefined =>
    publicUrl === undefined ? undefined : `${publicUrl}/verify/${number}`;
  let house: House;
  try {
    house = await openHouse(
      { ...options, log, verifyAddress, ...(demo === undefined ? {} : { gateway: demo.gateway }) },
      demo?.outside,
    );
  } catch (error) {
    await demo?.close();
    throw error;
  }
  const { database, runtime } = house;
  try {
    await refuseMixture(database, mode, placeOfData(options));
    if (demo !== undefined) {
      await makeDemoAccounts(database.accounts, clock, demo.iins, passwordCost);
      await deployBundles(runtime, regulationBundles(options.regulations));
      await makeDemoUnits(database.units, await regulationsOf(database.definitions));
    }
    const outsideWork = createOutsideWork({ runtime, locks: database.jobLocks, clock });
    const sessions = createSessions(database, clock, passwordCost);
    const readRecorder = createReadRecorder(database.readLog, clock, log);
    const lintThread = createLintThread(house.handlers.list());
    const identityProvider =
      options.identityProvider === undefined
        ? undefined
        : createIdentityProvider({
            settings: options.identityProvider,
            publicUrl: () => publicUrl ?? "",
            accounts: database.accounts,
            units: database.units,
            pending: database.pendingSignIns,
            clock,
            log,
          });
    // A provider that does not answer keeps nobody from working: the log says so, and it is asked again when somebody wants to sign in.
    await identityProvider?.connect();
    const context: ApiContext = {
      ...database,
      ...(identityProvider === undefined ? {} : { identityProvider }),
      reads: database.readModels,
      runtime,
      sessions,
      outsideWork,
      signIn: createSignatureSignIn(
        createSignInPort({ audience: publicUrl ?? "reglament", source: house.revocation, clock }),
        database.challenges,
        clock,
      ),
      clock,
      explain: (derivation, language) => explain(derivation, language, calendarOf(derivation.calendar)),
      readRecorder,
      queuePlace: createQueuePlace({
        ask: (application, messageId, signal) => house.queue.findPlace({ application }, { messageId, signal }),
        saysNone: (error) => error instanceof OutsideRefused && error.code === "NOT_IN_QUEUE",
      }),
      calendars: CALENDAR_TABLES,
      storeBytes: () => bytesOfStore(options.dataDir),
      gatewayConfigured: demo !== undefined || options.gateway !== undefined,
      startedAt: clock.now(),
      version: readVersion(),
      mode,
      documents,
      signatureSheet: async (sheet) => {
        const verifyAt = sheet.number === undefined ? undefined : verifyAddress(sheet.number);
        const { signatureSheet } = await import("../handlers/signature-sheet.ts");
        return drawn(signatureSheet({ ...sheet, ...(verifyAt === undefined ? {} : { verifyAt }) }));
      },
      previewDocument: async (request) => {
        const { previewDocument } = await import("../handlers/document-preview.ts");
        return drawn(previewDocument(request));
      },
      trySignature: createSignatureTrial({ source: house.revocation, clock }),
      tryOut,
      deployApproval: options.deployApproval ?? "none",
      lintBundle: async (bundle, others) => {
        const answer = await lintThread.lint(bundle.resources, others);
        return { answer, problems: problemsOf(answer) };
      },
      handlers: house.handlers.list(),
      draftTable: async ({ file, ...draft }) => {
        const { draftOfFile } = await import("../engine/tables/draft-of-file.ts");
        return draftOfFile(file.name, file.bytes, draft);
      },
      ...(demo === undefined ? {} : { demo: { sign: demo.sign, people: demo.people } }),
      ...(passwordCost === undefined ? {} : { passwordCost }),
    };
    const streams = createOpenStreams();
    const pages = options.pages ?? PAGES;
    const app = createApp({
      routes: routeTable(context),
      sessions,
      receipts: database.receipts,
      clock,
      log,
      loginLimit: options.loginLimit ?? LOGIN_LIMIT,
      requestLimit: options.requestLimit ?? REQUEST_LIMIT,
      costlyLimit: options.costlyLimit ?? COSTLY_LIMIT,
      ...(options.trustProxy === undefined ? {} : { trustProxy: options.trustProxy }),
      streams,
      ...(existsSync(join(pages, "index.html")) ? { pages } : {}),
    });
    const { receive } = house;
    const onFault = (err: unknown): void => log.error({ err }, "the gateway's endpoint met a fault");
    const http = createHttpServer(receive === undefined ? app : withSoapEndpoint(app, receive, onFault));
    http.listen({ port: options.port, ...(options.host === undefined ? {} : { host: options.host }) });
    await once(http, "listening");
    const { port } = http.address() as AddressInfo;
    if (demo !== undefined) publicUrl ??= `http://localhost:${port}`;
    await demo?.listening(options.host, port);
    runtime.startPump();
    return {
      url: `http://localhost:${port}`,
      port,
      ...(demo === undefined ? {} : { simulator: demo.simulator }),
      settle: () => runtime.settle(),
      async close() {
        outsideWork.close();
        const closed = once(http, "close");
        http.close();
        streams.endAll();
        http.closeIdleConnections();
        await closed;
        await readRecorder.flush();
        await house.close();
        await demo?.close();
      },
    };
  } catch (error) {
    await house.close();
    await demo?.close();
    throw error;
  }
}

/** The database with what is not yet written back into it (sqlite.org/wal.html). */
async function bytesOfStore(dataDir: string): Promise<number> {
  const files = ["", "-wal"].map((ending) => join(dataDir, DATABASE_FILE + ending));
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Demo accounts have passwords that everybody knows: they must not get into an installation, nor an installation grow out of a demo. */
async function refuseMixture({ accounts }: Database, mode: ServerOptions["mode"], place: string): Promise<void> {
  const isDemo = (await accounts.byId(DEMO_MARK)) !== undefined;
  if (isDemo && mode === "installation")
    throw new StartRefused(
      `The data in ${place} are a demo's: its accounts have passwords that everybody knows. Give the installation another DATA_DIR or DATABASE_URL.`,
    );
  const { items } = await accounts.list({}, { limit: 1 });
  if (!isDemo && mode === "demo" && items.length > 0)
    throw new StartRefused(
      `The data in ${place} are an installation's: the demo would give it accounts with passwords that everybody knows. Give the demo another DATA_DIR or DATABASE_URL.`,
    );
}

/** Deploys one bundle after the other, as the system; a bundle that is the latest already changes nothing. */
export async function deployBundles(runtime: Runtime, bundles: readonly FileBundle[]): Promise<readonly Deployed[]> {
  const deployed: Deployed[] = [];
  for (const bundle of bundles) deployed.push(await runtime.deploy(bundle, SYSTEM));
  return deployed;
}

/** `created: false`: it was the latest already. */
export interface Deployed {
  readonly created: boolean;
  readonly definitions: readonly DefinitionRow[];
}

/** The folder of every regulation that Reglament brings along. */
export function regulationFolders(): readonly string[] {
  const folder = join(ROOT, "processes");
  const regulations = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return regulations.map(({ name }) => join(folder, name)).sort();
}

const regulationBundles = (folders = regulationFolders()): readonly FileBundle[] =>
  folders.length === 0 ? [] : readBundles(folders);

/** The regulations that something is deployed for. */
async function regulationsOf(definitions: Database["definitions"]): Promise<readonly string[]> {
  const found = new Set<string>();
  for await (const { items } of everyPage((more) => definitions.list({ latestOnly: true }, { limit: 200, ...more })))
    for (const { regulation } of items) if (regulation !== undefined) found.add(regulation);
  return [...found].sort();
}

function calendarOf(version: string | undefined): Calendar {
  const found = version === undefined ? CALENDARS[0] : CALENDARS.find((each) => each.version === version);
  if (found !== undefined) return found;
  throw new CodedError("CALENDAR_MISSING", `There is no calendar ${version} here.`);
}

function readVersion(): string {
  return (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string }).version;
}

interface Demo {
  /** What does not go through the gateway: the national CA, the applicant's mailbox. */
  readonly outside: Outside;
  readonly gateway: GatewaySettings;
  readonly simulator: Simulator;
  /** Tells the gateway where to push to. */
  listening(host: string | undefined, port: number): Promise<void>;
  close(): Promise<void>;
  readonly sign: DemoSigner;
  readonly people: readonly DemoPerson[];
  /** IIN by login: whose certificates the demo accounts sign with. */
  readonly iins: Readonly<Record<string, string>>;
}

/** The simulated outside. Loaded only here: an installation does not need `fixtures/` at all. */
async function openDemo(
  dataDir: string,
  clock: Clock,
  place: NonNullable<ServerOptions["simulatedGateway"]>,
): Promise<Demo> {
  const [{ DEMO_SEED, makePeople }, { createSimulatedOutside }, { ensureTestCa }, { signWith }] = await Promise.all([
    import("../fixtures/people/people.ts"),
    import("../fixtures/outside/simulated-outside.ts"),
    import("../fixtures/test-ca/test-ca.ts"),
    import("../fixtures/test-ca/signer.ts"),
  ]);
  const people = makePeople();
  const [ca, { gateway, settings }] = await Promise.all([
    ensureTestCa(join(dataDir, DEMO_CA)),
    openDemoGateway(dataDir, place),
  ]);
  const { clerk, otherClerk, head, applicant } = people.personas;
  const known = new Set(Object.values(people.personas).map(({ iin }) => iin));
  const crowd = people.all.filter(({ iin, identityCard }) => identityCard !== undefined && !known.has(iin));
  const signers: Readonly<Record<string, (typeof crowd)[number] & { readonly label: string }>> = {
    applicant: { ...applicant, label: "applicant" },
    "office-clerk": { ...clerk, label: "clerk" },
    "centre-operator": { ...otherClerk, label: "other-clerk" },
    head: { ...head, label: "head" },
    // The others of the staff are people of the crowd, each another.
    ...Object.fromEntries(
      ["corporation-operator", "akimat-clerk", "other-clerk", "other-head"].map((login, index) => [
        login,
        { ...crowd[index]!, label: `crowd-${login}` },
      ]),
    ),
  };
  // Whom an administrator of the demo gives the number of another synthetic person signs as that person.
  const signerOf = (iin: string | undefined) =>
    Object.values(signers).find((signer) => signer.iin === iin) ??
    people.all
      .filter((person) => person.iin === iin)
      .map((person) => ({ ...person, label: `person-${person.iin}` }))[0];
  const simulated = createSimulatedOutside({ people, ca, clock, journal: join(dataDir, "demo-outside.jsonl") });
  return {
    outside:
      // A clock of the demo's own stands still or jumps; the CA of another process would sign for another time.
      place === "process" && clock === SYSTEM_CLOCK
        ? { ...simulated.outside, revocation: revocationAt(gateway.url, ca, clock) }
        : simulated.outside,
    gateway: settings,
    simulator: {
      url: gateway.url,
      seed: DEMO_SEED,
      refuse: async (system, refuses) =>
        system === "notifier" ? simulated.refuse(system, refuses) : gateway.switches.refuse({ system, refuses }),
      outage: (down) => gateway.switches.outage({ down }),
    },
    listening: (host, port) => gateway.switches.callback({ url: `http://${host ?? "127.0.0.1"}:${port}${SOAP_PATH}` }),
    close: () => gateway.close(),
    people: Object.entries(people.personas).map(([persona, { iin, surname, name, patronymic, birthDate, sex }]) => ({
      persona,
      iin,
      surname,
      name,
      ...(patronymic === undefined ? {} : { patronymic }),
      birthDate,
      sex,
    })),
    iins: Object.fromEntries(Object.entries(signers).map(([login, { iin }]) => [login, iin])),
    async sign({ iin }, document, certificate, form) {
      const subject = signerOf(iin);
      if (subject === undefined)
        throw new CodedError("NOT_ALLOWED", "The demo has no test certificate for this person.");
      // The head signs with GOST 34.10-2015, as everybody whom the national CA has issued a certificate to since April 2024.
      const signer = await ca.signer(subject, certificate, subject.label === "head" ? "gost" : "ecdsa");
      if (form === "json") return signWith(signer, document);
      if (form === "xml") {
        const { signXml, xmlToSign } = await import("../fixtures/test-ca/xml-signer.ts");
        return signXml(signer, xmlToSign(document));
      }
      const { signCms } = await import("../fixtures/test-ca/cms-signer.ts");
      return (await signCms([signer], document, { attached: form === "cms-attached" })).toString("base64");
    },
  };
}

/** The test CA as an installation asks the national one: its OCSP responder first, its lists after. */
function revocationAt(url: string, ca: { trustedIssuers(): TrustedIssuers }, clock: Clock): RevocationSource {
  const { anchors, intermediates } = ca.trustedIssuers();
  const row = (certificate: string, which: string): AuthoritySettings => ({
    certificate,
    anchor: which.endsWith("root"),
    crlUrl: `${url}/crl/${which}.crl`,
    ocspUrl: `${url}/ocsp/${which}`,
  });
  const authorities = [
    ...anchors.map((each, index) => row(each, index === 0 ? "root" : "gost-root")),
    ...intermediates.map((each, index) => row(each, index === 0 ? "issuing" : "gost-issuing")),
  ];
  return createRevocationOverHttp({ authorities, clock });
}

/** The simulated gateway, and how the demo is configured to ask it: with what an installation says of its own. */
async function openDemoGateway(
  dataDir: string,
  place: NonNullable<ServerOptions["simulatedGateway"]>,
): Promise<{ readonly gateway: RunningGateway; readonly settings: GatewaySettings }> {
  const [{ ensureTransportIdentities }, { startGatewayHere, startGatewayProcess }] = await Promise.all([
    import("../fixtures/outside/transport-identities.ts"),
    import("../fixtures/outside/gateway-child.ts"),
  ]);
  const files = {
    identities: join(dataDir, "demo-gateway-keys.json"),
    journal: join(dataDir, "demo-gateway.jsonl"),
    ca: join(dataDir, DEMO_CA),
  };
  const identities = await ensureTransportIdentities(files.identities);
  const gateway = await (place === "process" ? startGatewayProcess(files) : startGatewayHere(files, identities));
  const settings: GatewaySettings = {
    syncUrl: `${gateway.url}/sync`,
    asyncUrl: `${gateway.url}/async`,
    ...identities.participant,
    trusted: [identities.gateway.certificate],
    senderId: "reglament",
  };
  return { gateway, settings };
}
