/**
 * Tests of the pages in real Chromium against the real server with the data of the demo.
 *
 * `const house = await startPages()`, then `await house.visit("head", { language: "ru", size: "phone" })`. Every visit collects what the console says:
 * `visit.close()` throws when there was an error. `visit.check(name)` looks for barriers with axe and keeps a picture in SCREENSHOT_DIR;
 * `visit.checkEverywhere(name)` does it with the same page in three languages, at two widths, light and dark.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page, type Request } from "playwright-core";
import { DEMO_ACCOUNTS } from "../../api/demo-accounts.ts";
import type { ServerOptions } from "../../api/server.ts";
import { startInstallation, type Installation } from "../api/installation.ts";

export type Language = "kk" | "ru" | "en";

export interface VisitOptions {
  /** Chosen before the page opens; `en` unless said. */
  readonly language?: Language;
  /** `wide` unless said. */
  readonly size?: keyof typeof SIZES;
  readonly dark?: boolean;
  /** Servers whose certificate nobody signed are believed: NCALayer's simulator has such a one. */
  readonly anyCertificate?: boolean;
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Opens an address of the application and waits until it has come to rest. */
  open(path: string): Promise<void>;
  /** Throws with what axe found (WCAG 2.2 A and AA); keeps a picture under that name. */
  check(name: string): Promise<void>;
  /**
   * `check` of the page as it stands in every language, light on a wide screen and dark on a phone (and the other way about for one of them); throws also when
   * a phone would have to scroll sideways. A picture is kept of each language at both widths. Leaves the page as it was.
   */
  checkEverywhere(name: string): Promise<void>;
  /** Throws when the console showed an error that was not expected. */
  close(): Promise<void>;
  /** Errors of the console that this pattern fits are not failures: a refusal that the test provokes shows there. */
  expectError(pattern: RegExp): void;
}

export interface Pages {
  readonly installation: Installation;
  readonly url: string;
  /** A browser of its own, signed in as the demo account with that login; without one nobody is signed in. */
  visit(login?: string, options?: VisitOptions): Promise<Visit>;
  stop(): Promise<void>;
}

/** Every language and width for the pictures; axe looks where a language, a width or a scheme is new, because its time is most of a test's. */
const LOOKS: readonly { language: Language; size: keyof typeof SIZES; dark: boolean; axe: boolean }[] = [
  { language: "kk", size: "wide", dark: false, axe: true },
  { language: "kk", size: "phone", dark: false, axe: false },
  { language: "ru", size: "phone", dark: true, axe: true },
  { language: "ru", size: "wide", dark: false, axe: false },
  { language: "en", size: "wide", dark: true, axe: true },
  { language: "en", size: "phone", dark: false, axe: false },
];
const SIZES = { wide: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } } as const;
const FLAGS =
  "--headless --no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run";
const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** A machine that is busy with other things must not fail a test. */
const TIMEOUT_MS = 20_000;
const SHOTS = process.env.SCREENSHOT_DIR ?? join(tmpdir(), "reglament-screenshots");
const root = resolve(import.meta.dirname, "../..");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** `flags`: more of them for Chromium. */
export async function startPages(options: Partial<ServerOptions> = {}, flags: readonly string[] = []): Promise<Pages> {
  execFileSync(process.execPath, [join(root, "scripts/build-web.ts"), "--if-stale"], { cwd: root });
  // A copy: another test run may build the pages of other sources meanwhile.
  const pages = mkdtempSync(join(tmpdir(), "reglament-pages-"));
  cpSync(join(root, "web/dist"), pages, { recursive: true });
  const installation = await startInstallation({ pages, ...options });
  const browser = await chromium.launch({ executablePath: browserProgram(), args: [...FLAGS.split(" "), ...flags] });
  const { url } = installation.server;
  return {
    installation,
    url,
    visit: (login, more) => visit(browser, url, login, more),
    async stop() {
      await browser.close();
      await installation.stop();
      rmSync(pages, { recursive: true });
    },
  };
}

