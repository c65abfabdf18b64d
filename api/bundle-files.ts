/** Reads regulations from files, as `processes/` keeps them, into bundles that the runtime deploys. */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import type { ResourceKind } from "../engine/ports.ts";
import type { Bundle } from "../engine/runtime/runtime.ts";

export interface FileBundle extends Bundle {
  /** Of its diagram. */
  readonly path: string;
}

/** The path cannot be deployed; the message says why. */
export class NothingToDeploy extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NothingToDeploy";
  }
}

/**
 * One bundle for each diagram. A folder gives each of its diagrams everything else it holds: `forms/*.json`, `documents/*.json`, `scenarios/*.json` (by
 * name without ending), `*.dmn` and `regulation.json`. A diagram given by itself takes the same from the folder it lies in when that
 * folder is a regulation's (it has a `regulation.json`); otherwise it goes with its `scenarios/` and the other files given. Throws `NothingToDeploy`.
 */
export function readBundles(paths: readonly string[]): readonly FileBundle[] {
  const files = paths.flatMap((path) => (isFolder(path) ? [] : [readOne(path)]));
  const diagrams = files.filter(({ kind }) => kind === "bpmn");
  const others = files.filter(({ kind }) => kind !== "bpmn");
  const bundles = [
    ...diagrams.map((diagram) => bundleOf(diagram, [...others, ...besides(dirname(diagram.path), others)])),
    ...paths.filter(isFolder).flatMap(readFolder),
  ];
  if (bundles.length === 0) throw new NothingToDeploy(`There is no diagram (.bpmn) in ${paths.join(", ")}.`);
  return bundles;
}

interface FileResource {
  readonly kind: ResourceKind;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly path: string;
}

function isFolder(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new NothingToDeploy(`There is nothing at ${path}.`);
  return stats.isDirectory();
}

function readOne(path: string): FileResource {
  const kind = path.endsWith("regulation.json") ? "regulation" : KINDS[extname(path).toLowerCase()];
  if (kind === undefined)
    throw new NothingToDeploy(`${path} is neither a diagram (.bpmn), a decision (.dmn) nor a form (.json).`);
  return readResource(path, kind);
}

const KINDS: Readonly<Record<string, ResourceKind>> = {
  ".bpmn": "bpmn",
  ".xml": "bpmn",
  ".dmn": "decision",
  ".json": "form",
};

/** In one order everywhere, so that the same folder makes the same bundle. */
const listFolder = (folder: string): string[] =>
  statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder).sort() : [];

function readFolder(folder: string): FileBundle[] {
  const diagrams = listFolder(folder).filter((name) => name.endsWith(".bpmn"));
  const others = resourcesOf(folder);
  return diagrams.map((name) => bundleOf(readResource(join(folder, name), "bpmn"), others));
}

const besides = (folder: string, given: readonly FileResource[]): FileResource[] =>
  (listFolder(folder).includes("regulation.json") ? resourcesOf(folder) : scenariosOf(folder)).filter(
    ({ kind, name }) => !given.some((one) => one.kind === kind && one.name === name),
  );

const inFolder = (folder: string, ending: string, kind: ResourceKind): FileResource[] =>
  listFolder(folder)
    .filter((file) => file.endsWith(ending))
    .map((file) => readResource(join(folder, file), kind));

const scenariosOf = (folder: string): FileResource[] => inFolder(join(folder, "scenarios"), ".json", "scenario");

function resourcesOf(folder: string): FileResource[] {
  return [
    ...inFolder(join(folder, "forms"), ".json", "form"),
    ...inFolder(join(folder, "documents"), ".json", "document"),
    ...scenariosOf(folder),
    ...inFolder(folder, ".dmn", "decision"),
    ...inFolder(folder, "regulation.json", "regulation"),
  ];
}

function readResource(path: string, kind: ResourceKind): FileResource {
  const name = NAMED_BY_WORD.has(kind) ? basename(path, ".json") : basename(path);
  return { kind, name, bytes: readFileSync(path), path };
}

const NAMED_BY_WORD: ReadonlySet<ResourceKind> = new Set(["form", "document", "scenario"]);

const bundleOf = (diagram: FileResource, others: readonly FileResource[]): FileBundle => ({
  path: diagram.path,
  resources: [diagram, ...others].map(({ kind, name, bytes }) => ({ kind, name, bytes })),
});
