/** An identity provider that signs whatever it is told to: what a broken or hostile one would send. Its keys are real, its discovery is right. */
import { createSign, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface FalseProvider {
  readonly issuer: string;
  /** The claims of the next token, put over right ones; a claim of `undefined` is left out. */
  say(claims: Readonly<Record<string, unknown>>): void;
  /** The next token is signed with a key that nobody knows. */
  forge(): void;
  stop(): Promise<void>;
}

export const CLIENT = "reglament";

/** `nonceOf` answers the nonce that the sign-in under way was begun with. */
export async function startFalseProvider(nonceOf: () => string): Promise<FalseProvider> {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const others = generateKeyPairSync("rsa", { modulusLength: 2048 });
  let issuer = "";
  let told: Readonly<Record<string, unknown>> = {};
  let forged = false;
  const token = (): string => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, sub: "somebody", aud: CLIENT, iat: now, exp: now + 60, nonce: nonceOf(), ...told };
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = `${part({ alg: "RS256", kid: "one" })}.${part(claims)}`;
    const key = forged ? others.privateKey : keys.privateKey;
    return `${signed}.${createSign("sha256").update(signed).sign(key).toString("base64url")}`;
  };
  const answers: Readonly<Record<string, () => object>> = {
    "/.well-known/openid-configuration": () => ({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
      authorization_response_iss_parameter_supported: true,
    }),
    "/jwks": () => ({ keys: [{ ...keys.publicKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" }] }),
    "/token": () => ({ access_token: "a", token_type: "Bearer", expires_in: 60, id_token: token() }),
  };
  const server = createServer((request, response) => {
    const answer = answers[request.url ?? ""];
    response.writeHead(answer === undefined ? 404 : 200, { "Content-Type": "application/json" });
    response.end(JSON.stringify(answer?.() ?? {}));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    say(claims) {
      told = claims;
      forged = false;
    },
    forge() {
      told = {};
      forged = true;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
