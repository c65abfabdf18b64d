/** What an installation says about the identity provider at which its staff signs in (OpenID Connect Core 1.0). */
import { ROLES, type Role } from "./auth/rights.ts";
import { ConfigError } from "./config.ts";

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Absent: a public client, which has none. */
  readonly clientSecret?: string;
  /** What the button of the sign-in page calls it. */
  readonly label: string;
  readonly scopes: string;
  /** The claim that holds the name by which administrators await somebody, and the login of accounts made by the provider. */
  readonly loginClaim: string;
  /** Somebody whom nobody awaits: refused, or given an account with the roles that the provider says. */
  readonly firstSignIn: "must-exist" | "create";
  /** The claim that holds the groups, and which role each of them has. */
  readonly rolesClaim?: string;
  readonly roles: Readonly<Record<string, Role>>;
  /** The claim that holds the id of the unit. */
  readonly unitClaim?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const BESIDE_ISSUER = [
  "OIDC_CLIENT_ID",
  "OIDC_CLIENT_SECRET",
  "OIDC_LABEL",
  "OIDC_SCOPES",
  "OIDC_LOGIN_CLAIM",
  "OIDC_FIRST_SIGN_IN",
  "OIDC_ROLES_CLAIM",
  "OIDC_ROLES",
  "OIDC_UNIT_CLAIM",
] as const;

/** Applicants are proven by their personal number, and workers are programs: neither comes from a provider of staff. */
const ROLES_TO_GIVE: readonly Role[] = ROLES.filter((role) => role !== "applicant" && role !== "worker");

/** Reads OIDC_ISSUER and what stands beside it; `undefined` without it. Throws `ConfigError`. */
export function readOidcSettings(environment: Environment): OidcSettings | undefined {
  const issuer = environment.OIDC_ISSUER;
  if (issuer === undefined) {
    const stray = BESIDE_ISSUER.find((name) => environment[name] !== undefined);
    // The value may be a secret: it is not shown.
    if (stray !== undefined) throw new ConfigError(stray, "...", "unset, or OIDC_ISSUER set beside it");
    return undefined;
  }
  if (environment.PUBLIC_URL === undefined)
    throw new ConfigError("PUBLIC_URL", "", "set beside OIDC_ISSUER: the provider sends people back to it");
  const clientId = environment.OIDC_CLIENT_ID ?? "";
  if (clientId === "") throw new ConfigError("OIDC_CLIENT_ID", "", "the name under which the provider knows us");
  const secret = environment.OIDC_CLIENT_SECRET;
  const scopes = environment.OIDC_SCOPES ?? "openid profile";
  if (!scopes.split(" ").includes("openid")) throw new ConfigError("OIDC_SCOPES", scopes, "a list with openid in it");
  const rolesClaim = environment.OIDC_ROLES_CLAIM;
  const roles = readRoles(environment.OIDC_ROLES);
  if ((rolesClaim === undefined) !== (Object.keys(roles).length === 0))
    throw new ConfigError("OIDC_ROLES", environment.OIDC_ROLES ?? "", "set together with OIDC_ROLES_CLAIM");
  const firstSignIn = readFirstSignIn(environment.OIDC_FIRST_SIGN_IN);
  if (firstSignIn === "create" && rolesClaim === undefined)
    throw new ConfigError("OIDC_FIRST_SIGN_IN", firstSignIn, "must-exist where OIDC_ROLES does not say who is what");
  const unitClaim = environment.OIDC_UNIT_CLAIM;
  return {
    issuer: readIssuer(issuer),
    clientId,
    ...(secret === undefined ? {} : { clientSecret: secret }),
    label: environment.OIDC_LABEL ?? new URL(issuer).host,
    scopes,
    loginClaim: environment.OIDC_LOGIN_CLAIM ?? "preferred_username",
    firstSignIn,
    ...(rolesClaim === undefined ? {} : { rolesClaim }),
    roles,
    ...(unitClaim === undefined ? {} : { unitClaim }),
  };
}

/** The token that says who somebody is comes over this connection: unencrypted only on one's own machine. */
function readIssuer(value: string): string {
  const refusal = new ConfigError("OIDC_ISSUER", value, "the https address of the provider, as its tokens name it");
  if (!URL.canParse(value)) throw refusal;
  const { protocol, hostname, search, hash, username } = new URL(value);
  const here = ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
  if ((protocol !== "https:" && !(protocol === "http:" && here)) || search !== "" || hash !== "" || username !== "")
    throw refusal;
  return value;
}

function readFirstSignIn(value = "must-exist"): OidcSettings["firstSignIn"] {
  if (value === "must-exist" || value === "create") return value;
  throw new ConfigError("OIDC_FIRST_SIGN_IN", value, "must-exist or create");
}

/** `clerks=office-clerk,heads=head` */
function readRoles(value: string | undefined): Readonly<Record<string, Role>> {
  if (value === undefined) return {};
  const pairs = value.split(",").map((pair) => pair.trim().split("="));
  const known = pairs.every(
    ([group, role, ...more]) =>
      group !== undefined && group !== "" && more.length === 0 && ROLES_TO_GIVE.includes(role as Role),
  );
  if (!known)
    throw new ConfigError(
      "OIDC_ROLES",
      value,
      `group=role with commas between, of the roles ${ROLES_TO_GIVE.join(", ")}`,
    );
  return Object.fromEntries(pairs) as Readonly<Record<string, Role>>;
}
