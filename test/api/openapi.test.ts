import { expect } from "chai";
import { fullPath } from "../../api/address.ts";
import { createApp, type AppOptions } from "../../api/app.ts";
import type { ApiContext } from "../../api/context.ts";
import { openApiDocument } from "../../api/openapi.ts";
import { routeTable } from "../../api/routes/table.ts";
import { startInstallation, type Installation } from "./installation.ts";

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: { readonly content: object };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
  readonly security: readonly object[];
}
interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: object; readonly securitySchemes: object };
}

describe("the OpenAPI document", () => {
  // Nothing of the context is used before a request comes.
  const table = routeTable({ demo: {} } as unknown as ApiContext);
  const document = openApiDocument(table, "1.2.3") as OpenApi;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

  it("holds every route that express has registered, and express every one of the document", () => {
    const limits = {
      loginLimit: { windowMs: 1000, failures: 1 },
      requestLimit: { windowMs: 1000, strangers: 1, browsers: 1 },
      costlyLimit: { windowMs: 1000, strangers: 1, accounts: 1 },
    };
    const app = createApp({ routes: table, ...limits } as unknown as AppOptions);
    const registered = app.router.stack.flatMap(({ route }) => {
      const methods = [...new Set((route?.stack ?? []).map(({ method }) => method))];
      // The catch-all of an address takes every method there is, to say 405.
      return methods.length > 1 ? [] : methods.map((method) => `${method} ${route!.path}`);
    });
    const documented = operations.map(({ path, method }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`);
    expect(registered.sort()).to.deep.equal(documented.sort());
  });

  it("holds every route of the table under its own operation id", () => {
    const documented = operations.map(({ path, method, operation }) => `${operation.operationId} ${method} ${path}`);
    const routed = table.map((route) => `${route.id} ${route.method} ${fullPath(route)}`);
    expect(documented.sort()).to.deep.equal(routed.sort());
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).to.equal(table.length);
  });

  it("is OpenAPI 3.1 with what the specification requires of each object", () => {
    expect(document.openapi).to.match(/^3\.1\./);
    expect(document.info).to.include.keys("title", "version");
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
      const declared = operation.parameters.filter((one) => one.in === "path");
      expect(
        declared.map(({ name }) => name),
        path,
      ).to.have.members(inPath);
      expect(
        declared.every(({ required }) => required),
        path,
      ).to.equal(true);
      expect(Object.keys(operation.responses), path).to.satisfy((codes: string[]) =>
        codes.some((code) => code.startsWith("2") || code === "303"),
      );
      for (const response of Object.values(operation.responses))
        expect(response.description).to.be.a("string").and.not.equal("");
      const names = operation.parameters.map((one) => `${one.in} ${one.name}`);
      expect(new Set(names).size, path).to.equal(names.length);
      for (const scheme of operation.security)
        expect(document.components.securitySchemes).to.include.keys(Object.keys(scheme));
    }
  });

  it("has no reference that leads nowhere, and no named schema that nobody refers to", () => {
    const text = JSON.stringify(document);
    const referred = new Set([...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!));
    expect([...referred].sort()).to.deep.equal(Object.keys(document.components.schemas).sort());
  });

  it("names a problem document for every refusal", () => {
    for (const { path, operation } of operations)
      for (const [status, response] of Object.entries(operation.responses))
        if (Number(status) >= 400)
          expect(response, `${path} ${status}`).to.have.nested.property("content.application/problem+json");
  });

  describe("over HTTP", () => {
    let house: Installation;
    before(async () => {
      house = await startInstallation();
    });
    after(() => house.stop());

    it("every documented address is registered: it answers something else than 404 or 405 to a stranger", async () => {
      const { body } = await house.stranger.get("/api/v1/openapi.json");
      for (const [path, methods] of Object.entries((body as OpenApi).paths))
        for (const method of Object.keys(methods)) {
          const address = path.replace("{code}", "STALE_VERSION").replaceAll(/\{\w+\}/g, "1");
          const { status } = await house.stranger.send(method.toUpperCase(), address);
          expect(status, `${method} ${path}`).not.to.be.oneOf([404, 405, 500]);
        }
    });

    it("every problem type of the error list has a page of its own", async () => {
      const { body, status } = await house.stranger.get("/problems/STALE_VERSION");
      expect(status).to.equal(200);
      expect(body).to.have.nested.property("title.kk");
      expect((await house.stranger.get("/problems/NO_SUCH_THING")).status).to.equal(404);
      expect((await house.stranger.get("/problems/toString")).status).to.equal(422);
    });

    it("the reference page works without any other host and runs no script", async () => {
      const { text, headers } = await house.stranger.get("/api/v1/reference");
      expect(headers.get("content-security-policy")).to.match(/^default-src 'none'; style-src 'sha256-/);
      expect(text).not.to.match(/<script|https?:\/\/|\son\w+=/);
      for (const { operation } of operations) expect(text).to.include(`id="${operation.operationId}"`);
    });
  });
});
