import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { build } from "vite";

const root = resolve(import.meta.dirname, "../..");
/** What an applicant's phone loads before the first page stands: scripts and styles, compressed; letters apart. */
const MOST_KB = 300;

describe("the first load of the portal", function () {
  this.timeout(120_000);
  let folder: string;
  let loaded: readonly string[];
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "reglament-first-load-"));
    await build({
      configFile: join(root, "web/vite.config.ts"),
      logLevel: "silent",
      build: { outDir: folder, manifest: true },
    });
    loaded = filesFor("index.html", "portal/portal-area.tsx");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** The files of these entries of the manifest, with all that they import at once. */
  function filesFor(...entries: readonly string[]): readonly string[] {
    const manifest = JSON.parse(readFileSync(join(folder, ".vite/manifest.json"), "utf8")) as Readonly<
      Record<string, { readonly file: string; readonly css?: readonly string[]; readonly imports?: readonly string[] }>
    >;
    const files = new Set<string>();
    const seen = new Set<string>();
    const add = (key: string): void => {
      if (seen.has(key)) return;
      seen.add(key);
      const chunk = manifest[key];
      if (chunk === undefined) throw new Error(`the manifest has no ${key}`);
      for (const file of [chunk.file, ...(chunk.css ?? [])]) files.add(file);
      chunk.imports?.forEach(add);
    };
    entries.forEach(add);
    // The words of one language that the portal shows: those of app, forms and portal.
    const words = Object.values(manifest).flatMap(({ file }) => file);
    for (const area of ["app", "forms", "portal"])
      files.add(words.filter((file) => new RegExp(`/${area}-[^/]+\\.js$`).test(file)).toSorted()[0] ?? "");
    return [...files].filter((file) => file !== "");
  }

  it(`weighs less than ${MOST_KB} KB, compressed`, () => {
    const bytes = loaded
      .filter((file) => /\.(?:js|css)$/.test(file))
      .map((file) => gzipSync(readFileSync(join(folder, file))).length);
    expect(bytes.reduce((sum, each) => sum + each, 0) / 1024).to.be.lessThan(MOST_KB);
  });

  it("has no editor, no viewer of diagrams and no replay in it", () => {
    const apart = readdirSync(join(folder, "assets")).filter((file) =>
      readFileSync(join(folder, "assets", file), "latin1").includes("djs-container"),
    );
    expect(apart, "the viewer is built at all").not.to.deep.equal([]);
    for (const file of apart) expect(loaded).not.to.include(`assets/${file}`);
  });
});
