import { expect } from "chai";
import { signInVerify } from "../../handlers/sign-in-verify.ts";
import { jobContext, type CaseFile } from "./job.ts";

const facts = async (documents: CaseFile["documents"], input = {}) =>
  (await signInVerify().run(input, jobContext(documents === undefined ? {} : { documents }))).facts;

describe("sign-in.verify", () => {
  it("given what the API filed with the applicant's answer, says that they signed in, and how", async () => {
    for (const method of ["password", "signature"])
      expect(await facts({ session: { method } })).to.deep.equal({ signedIn: true, method });
  });

  it("given nothing, or something else, says that nobody signed in", async () => {
    expect(await facts(undefined)).to.deep.equal({ signedIn: false });
    expect(await facts({ session: { method: "telephone" } })).to.deep.equal({ signedIn: false });
  });

  it("asked for one way only, counts no other", async () => {
    const file = { session: { method: "password" } };
    expect(await facts(file, { method: "signature" })).to.deep.equal({ signedIn: false, method: "password" });
    expect(await facts(file, { method: "password" })).to.deep.equal({ signedIn: true, method: "password" });
    expect(await facts(file, { method: null })).to.deep.equal({ signedIn: true, method: "password" });
  });
});
