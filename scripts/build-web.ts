/**
 * `npm run build:web` builds the pages of web/ into web/dist; with `--if-stale` only when the built ones are missing or of other sources.
 * `npm start` and the tests of the pages ask with `--if-stale`, which takes some milliseconds when nothing has changed.
 */
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const root = resolve(import.meta.dirname, "..");
const stampFile = resolve(root, "web/dist/.built-from");
/** What may end up in the pages. */
const SOURCES = ["web/**/*", "engine/{core,terms,model}/**/*.ts", "package-lock.json", "scripts/build-web.ts"];

const stamp = digestOfSources();
const built = existsSync(stampFile) ? readFileSync(stampFile, "utf8") : undefined;
if (!process.argv.includes("--if-stale") || built !== stamp) {
  console.log("Building the pages ...");
  await build({ configFile: resolve(root, "web/vite.config.ts"), logLevel: "warn" });
  packAssets(resolve(root, "web/dist/assets"));
  writeFileSync(stampFile, stamp);
}

/** Beside each asset that is text, the same packed, so that no answer has to pack it again (`api/web-pages.ts`). */
function packAssets(folder: string): void {
  for (const name of globSync("*.{js,css,svg}", { cwd: folder }))
    writeFileSync(resolve(folder, `${name}.gz`), gzipSync(readFileSync(resolve(folder, name)), { level: 9 }));
}

function digestOfSources(): string {
  const digest = createHash("sha256");
  const files = globSync(SOURCES, { cwd: root, withFileTypes: true, exclude: (entry) => entry.name === "dist" })
    .filter((entry) => entry.isFile())
    .map((entry) => resolve(entry.parentPath, entry.name))
    .sort();
  for (const file of files) digest.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
  return digest.digest("hex");
}
