/**
 * The built pages of `web/`: assets under names with their digest are kept by the browser for ever, `index.html` never. Every address that a browser
 * opens and that is not the API's answers the one page, which knows its own addresses; its nonce is another each time.
 */
import { randomBytes } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";
import express, { type RequestHandler, type Response } from "express";
import helmet from "helmet";

/** NCALayer, the program beside the browser that signs (facts of the national CA): it listens at this address only. */
const NCALAYER = "wss://127.0.0.1:13579";
const NONCE = "NONCE-OF-THIS-ANSWER";
const OF_THE_API = /^\/(?:api|problems|verify)(?:\/|$)/;

interface Nonced extends Response {
  locals: { nonce?: string };
}

/** Addresses of the assets that the build has packed, too (`scripts/build-web.ts`): a fifth of the bytes on the wire. */
function packedAssets(folder: string): ReadonlySet<string> {
  const names = readdirSync(folder).includes("assets") ? readdirSync(join(folder, "assets")) : [];
  return new Set(names.filter((name) => name.endsWith(".gz")).map((name) => `/assets/${name.slice(0, -".gz".length)}`));
}

/** `folder`: that of the built `index.html`. Throws when there is none. */
export function servePages(folder: string): RequestHandler {
  const page = readFileSync(join(folder, "index.html"), "utf8");
  const secured = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Mantine writes its variables into style elements, which it gives this nonce.
        styleSrc: ["'self'", (_request, response) => `'nonce-${(response as unknown as Nonced).locals.nonce ?? ""}'`],
        imgSrc: ["'self'", "data:", "blob:"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", NCALAYER],
        // A PDF that the page has fetched is shown and printed in a frame of its own; it keeps this policy.
        frameSrc: ["blob:"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: "no-referrer" },
    xFrameOptions: { action: "deny" },
  });
  const assets = express.static(folder, {
    index: false,
    redirect: false,
    setHeaders: (response, path) => {
      // What is packed is of the type of what is in it.
      if (path.endsWith(".gz")) response.type(extname(path.slice(0, -".gz".length)));
      const hashed = path.includes("/assets/") || path.includes("\\assets\\");
      response.setHeader("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });
  const packed = packedAssets(folder);
  return (request, response, next) => {
    if (!["GET", "HEAD"].includes(request.method) || OF_THE_API.test(request.path)) {
      next();
      return;
    }
    const nonce = randomBytes(16).toString("base64");
    (response as unknown as Nonced).locals.nonce = nonce;
    secured(request, response, (error?: unknown) => {
      if (error !== undefined) {
        next(error);
        return;
      }
      // The address itself is a page for everybody, also for a tool that asks for nothing in particular.
      const wantsPage = request.path === "/" || (request.headers.accept ?? "").includes("text/html");
      if (packed.has(request.path)) {
        response.vary("Accept-Encoding");
        if (request.acceptsEncodings("gzip") !== false) {
          response.set("Content-Encoding", "gzip");
          request.url = `${request.path}.gz`;
        }
      }
      if (request.path.startsWith("/assets/") || !wantsPage) assets(request, response, next);
      else response.set("Cache-Control", "no-store").type("text/html").send(page.replaceAll(NONCE, nonce));
    });
  };
}
