import { readFileSync, readdirSync } from "node:fs";
import { extname, join, resolve, sep } from "node:path";
import { expect } from "chai";
import { ERRORS } from "../engine/errors.ts";
import { errorList } from "../scripts/write-error-list.ts";

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
interface LockEntry {
  readonly resolved?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const root = resolve(import.meta.dirname, "..");
const read = (path: string) => readFileSync(resolve(root, path), "utf8");
const manifest = JSON.parse(read("package.json")) as Manifest;
const lock = (JSON.parse(read("package-lock.json")) as { packages: Record<string, LockEntry> }).packages;
const pinned = { ...manifest.dependencies, ...manifest.devDependencies };

/** What .gitignore leaves out. */
const NOT_OURS = new Set(["node_modules", ".git", "data", "coverage", "dist", ".cache"]);
const TEXT = new Set(
  ". .ts .mjs .js .json .md .bpmn .dmn .xml .xsd .yml .yaml .txt .html .css .svg .sh .pem .csv".split(" "),
);

const files = listFiles(".");

describe("the repository", () => {
  describe("its dependencies", () => {
    it("are pinned exactly, never as a range", () => {
      const ranges = Object.entries(pinned).filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version));
      expect(ranges).to.deep.equal([]);
    });

    it("each have a line in docs/dependencies.md with the licence that the package itself states", () => {
      const rows = new Map(
        [...read("docs/dependencies.md").matchAll(/^\| `([^`]+)` +\| ([^|]+?) +\|/gm)].map(([, name, licence]) => [
          name,
          licence,
        ]),
      );
      const stated = Object.keys(pinned).map((name) => {
        const { license } = JSON.parse(read(join("node_modules", name, "package.json"))) as { license: string };
        return [name, license] as const;
      });
      expect(Object.fromEntries(rows)).to.deep.equal(Object.fromEntries(stated));
    });

    it("stand in the lock file as in package.json, and the lock file names no registry", () => {
      expect(lock[""]?.dependencies).to.deep.equal(manifest.dependencies);
      expect(lock[""]?.devDependencies).to.deep.equal(manifest.devDependencies);
      expect(Object.keys(lock).filter((path) => lock[path]?.resolved !== undefined)).to.deep.equal([]);
    });

    it("are locked for every platform: npm ci refuses a lock file that lacks an optional package", () => {
      const missing = Object.entries(lock).flatMap(([path, entry]) =>
        Object.keys(entry.optionalDependencies ?? {}).filter((name) => !isLocked(path, name)),
      );
      expect(missing).to.deep.equal([]);
    });
  });

  describe("its documents", () => {
    it("list every error code as engine/errors.ts has it (npm run error-list)", () => {
      expect(read("docs/errors.md")).to.equal(errorList(ERRORS));
    });

    it("link every decision record from docs/decisions/README.md, numbered without a gap", () => {
      const records = readdirSync(resolve(root, "docs/decisions")).filter((name) => name !== "README.md");
      const links = [...read("docs/decisions/README.md").matchAll(/\]\((?:\.\/)?(\d{4}-[\w-]+\.md)\)/g)].map(
        ([, name]) => name,
      );
      expect(links.toSorted()).to.deep.equal(records.toSorted());
      expect(records.toSorted().map((name) => Number(name.slice(0, 4)))).to.deep.equal(
        records.map((_, index) => index + 1),
      );
    });

    it("link only to files that are there", () => {
      const broken = files
        .filter((path) => extname(path) === ".md")
        .flatMap((path) =>
          [...read(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
            .map(([, target]) => join(path, "..", target!))
            .filter(
              (target) => !files.some((file) => file === target || file.startsWith(target.replace(/\/$/, "") + sep)),
            )
            .map((target) => `${path} -> ${target}`),
        );
      expect(broken).to.deep.equal([]);
    });

    it("name in the README every environment variable that the code reads", () => {
      const listed = new Set([...read("README.md").matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name));
      const unlisted = files
        .filter((path) => /\.(?:ts|mjs|js)$/.test(path) && path !== join("test", "repository.test.ts"))
        .flatMap((path) => environmentVariables(read(path)).map((name) => ({ path, name })))
        .filter(({ name }) => name !== "PATH" && !listed.has(name));
      expect(unlisted).to.deep.equal([]);
    });

    it("are read for environment variables in every way of writing it", () => {
      const text =
        'process.env.ONE; env["TWO"]; const { THREE, FOUR: four = "4" } = process.env; environment.FIVE; trigger.SIX;';
      expect(environmentVariables(text).toSorted()).to.deep.equal(["FIVE", "FOUR", "ONE", "THREE", "TWO"]);
    });
  });

  it("holds no path of somebody's machine and no address of a package registry", () => {
    const found = files
      .filter((path) => TEXT.has(extname(path) || "."))
      .flatMap((path) => traces(read(path)).map((trace) => `${path}: ${trace}`));
    expect(found).to.deep.equal([]);
  });

  it("would notice such a path or address", () => {
    const home = ["", "home", "somebody", "reglament"].join("/");
    const registry = ["https:", "", "registry.example.org", "luxon"].join("/");
    expect(traces(`cd ${home} && npm --registry="${registry}"`)).to.deep.equal([home, registry]);
    expect(traces("import x from './home/y'; GET /api/v1/work/items; https://example.org/home/x")).to.deep.equal([]);
  });
});

function listFiles(folder: string): string[] {
  return readdirSync(resolve(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name) || entry.name.endsWith(".log")) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}

/** Whether a package installed at `path` finds `name`, in its own node_modules or one above it. */
function isLocked(path: string, name: string): boolean {
  for (let place = path; ; place = place.slice(0, Math.max(0, place.lastIndexOf("/node_modules/")))) {
    if (lock[(place === "" ? "" : `${place}/`) + `node_modules/${name}`]) return true;
    if (place === "") return false;
  }
}

function environmentVariables(text: string): string[] {
  const read = [...text.matchAll(/\benv(?:ironment)?(?:\.|\[["'])([A-Z][A-Z0-9_]*)\b/g)].map(([, name]) => name!);
  const taken = [...text.matchAll(/\{([^{}]*)\}\s*=\s*(?:process\.)?env\b/g)].flatMap(([, names]) =>
    [...names!.matchAll(/(?:^|,)\s*([A-Z][A-Z0-9_]*)/g)].map(([, name]) => name!),
  );
  return [...read, ...taken];
}

function traces(text: string): string[] {
  const paths = /(?<![\w./:-])\/(?:home|root|work|Users|mnt|srv)\/[\w./-]+/g;
  const registries = /https?:\/\/[\w.-]*registry[\w.-]*[\w./-]*/g;
  return [...text.matchAll(paths), ...text.matchAll(registries)].map(([whole]) => whole);
}
