/**
 * `node scripts/bootstrap.mjs start|test|reglament [arguments]` - what `npm start`, `npm test` and (by reglament.mjs) `npx` call.
 *
 * Runs on any Node from 20 up, and needs no package: it installs what package-lock.json names (the pinned Node 24 among it), checks
 * that the two packages with a native part work, and hands over to the pinned Node. The exit code is that of the command.
 * `--link` only writes the `reglament` command into node_modules/.bin (npm calls that after every install).
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const NODE_MAJOR = "24";
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const modules = join(root, "node_modules");
const bin = join(modules, ".bin");
const pinnedNode = join(bin, "node");
const stampFile = join(modules, ".reglament-installed");

const COMMANDS = {
  start: ["cli/reglament.ts", "start", "--demo"],
  test: ["scripts/run-tests.ts"],
  reglament: ["cli/reglament.ts"],
};

const [name = "", ...rest] = process.argv.slice(2);
if (name === "--link") {
  linkCommand();
} else if (Object.hasOwn(COMMANDS, name)) {
  installWhatIsMissing();
  hand(COMMANDS[name], rest);
} else {
  stop("Usage: node scripts/bootstrap.mjs start|test|reglament [arguments]", 2);
}

function installWhatIsMissing() {
  if (isInstalled() && faultOfInstallation() === undefined) {
    linkCommand();
    writeStamp();
    return;
  }
  console.error(
    "Installing the packages named in package-lock.json (a few minutes where sqlite3 has to be compiled) ...",
  );
  const result = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["inherit", process.stderr.fd, process.stderr.fd], // the output of the command itself stays clean
    env: { ...process.env, PATH: pathWithout(modules) },
  });
  if (result.error)
    stop(`npm could not be started (${result.error.message}): install Node.js together with npm, then try again.`);
  if (result.status !== 0) stop(`npm ci did not succeed; its last lines above say why. ${adviceOnCompilers()}`);
  const fault = faultOfInstallation();
  if (fault !== undefined) stop(fault);
  linkCommand();
  writeStamp();
}

/** Our stamp; or, when somebody ran `npm ci` by hand, npm's own record of what it put into node_modules. */
function isInstalled() {
  if (readText(stampFile) === stamp()) return true;
  const record = readText(join(modules, ".package-lock.json"));
  if (record === undefined) return false;
  const present = JSON.parse(record).packages;
  const wanted = JSON.parse(readText(join(root, "package-lock.json")) ?? "{}").packages ?? {};
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === "" || entry.optional || entry.devOptional || present[path]?.integrity === entry.integrity,
  );
}

function stamp() {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  return `${lock} ${process.platform} ${process.arch}\n`;
}

function writeStamp() {
  if (readText(stampFile) !== stamp()) writeFileSync(stampFile, stamp());
}

/** A sentence that says what to do, or undefined when the pinned Node runs and sqlite3 loads in it. */
function faultOfInstallation() {
  const script = 'console.log(process.version); require("sqlite3")';
  const { status, stdout, stderr } = spawnSync(pinnedNode, ["-e", script], { cwd: root, encoding: "utf8" });
  if (!stdout?.startsWith(`v${NODE_MAJOR}.`)) {
    return (
      `node_modules/.bin/node is not Node ${NODE_MAJOR} (${stdout?.trim() || "it does not run"}): ` +
      "the package `node` brings it with its install script, so allow install scripts (npm config set ignore-scripts false), run `npm ci`, and try again."
    );
  }
  if (status === 0) return undefined;
  const reason = /^\w*Error: .*$/m.exec(stderr)?.[0].replace(/ Tried:$/, "") ?? "no reason given";
  return `sqlite3 does not load (${reason}). ${adviceOnCompilers()}`;
}

function adviceOnCompilers() {
  const missing = [
    ["python3", ["python3"]],
    ["make", ["make", "gmake"]],
    ["a C++ compiler", ["c++", "g++", "clang++"]],
  ]
    .filter(
      ([, names]) => !names.some((command) => spawnSync(command, ["--version"], { stdio: "ignore" }).status === 0),
    )
    .map(([label]) => label);
  return missing.length > 0
    ? `sqlite3 has to be compiled where no ready-made build can be had, and ${missing.join(" and ")} could not be found here: install python3, make and a C++ compiler (Debian and Ubuntu: apt-get install python3 make g++), then try again.`
    : "If it was sqlite3: run `npm rebuild sqlite3`, and look for the first error that the compiler prints.";
}

/**
 * Makes `npx reglament` work in the checkout: npx looks into node_modules/.bin first, and npm does not link a package's own command
 * there. A script in place of a link, so that the pinned Node runs it whichever Node stands in the PATH.
 */
function linkCommand() {
  const file = join(bin, "reglament");
  const script = [
    "#!/bin/sh",
    'here=$(dirname -- "$(readlink -f -- "$0")")',
    'PATH="$here:$PATH" exec "$here/node" "$here/../../cli/reglament.ts" "$@"',
    "",
  ].join("\n");
  if (readText(file) === script) return;
  mkdirSync(bin, { recursive: true });
  writeFileSync(file, script);
  chmodSync(file, 0o755);
}

/** Runs the pinned Node in our place: same input and output, signals passed on, its exit code ours. */
function hand(command, args) {
  const child = spawn(pinnedNode, [join(root, command[0]), ...command.slice(1), ...args], {
    stdio: "inherit",
    env: { ...process.env, PATH: [bin, pathWithout(bin)].join(delimiter) },
  });
  // At a terminal Ctrl-C reaches the child as well, by itself; passing it on would make it two.
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"));
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("error", (error) => stop(`The pinned Node could not be started: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(signal === null ? code : 128 + constants.signals[signal]));
}

/** The PATH with no entry inside `folder`: what runs while node_modules is replaced must not live in it. */
function pathWithout(folder) {
  const entries = (process.env.PATH ?? "").split(delimiter);
  return entries.filter((entry) => entry !== folder && !entry.startsWith(folder + sep)).join(delimiter);
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function stop(message, code = 1) {
  console.error(message);
  process.exit(code);
}
