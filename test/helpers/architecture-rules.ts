/**
 * The house rules that the imports and names of files must hold (design, section 2), as a table and a checker of source texts.
 * `breaches(files)` answers one sentence for each breach; an empty list is a house in order.
 */
import { posix } from "node:path";
import ts from "typescript";

export interface SourceText {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}

interface Rule {
  /** Files and folders that the room may import. It may always import itself. */
  readonly rooms: readonly string[];
  /** Files and folders of which it may import types only. */
  readonly types: readonly string[];
  /** Packages; `node:` stands for every module of Node. */
  readonly packages: readonly string[];
}

const ENGINE = ["engine/core", "engine/model", "engine/terms", "engine/errors.ts", "engine/ports.ts"];
const ANY = "*";

/** Room -> what it may import. The longest name that a path begins with is its room. */
export const RULES: Readonly<Record<string, Rule>> = {
  "engine/errors.ts": { rooms: [], types: ["engine/model"], packages: [] },
  "engine/ports.ts": { rooms: [], types: ["engine/core", "engine/model", "engine/errors.ts"], packages: [] },
  "engine/core": {
    rooms: ["engine/terms"],
    types: ["engine/model", "engine/errors.ts"],
    packages: ["luxon", "feelin"],
  },
  "engine/terms": { rooms: [], types: ["engine/model"], packages: ["luxon", "feelin"] },
  "engine/model": {
    rooms: ["engine/errors.ts"],
    types: ["engine/ports.ts"],
    packages: ["bpmn-moddle", "feelin", "xml2js", "node:"],
  },
  "engine/decisions": {
    rooms: ["engine/core/feel.ts", "engine/model", "engine/errors.ts"],
    types: ["engine/core"],
    packages: ["dmn-moddle", "feelin"],
  },
  "engine/lint": {
    rooms: ["engine/model", "engine/terms", "engine/errors.ts"],
    types: ["engine/ports.ts"],
    packages: ["bpmnlint", "feelin", "luxon"],
  },
  "engine/lint/on-thread": { rooms: ["engine/lint"], types: [], packages: ["node:"] },
  "engine/drawing": { rooms: ["engine/model/bpmn-element.ts"], types: ["engine/model"], packages: [] },
  "engine/tables": {
    rooms: ["engine/model"],
    types: [],
    packages: ["docx", "papaparse", "read-excel-file"],
  },
  "engine/text": { rooms: [], types: ["engine/model"], packages: ["ajv"] },
  "engine/runtime": {
    rooms: [...ENGINE, "engine/decisions", "engine/lint"],
    types: [],
    packages: ["ajv", "ajv-formats", "luxon", "pino", "node:"],
  },
  "engine/scenario": {
    rooms: [...ENGINE, "engine/decisions", "engine/lint", "engine/runtime"],
    types: [],
    packages: ["ajv", "luxon", "node:"],
  },
  "engine/scenario/referee": {
    rooms: [...ENGINE, "engine/decisions", "engine/scenario"],
    types: [],
    packages: ["bpmn-engine", "luxon"],
  },
  "engine/scenario/trial": {
    rooms: ["engine/scenario", "engine/scenario/referee"],
    types: [],
    packages: ["node:"],
  },
  handlers: {
    rooms: ["engine/ports.ts"],
    types: ["engine/core", "engine/model", "engine/errors.ts"],
    packages: [
      "@peculiar/x509",
      "reflect-metadata",
      "pkijs",
      "asn1js",
      "@noble/curves",
      "xml-crypto",
      "@xmldom/xmldom",
      "pdfmake",
      "bwip-js",
      "@expo-google-fonts/noto-sans",
      "xml2js",
      "nodemailer",
      "ajv",
      "luxon",
      "node:",
    ],
  },
  web: {
    rooms: ["engine/core", "engine/terms", "engine/model/reg-descriptor.ts"],
    types: ["api"],
    packages: [
      "react",
      "react-dom",
      "react-router",
      "react-i18next",
      "i18next",
      "@mantine/core",
      "@mantine/hooks",
      "@tabler/icons-react",
      "@tanstack/react-query",
      "@tanstack/react-virtual",
      "@fontsource-variable/noto-sans",
      "bpmn-js",
      "bpmn-js-token-simulation",
      "bpmn-js-differ",
      "bpmn-moddle",
    ],
  },
  "web/vite.config.ts": { rooms: [], types: [], packages: ["vite", "@vitejs/plugin-react"] },
  db: {
    rooms: ["engine/ports.ts", "engine/errors.ts"],
    types: ["engine/core", "engine/model"],
    packages: ["knex", "sqlite3", "pg", "luxon", "node:"],
  },
  api: {
    rooms: ["engine/ports.ts", "engine/errors.ts"],
    types: ["engine/core", "engine/model", "engine/terms", "engine/runtime"],
    packages: [
      "express",
      "express-rate-limit",
      "file-type",
      "helmet",
      "ajv",
      "ajv-formats",
      "ajv-i18n",
      "luxon",
      "openid-client",
      "pino",
      "node:",
    ],
  },
  "api/server.ts": { rooms: ["engine", "handlers", "db", "api", "fixtures"], types: [], packages: [ANY] },
  cli: {
    rooms: ["api", "engine", "handlers/index.ts", "handlers/unconfigured-outside.ts", "handlers/document-preview.ts"],
    types: [],
    packages: ["commander", "listr2", "luxon", "node:"],
  },
  fixtures: {
    rooms: ["engine/ports.ts", "handlers/outside.ts", "handlers/iin.ts", "handlers/gateway", "handlers/gost"],
    types: ["engine/core"],
    packages: ["@peculiar/x509", "reflect-metadata", "pkijs", "asn1js", "xml-crypto", "ws", "luxon", "node:"],
  },
  bench: { rooms: ["engine", "handlers", "db", "api", "fixtures", "cli"], types: [], packages: [ANY] },
  scripts: { rooms: ["engine", "api"], types: [], packages: [ANY] },
  test: {
    rooms: ["engine", "handlers", "db", "api", "fixtures", "cli", "scripts", "bench", "web"],
    types: [],
    packages: [ANY],
  },
};

