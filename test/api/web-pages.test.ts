import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { startInstallation, type Installation } from "./installation.ts";

describe("the pages", () => {
  const folder = mkdtempSync(join(tmpdir(), "reglament-pages-"));
  let house: Installation;
  before(async () => {
    mkdirSync(join(folder, "assets"));
    writeFileSync(join(folder, "index.html"), '<meta name="style-nonce" content="NONCE-OF-THIS-ANSWER">');
    writeFileSync(join(folder, "assets", "main-1a2b.js"), "1");
    writeFileSync(join(folder, "assets", "main-1a2b.js.gz"), gzipSync("1"));
    writeFileSync(join(folder, "favicon.svg"), "<svg/>");
    house = await startInstallation({ pages: folder });
  });
  after(async () => {
    await house.stop();
    rmSync(folder, { recursive: true });
  });

  const open = (path: string, accept = "text/html,*/*;q=0.8") =>
    fetch(`${house.server.url}${path}`, { headers: { Accept: accept } });

  for (const path of ["/", "/inbox/a.2?filter=mine", "/index.html"])
    it(`answer the one page at ${path}, which is never kept`, async () => {
      const answer = await open(path);
      expect(answer.status).to.equal(200);
      expect(answer.headers.get("content-type")).to.match(/^text\/html/);
      expect(answer.headers.get("cache-control")).to.equal("no-store");
    });

  it("answer at the address itself also who asks for nothing in particular", async () => {
    const answer = await open("/", "*/*");
    expect(answer.status).to.equal(200);
    expect(answer.headers.get("content-type")).to.match(/^text\/html/);
  });

  it("have another nonce each time, the same in the policy and in the page", async () => {
    const answers = await Promise.all([open("/"), open("/")]);
    const nonces = await Promise.all(
      answers.map(async (answer) => {
        const nonce = /'nonce-([^']+)'/.exec(answer.headers.get("content-security-policy")!)![1]!;
        expect(await answer.text()).to.include(`content="${nonce}"`);
        return nonce;
      }),
    );
    expect(new Set(nonces).size).to.equal(2);
  });

  it("may load scripts and connect only where the policy says, and run nothing inline", async () => {
    const policy = (await open("/")).headers.get("content-security-policy")!;
    expect(policy).to.include("default-src 'none'").and.to.include("script-src 'self';");
    expect(policy).to.include("connect-src 'self' wss://127.0.0.1:13579").and.to.include("frame-ancestors 'none'");
    expect(policy).not.to.match(/unsafe-/);
  });

  it("have assets that are kept for ever, because another content has another name", async () => {
    const answer = await open("/assets/main-1a2b.js", "*/*");
    expect(answer.headers.get("cache-control")).to.equal("public, max-age=31536000, immutable");
    expect((await open("/favicon.svg", "image/*")).headers.get("cache-control")).to.equal("no-cache");
  });

  it("go packed to whoever unpacks, as the type that they are", async () => {
    const packed = await open("/assets/main-1a2b.js", "*/*");
    expect(packed.headers.get("content-encoding")).to.equal("gzip");
    expect(packed.headers.get("content-type")).to.match(/^text\/javascript/);
    expect(packed.headers.get("vary")).to.include("Accept-Encoding");
    expect(packed.headers.get("cache-control")).to.equal("public, max-age=31536000, immutable");
    expect(await packed.text()).to.equal("1");
    const plain = await fetch(`${house.server.url}/assets/main-1a2b.js`, {
      headers: { "Accept-Encoding": "identity" },
    });
    expect(plain.headers.get("content-encoding")).to.equal(null);
    expect(await plain.text()).to.equal("1");
  });

  it("leave the addresses of the API alone, and do not answer a missing asset with a page", async () => {
    for (const path of ["/api/v1/nothing", "/assets/gone.js"]) {
      const answer = await open(path);
      expect(answer.status, path).to.equal(404);
      expect(answer.headers.get("content-type")).to.match(/^application\/problem\+json/);
    }
  });
});
