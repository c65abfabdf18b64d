/** `reglament admin`: makes the first administrator of an installation, in its data folder. */
import { randomBytes } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { Command } from "commander";
import { hashPassword } from "../../api/auth/passwords.ts";
import { placeOfData, readConfig } from "../../api/config.ts";
import { CommandFailed, WrongUsage } from "../outcome.ts";

interface AdminOptions {
  readonly login?: string;
  readonly name?: string;
  readonly passwordStdin: boolean;
}

const SHORTEST_PASSWORD = 12;

export function adminCommand(): Command {
  return new Command("admin")
    .description(
      "Make the first administrator of the installation in DATA_DIR or DATABASE_URL. Further accounts are made over the API.",
    )
    .option("--login <login>", "its login (REGLAMENT_ADMIN_LOGIN); asked for at a terminal")
    .option("--name <name>", "shown to staff; the login unless said")
    .option("--password-stdin", "read the password from standard input; one is made and printed unless said", false)
    .action(makeAdministrator);
}

async function makeAdministrator(options: AdminOptions): Promise<void> {
  const config = readConfig(process.env);
  const place = placeOfData(config);
  const login = (options.login ?? process.env.REGLAMENT_ADMIN_LOGIN ?? (await askLogin())).toLowerCase();
  if (!/^[a-z0-9][a-z0-9.-]{1,63}$/.test(login))
    throw new WrongUsage(
      `The login is ${JSON.stringify(login)}, but it must be of small letters, digits, dots and hyphens.`,
    );
  const given = options.passwordStdin ? await readStdin() : undefined;
  if (given !== undefined && given.length < SHORTEST_PASSWORD)
    throw new WrongUsage(`The password must have at least ${SHORTEST_PASSWORD} characters.`);
  const password = given ?? randomBytes(15).toString("base64url");

  const { openHouse } = await import("../../api/server.ts");
  const house = await openHouse(config);
  try {
    const { accounts } = house.database;
    const { items } = await accounts.list({ role: "administrator" }, { limit: 1 });
    if (items.length > 0)
      throw new CommandFailed(
        `The installation in ${place} has an administrator already (${items[0]!.login}), who makes further accounts over the API.`,
      );
    const outcome = await accounts.create(
      {
        id: randomBytes(12).toString("base64url"),
        login,
        name: options.name ?? login,
        language: "kk",
        roles: ["administrator"],
        createdAt: new Date().toISOString(),
        createdBy: "system",
      },
      await hashPassword(password),
    );
    if (outcome === "login-taken") throw new CommandFailed(`The login ${login} is taken.`);
  } finally {
    await house.close();
  }
  console.log(`Administrator ${login} made in ${place}.`);
  if (given === undefined) console.log(`Password (shown once, kept nowhere): ${password}`);
}

async function askLogin(): Promise<string> {
  if (!process.stdin.isTTY) throw new WrongUsage("Name the administrator: --login, or REGLAMENT_ADMIN_LOGIN.");
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await prompt.question("Login of the administrator: ");
  } finally {
    prompt.close();
  }
}

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}