/** Rooms whose every value follows from their arguments: the browser folds the same code, a replay gives the same. */
const PURE = ["engine/core", "engine/decisions", "engine/terms"];
/** Names of the world outside that a pure room may not touch. */
const IMPURE_GLOBALS = new Set(
  "process performance crypto fetch setTimeout setInterval setImmediate queueMicrotask require".split(" "),
);
/** Calls that read the clock or throw dice; those with `bare` only without arguments. */
const IMPURE_CALLS: readonly { readonly call: string; readonly bare?: true }[] = [
  { call: "Date.now" },
  { call: "Math.random" },
  { call: "DateTime.now" },
  { call: "DateTime.local", bare: true },
  { call: "DateTime.utc", bare: true },
  { call: "Date", bare: true },
  { call: "new Date", bare: true },
];

/** `case-state.ts`, with its kind after a dot where it has one: `fold.property.test.ts`. */
const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)*\.tsx?$/;
const SAYS_NOTHING = new Set(["util", "utils", "helper", "helpers", "common", "misc", "shared"]);

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** Every breach of the rules in these files, as sentences that begin with the path; the files are taken as the whole house. */
export function breaches(files: readonly SourceText[]): string[] {
  const found: string[] = [];
  const edges = new Map<string, string[]>();
  for (const file of files) {
    const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true, scriptKind(file.path));
    const imports = importsOf(source);
    edges.set(
      file.path,
      imports.map(({ specifier }) => targetOf(file.path, specifier)).filter((to) => to !== undefined),
    );
    found.push(
      ...nameBreaches(file.path),
      ...imports.flatMap((one) => importBreaches(file.path, one)),
      ...barrelBreaches(source),
      ...(isIn(file.path, PURE) ? purityBreaches(source) : []),
    );
  }
  return [...found, ...circles(edges)];
}

const scriptKind = (path: string): ts.ScriptKind => (path.endsWith(".tsx") ? ts.ScriptKind.TSX : ts.ScriptKind.TS);

function nameBreaches(path: string): string[] {
  const found: string[] = [];
  if (!KEBAB.test(posix.basename(path))) found.push(`${path}: file names are kebab-case`);
  const parts =
    path === "test/helpers" || path.startsWith("test/helpers/") ? path.split("/").slice(2) : path.split("/");
  for (const part of parts) {
    if (SAYS_NOTHING.has(part.replace(/\..*$/, ""))) found.push(`${path}: "${part}" does not say what is in it`);
  }
  return found;
}

function importBreaches(path: string, { specifier, typeOnly }: Import): string[] {
  const room = roomOf(path);
  const rule = room === undefined ? undefined : RULES[room];
  if (room === undefined || rule === undefined) return [`${path}: stands in no room of the design`];
  const target = targetOf(path, specifier);
  if (target === undefined) {
    const name = packageOf(specifier);
    if (rule.packages.includes(ANY) || rule.packages.includes(name)) return [];
    return [`${path}: ${room} may not import the package ${name}`];
  }
  if (isIn(target, rule.rooms) || (typeOnly && isIn(target, rule.types))) return [];
  // `api/server.ts` is no part of what the other files of `api` may see; it is the other way round.
  if (isIn(target, [room]) && roomOf(target) === room) return [];
  if (isIn(target, rule.types)) return [`${path}: ${room} may import only types of ${target}`];
  return [`${path}: ${room} may not import ${target}`];
}

