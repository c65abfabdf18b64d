import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ConfigError, readConfig } from "../../api/config.ts";
import { testKeys } from "../handlers/gateway/envelope-keys.ts";
import type { Keys } from "../handlers/gateway/envelope-keys.ts";

describe("the gateway in the environment of an installation", () => {
  let folder: string;
  let keys: Keys;
  let whole: Record<string, string>;
  before(async () => {
    keys = await testKeys();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "reglament-config-"));
    whole = {
      DATA_DIR: folder,
      GATEWAY_URL: "https://gateway.example/sync",
      GATEWAY_KEY_FILE: file("key.pem", keys.participant.privateKey),
      GATEWAY_CERTIFICATE_FILE: file("certificate.pem", keys.participant.certificate),
      GATEWAY_TRUSTED_FILE: file("trusted.pem", `${keys.gateway.certificate}\n${keys.expired.certificate}\n`),
      GATEWAY_SENDER_ID: "education-department",
    };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function file(name: string, content: string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }
  const refusal = (changed: Record<string, string | undefined>): string => {
    try {
      readConfig({ ...whole, ...changed });
    } catch (error) {
      expect(error).to.be.instanceOf(ConfigError);
      return (error as Error).message;
    }
    throw new Error("the start was not refused");
  };

  it("given nothing of it, there is no gateway", () => {
    expect(readConfig({ DATA_DIR: folder })).not.to.have.property("gateway");
  });

  it("given all of it, holds both addresses, both ends' certificates and the services' names", () => {
    const services = file("services.json", '{"person.find":{"serviceId":"X"}}');
    const { gateway } = readConfig({
      ...whole,
      GATEWAY_ASYNC_URL: "https://gateway.example/async",
      GATEWAY_PASSWORD: "secret",
      GATEWAY_SERVICES_FILE: services,
    });
    expect(gateway).to.deep.include({
      syncUrl: "https://gateway.example/sync",
      asyncUrl: "https://gateway.example/async",
      senderId: "education-department",
      password: "secret",
      services: { "person.find": { serviceId: "X" } },
    });
    expect(gateway?.trusted).to.have.length(2);
    expect(readConfig(whole).gateway?.asyncUrl).to.equal("https://gateway.example/sync");
  });

  for (const name of ["GATEWAY_KEY_FILE", "GATEWAY_CERTIFICATE_FILE", "GATEWAY_TRUSTED_FILE", "GATEWAY_SENDER_ID"])
    it(`without ${name} the start stops and names it`, () => {
      expect(refusal({ [name]: undefined })).to.include(`${name} is ""`);
    });

  it("given a password alone, the start stops without showing it", () => {
    let message = "";
    try {
      readConfig({ DATA_DIR: folder, GATEWAY_PASSWORD: "secret" });
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).to.include("GATEWAY_PASSWORD").and.not.include("secret");
  });

  for (const value of ["", "gateway", "ftp://gateway.example", "https://user:secret@gateway.example"])
    it(`given GATEWAY_URL=${JSON.stringify(value)}, the start stops`, () => {
      expect(refusal({ GATEWAY_URL: value })).to.include("GATEWAY_URL is");
    });

  it("given the key of another certificate, or a file without what it should hold, the start stops", () => {
    expect(refusal({ GATEWAY_KEY_FILE: file("other.pem", keys.stranger.privateKey) })).to.include("belongs to");
    expect(refusal({ GATEWAY_KEY_FILE: file("c.pem", keys.gateway.certificate) })).to.include("PRIVATE KEY");
    expect(refusal({ GATEWAY_TRUSTED_FILE: file("k.pem", keys.gateway.privateKey) })).to.include("CERTIFICATE");
    expect(refusal({ GATEWAY_TRUSTED_FILE: join(folder, "none.pem") })).to.include("none.pem");
    const torn = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    expect(refusal({ GATEWAY_TRUSTED_FILE: file("torn.pem", torn) })).to.include("GATEWAY_TRUSTED_FILE");
    expect(refusal({ GATEWAY_SERVICES_FILE: file("s.json", "{") })).to.include("GATEWAY_SERVICES_FILE");
  });
});
