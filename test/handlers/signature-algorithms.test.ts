import { expect } from "chai";
import {
  SIGNATURE_ALGORITHMS,
  algorithmNamed,
  algorithmOfCms,
  algorithmOfXml,
  digestWith,
} from "../../handlers/signature-algorithms.ts";

describe("the algorithms of signatures", () => {
  it("are available for RSA, ECDSA and GOST 2015, and known but not available for GOST 2004", () => {
    const available = SIGNATURE_ALGORITHMS.filter(({ verify }) => verify !== undefined).map(({ name }) => name);
    const others = SIGNATURE_ALGORITHMS.filter(({ verify }) => verify === undefined).map(({ name }) => name);
    expect(available).to.deep.equal([
      "RSA-SHA256",
      "RSA-SHA384",
      "RSA-SHA512",
      "ECDSA-SHA256",
      "ECDSA-SHA256-P1363",
      "GOST3410-2015-512",
      "GOST3410-2015-256",
    ]);
    expect(others).to.deep.equal(["GOST3410-2004"]);
  });

  it("are found by the identifiers of CMS and of certificates, and not by half of them", () => {
    const sha256 = "2.16.840.1.101.3.4.2.1";
    expect(algorithmOfCms("1.2.840.113549.1.1.1", sha256)?.name).to.equal("RSA-SHA256");
    expect(algorithmOfCms("1.2.840.113549.1.1.11", sha256)?.name).to.equal("RSA-SHA256");
    expect(algorithmOfCms("1.2.840.113549.1.1.13")?.name).to.equal("RSA-SHA512");
    expect(algorithmOfCms("1.2.840.10045.4.3.2")?.name).to.equal("ECDSA-SHA256");
    expect(algorithmOfCms("1.2.398.3.10.1.1.2.3.2")?.name).to.equal("GOST3410-2015-512");
    // rsaEncryption alone does not say the digest; a digest that contradicts the signature's own is no algorithm.
    expect(algorithmOfCms("1.2.840.113549.1.1.1")).to.equal(undefined);
    expect(algorithmOfCms("1.2.840.113549.1.1.13", sha256)).to.equal(undefined);
    expect(algorithmOfCms("1.2.840.113549.1.1.5")).to.equal(undefined);
    expect(algorithmOfCms("1.2.398.3.10.1.1.2.2")).to.equal(undefined);
    expect(algorithmOfCms("1.2.398.3.10.1.1.2.3.2", "1.2.398.3.10.1.3.2")).to.equal(undefined);
  });

  it("are found by the URI of XML signatures, with r and s in a row for ECDSA", () => {
    expect(algorithmOfXml("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256")?.name).to.equal("ECDSA-SHA256-P1363");
    expect(algorithmOfXml("http://www.w3.org/2000/09/xmldsig#rsa-sha1")).to.equal(undefined);
    expect(algorithmNamed("constructor")).to.equal(undefined);
  });

  it("digest with SHA-2 and Streebog, and nothing weaker", () => {
    const empty = new Uint8Array();
    const hex = (name: string) => Buffer.from(digestWith(name, empty) ?? []).toString("hex");
    expect(hex("http://www.w3.org/2001/04/xmlenc#sha256")).to.match(/^e3b0c442/);
    expect(hex("1.2.398.3.10.1.3.3")).to.match(/^8e945da2/);
    for (const weak of ["http://www.w3.org/2000/09/xmldsig#sha1", "1.3.14.3.2.26", "1.2.398.3.10.1.3.1"]) {
      expect(digestWith(weak, empty)).to.equal(undefined);
    }
  });
});