function barrelBreaches(source: ts.SourceFile): string[] {
  return source.statements.some((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier)
    ? [`${source.fileName}: re-exports from another file; import from the file that says it`]
    : [];
}

function purityBreaches(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const call = (ts.isNewExpression(node) ? "new " : "") + node.expression.getText();
      const known = IMPURE_CALLS.find((one) => one.call === call);
      if (known && (!known.bare || (node.arguments ?? []).length === 0)) {
        found.push(`${source.fileName}: calls ${call}(), and a pure room is given its instant`);
      }
    }
    if (ts.isIdentifier(node) && IMPURE_GLOBALS.has(node.text) && refersToGlobal(node)) {
      found.push(`${source.fileName}: uses ${node.text}, which a pure room does not know`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Not a property (`trigger.process`), a key or a declaration, nor the use of a local thing of that name. */
function refersToGlobal(node: ts.Identifier): boolean {
  const { parent } = node;
  const isOwner =
    (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && parent.expression === node;
  const isCalled = (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node;
  const isTaken = ts.isVariableDeclaration(parent) && parent.initializer === node;
  if (!isOwner && !isCalled && !isTaken) return false;
  for (let place: ts.Node = parent; !ts.isSourceFile(place); place = place.parent) {
    if (declares(place, node.text)) return false;
  }
  return !declares(node.getSourceFile(), node.text);
}

/** Whether a function or block brings a parameter, variable or function of that name for what stands in it. */
function declares(place: ts.Node, name: string): boolean {
  if (ts.isFunctionLike(place)) return place.parameters.some((parameter) => binds(parameter.name, name));
  if (ts.isForOfStatement(place) || ts.isForStatement(place)) {
    return !!place.initializer && ts.isVariableDeclarationList(place.initializer) && listBinds(place.initializer, name);
  }
  if (!ts.isBlock(place) && !ts.isSourceFile(place) && !ts.isCaseOrDefaultClause(place)) return false;
  return place.statements.some(
    (statement) =>
      (ts.isVariableStatement(statement) && listBinds(statement.declarationList, name)) ||
      (ts.isFunctionDeclaration(statement) && statement.name?.text === name),
  );
}

function listBinds(list: ts.VariableDeclarationList, name: string): boolean {
  return list.declarations.some((declaration) => binds(declaration.name, name));
}

function binds(binding: ts.BindingName, name: string): boolean {
  if (ts.isIdentifier(binding)) return binding.text === name;
  return binding.elements.some((element) => ts.isBindingElement(element) && binds(element.name, name));
}

function importsOf(source: ts.SourceFile): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      if (ts.isStringLiteral(node.moduleSpecifier)) {
        const typeOnly = ts.isImportDeclaration(node) ? isTypeOnly(node.importClause) : node.isTypeOnly;
        found.push({ specifier: node.moduleSpecifier.text, typeOnly });
      }
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      if (ts.isStringLiteral(node.argument.literal))
        found.push({ specifier: node.argument.literal.text, typeOnly: true });
    } else if (ts.isCallExpression(node) && node.arguments.length > 0) {
      const [first] = node.arguments;
      const loads = node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === "require";
      if (loads && first && ts.isStringLiteralLike(first)) found.push({ specifier: first.text, typeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  return clause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

/** The path that a relative import names; undefined for a package. */
function targetOf(from: string, specifier: string): string | undefined {
  return specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier) : undefined;
}

function packageOf(specifier: string): string {
  if (specifier.startsWith("node:")) return "node:";
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function roomOf(path: string): string | undefined {
  return Object.keys(RULES)
    .filter((room) => isIn(path, [room]))
    .sort((a, b) => b.length - a.length)[0];
}

function isIn(path: string, places: readonly string[]): boolean {
  return places.some((place) => path === place || path.startsWith(`${place}/`));
}

/** Each circle of imports once, as `a -> b -> a`; imports of types count, a circle of words is one too. */
function circles(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const state = new Map<string, "open" | "done">();
  const walk = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === "done") return;
    if (state.get(path) === "open") {
      found.push(`${[...trail.slice(trail.indexOf(path)), path].join(" -> ")}: files import each other in a circle`);
      return;
    }
    state.set(path, "open");
    for (const next of edges.get(path) ?? []) walk(next, [...trail, path]);
    state.set(path, "done");
  };
  for (const path of edges.keys()) walk(path, []);
  return found;
}
