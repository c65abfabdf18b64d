/** What stands in for the signer's own tool (NCALayer) in the demo. An installation has no such route. */
import { bytesOfBase64 } from "../base64.ts";
import type { ApiContext, DemoCertificate } from "../context.ts";
import { json, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

const LIMIT_OF_SIGNING = 4 * 1024 * 1024;

export function demoRoutes({ sign }: ApiContext): Route[] {
  if (sign === undefined) return [];
  return [
    signedInRoute<unknown, unknown, { content: string; certificate?: DemoCertificate }>({
      id: "signForDemo",
      method: "post",
      path: "/demo/signatures",
      tag: "demo",
      summary: "Sign a document with a test certificate in the account's name. The demo only.",
      description: "Takes no Idempotency-Key: it changes nothing.",
      action: "demo.sign",
      body: { required: true, limitBytes: LIMIT_OF_SIGNING, content: json(schemas.signing) },
      answers: { 200: { description: "The signature.", content: json(schemas.signature) } },
      problems: [],
      handle: async ({ body }, account) => ({
        status: 200,
        body: await sign(account, bytesOfBase64(body.content, "/content"), body.certificate ?? "valid"),
      }),
    }),
  ];
}