async function visit(
  browser: Browser,
  url: string,
  login: string | undefined,
  { language = "en", size = "wide", dark = false, anyCertificate = false }: VisitOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: SIZES[size],
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    locale: language,
    ignoreHTTPSErrors: anyCertificate,
  });
  if (login !== undefined) {
    const { password } = DEMO_ACCOUNTS.find((account) => account.login === login)!;
    const data = { login, password };
    const answer = await context.request.post("/api/v1/sessions/browser", { data, headers: { Origin: url } });
    if (answer.status() !== 201) throw new Error(`Signing in as ${login}: ${await answer.text()}`);
  }
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  const said: string[] = [];
  const expected: RegExp[] = [];
  const asked = new Set<Request>();
  page.on("request", (request) => {
    if (!request.url().endsWith("/events")) asked.add(request);
  });
  page.on("requestfinished", (request) => void asked.delete(request));
  page.on("requestfailed", (request) => void asked.delete(request));
  page.on("console", (message) => {
    if (message.type() === "error") said.push(`${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => said.push(error.stack ?? error.message));
  await page.addInitScript(
    // The frame in which the browser shows a PDF has no store.
    `localStorage?.getItem("reglament.language") ?? localStorage?.setItem("reglament.language", "${language}")`,
  );
  const look = async (name: string, shown: { language: string; size: string; dark: boolean }, withAxe: boolean) => {
    mkdirSync(SHOTS, { recursive: true });
    const file = `${name}.${shown.language}.${shown.size}${shown.dark ? ".dark" : ""}.png`;
    await page.screenshot({ path: join(SHOTS, file) });
    const found = withAxe ? await barriers(page) : [];
    if (found.length > 0) throw new Error(`${page.url()} (${file}): axe found barriers:\n${found.join("\n")}`);
  };
  const show = async (shown: { language: Language; size: keyof typeof SIZES; dark: boolean }) => {
    await page.setViewportSize(SIZES[shown.size]);
    await page.emulateMedia({ colorScheme: shown.dark ? "dark" : "light" });
    // As if the language were chosen in another tab: the page keeps its state.
    await page.evaluate(
      `localStorage.setItem("reglament.language", "${shown.language}");
       dispatchEvent(new StorageEvent("storage", { key: "reglament.language", newValue: "${shown.language}" }))`,
    );
    await page.locator(`html[lang="${shown.language}"]`).waitFor({ state: "attached" });
    // What is said in the reader's language is asked anew of the API; a drawing takes a frame.
    do await page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))");
    while (asked.size > 0);
  };
  return {
    page,
    context,
    expectError: (pattern) => void expected.push(pattern),
    async open(path) {
      await page.goto(path);
      await page.locator("h1").first().waitFor({ state: "attached" });
    },
    check: (name) => look(name, { language, size, dark }, true),
    async checkEverywhere(name) {
      for (const shown of LOOKS) {
        await show(shown);
        await look(name, shown, shown.axe);
        const wider = await page.evaluate<number>(
          "document.documentElement.scrollWidth - document.documentElement.clientWidth",
        );
        if (wider > 0)
          throw new Error(
            `${page.url()} is ${wider} px wider than a ${shown.size} in ${shown.language}: it scrolls sideways.`,
          );
      }
      await show({ language, size, dark });
    },
    async close() {
      await context.close();
      const unexpected = said.filter((line) => !expected.some((pattern) => pattern.test(line)));
      if (unexpected.length > 0) throw new Error(`The console showed errors:\n${unexpected.join("\n")}`);
    },
  };
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly target: readonly unknown[]; readonly failureSummary?: string }[];
  }[];
}

async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const results = await page.evaluate<AxeResults>(
    'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })',
  );
  return results.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary = "" }) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary}`),
  );
}

/** Chromium as the system has it; on Debian and Ubuntu it is installed when we may. Throws with what to do. */
function browserProgram(): string {
  const found = PROGRAMS.find((path) => existsSync(path));
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    spawnSync("apt-get", ["update", "-qq"], { stdio: "inherit" });
    spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], { stdio: "inherit" });
    const installed = PROGRAMS.find((path) => existsSync(path));
    if (installed !== undefined) return installed;
  }
  throw new Error(
    `The tests of the pages need Chromium at one of ${PROGRAMS.join(", ")}: install it (Debian and Ubuntu: apt-get install chromium), then try again.`,
  );
}
