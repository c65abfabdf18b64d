/** What stands in for the signer's own tool (NCALayer) and for applicants in the demo. An installation has no such routes. */
import { CodedError } from "../../engine/errors.ts";
import { bytesOfBase64 } from "../base64.ts";
import type { ApiContext, DemoCertificate, DemoSignatureForm } from "../context.ts";
import { DEMO_ACCOUNTS } from "../demo-accounts.ts";
import { json, jsonBody, publicRoute, signedInRoute, type Route } from "../route.ts";
import * as schemas from "../schemas.ts";

const LIMIT_OF_SIGNING = 4 * 1024 * 1024;

export function demoRoutes({ demo }: ApiContext): Route[] {
  if (demo === undefined) return [];
  const { sign, people } = demo;
  return [
    publicRoute({
      id: "listDemoAccounts",
      method: "get",
      path: "/demo/accounts",
      tag: "demo",
      summary: "The accounts of the demo with their passwords, for its sign-in page. The demo only.",
      answers: { 200: { description: "All of them.", content: json(schemas.pageOf(schemas.demoAccount)) } },
      problems: [],
      handle: () => Promise.resolve({ status: 200, body: { items: DEMO_ACCOUNTS } }),
    }),
    signedInRoute({
      id: "listDemoPeople",
      method: "get",
      path: "/demo/people",
      tag: "demo",
      summary: "The synthetic people of the demo, whom its simulated registers know or lack. The demo only.",
      action: "demo.use",
      answers: { 200: { description: "All of them.", content: json(schemas.pageOf(schemas.demoPerson)) } },
      problems: [],
      handle: () => Promise.resolve({ status: 200, body: { items: people } }),
    }),
    publicRoute<unknown, unknown, { persona: string; content: string }>({
      id: "signInForDemo",
      method: "post",
      path: "/demo/sign-in-signatures",
      tag: "demo",
      summary: "Sign a sign-in challenge with the test certificate of a synthetic person. The demo only.",
      description: "Takes no Idempotency-Key: it changes nothing. Everybody can sign in as everybody in the demo.",
      body: jsonBody(schemas.demoSignIn),
      answers: { 200: { description: "The signature.", content: json(schemas.signature) } },
      problems: ["NOT_ALLOWED"],
      async handle({ body: { persona, content } }) {
        const person = people.find((each) => each.persona === persona);
        if (person === undefined) throw new CodedError("NOT_ALLOWED", `The demo has nobody called ${persona}.`);
        return { status: 200, body: await sign(person, bytesOfBase64(content, "/content"), "sign-in", "json") };
      },
    }),
    signedInRoute<unknown, unknown, { content: string; certificate?: DemoCertificate; form?: DemoSignatureForm }>({
      id: "signForDemo",
      method: "post",
      path: "/demo/signatures",
      tag: "demo",
      summary: "Sign a document with a test certificate in the account's name. The demo only.",
      description: "Takes no Idempotency-Key: it changes nothing.",
      action: "demo.use",
      body: { required: true, limitBytes: LIMIT_OF_SIGNING, content: json(schemas.signing) },
      answers: { 200: { description: "The signature.", content: json(schemas.signature) } },
      problems: [],
      handle: async ({ body }, account) => ({
        status: 200,
        body: await sign(
          account,
          bytesOfBase64(body.content, "/content"),
          body.certificate ?? "valid",
          body.form ?? "json",
        ),
      }),
    }),
  ];
}
