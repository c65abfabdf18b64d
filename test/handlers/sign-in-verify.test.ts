import { expect } from "chai";
import { signInVerify } from "../../handlers/sign-in-verify.ts";
import { filed, jobContext, type CaseFile } from "./job.ts";

const check = async (documents: CaseFile["documents"], input = {}) =>
  signInVerify().run(input, jobContext(documents === undefined ? {} : { documents }));
const facts = async (documents: CaseFile["documents"], input = {}) => (await check(documents, input)).facts;

const IIN = "910528450113";
const session = (method: string, personalNumber = true) => ({
  session: { method, signedInAt: "2026-05-14T03:00:00.000Z", personalNumber },
  ...(personalNumber ? { signer: { iin: IIN } } : {}),
});

describe("sign-in.verify", () => {
  it("given what the API filed with the applicant's answer, says that they signed in, and how", async () => {
    for (const method of ["password", "signature"])
      expect(await facts(session(method))).to.deep.equal({ signedIn: true, method, reason: "verified" });
  });

  it("files the outcome in words, with the number that a register may be asked about, and nothing of the secret", async () => {
    const outcome = filed(await check(session("password")), "sign-in");
    expect(outcome).to.include({ signedIn: true, reason: "verified", applicantIin: IIN });
    expect(outcome.words).to.have.all.keys("kk", "ru", "en");
    expect(outcome).to.include({ signedInAt: "2026-05-14T03:00:00.000Z", checkedAt: "2026-05-14T04:00:00.000Z" });
    expect(filed(await check(session("password"), { as: "entry" }), "entry")).to.have.property("signedIn", true);
  });

  it("given nothing, or something else, says that nobody signed in", async () => {
    const nobody = { signedIn: false, reason: "not-signed-in" };
    expect(await facts(undefined)).to.deep.equal(nobody);
    expect(await facts({ session: { method: "telephone" } })).to.deep.equal(nobody);
    expect(filed(await check(undefined), "sign-in")).to.include({ signedIn: false, applicantIin: null });
  });

  it("given an account without a personal number, refuses: there are no requisites to check", async () => {
    const answer = await check(session("password", false));
    expect(answer.facts).to.deep.equal({ signedIn: false, method: "password", reason: "no-personal-number" });
    expect(filed(answer, "sign-in")).to.have.property("applicantIin", null);
  });

  it("asked for one way only, counts no other", async () => {
    const file = session("password");
    const other = { signedIn: false, method: "password", reason: "other-way" };
    expect(await facts(file, { method: "signature" })).to.deep.equal(other);
    expect(await facts(file, { method: "password" })).to.have.property("signedIn", true);
    expect(await facts(file, { method: null })).to.have.property("signedIn", true);
  });

  it("asked about the staff, files no number: who works here is no business of a register", async () => {
    const outcome = filed(await check(session("password"), { who: "staff" }), "sign-in");
    expect(outcome).to.include({ signedIn: true }).and.not.to.have.property("applicantIin");
  });
});
