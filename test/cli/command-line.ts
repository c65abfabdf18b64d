/** Runs the `reglament` command as a process of its own. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

const COMMAND = resolve(import.meta.dirname, "../../cli/reglament.ts");

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  stdout(): string;
  /** Until what it has printed matches. Rejects when it ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<Ended>;
}

/** Nothing of this process's own settings reaches the command. */
const bareEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(REGLAMENT_|PORT$|DATA_DIR$|DATABASE_URL$)/.test(name)),
  );

export function startCli(args: readonly string[], env: NodeJS.ProcessEnv = {}, input?: string): Running {
  const child = spawn(process.execPath, [COMMAND, ...args], { env: { ...bareEnvironment(), ...env }, stdio: "pipe" });
  child.stdin.end(input ?? "");
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = once(child, "close").then(([code, signal]): Ended => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    stdout,
    stderr,
  }));
  return {
    child,
    stdout: () => stdout,
    ended,
    async printed(pattern) {
      for (;;) {
        const found = pattern.exec(stdout);
        if (found !== null) return found;
        const [more] = await Promise.race([once(child.stdout, "data"), ended.then(() => [undefined])]);
        if (more === undefined && pattern.exec(stdout) === null)
          throw new Error(`It ended without printing ${pattern}:\n${stdout}\n${stderr}`);
      }
    },
  };
}

export const runCli = (args: readonly string[], env?: NodeJS.ProcessEnv, input?: string): Promise<Ended> =>
  startCli(args, env, input).ended;
