import { expect } from "chai";
import { SCRYPT_COST, hashPassword, verifyPassword } from "../../../api/auth/passwords.ts";

const CHEAP = { n: 1024, r: 8, p: 1 };

describe("password hashes", () => {
  it("given the right password, it is recognised; given another, it is not", async () => {
    const stored = await hashPassword("құпиясөз-2012", CHEAP);
    expect(await verifyPassword("құпиясөз-2012", stored)).to.equal(true);
    expect(await verifyPassword("құпиясөз-2013", stored)).to.equal(false);
    expect(await verifyPassword("", stored)).to.equal(false);
  });

  it("given one password twice, the hashes differ and neither holds the password", async () => {
    const [one, two] = await Promise.all([hashPassword("same password", CHEAP), hashPassword("same password", CHEAP)]);
    expect(one).not.to.equal(two);
    expect(one).not.to.include("same");
  });

  it("given the cost of today, a hash made at another cost is still readable", async () => {
    expect(await verifyPassword("old", await hashPassword("old", { n: 256, r: 4, p: 2 }))).to.equal(true);
    const [scheme, n, r, p] = (await hashPassword("new")).split("$");
    expect([scheme, n, r, p].join()).to.equal(`scrypt,${SCRYPT_COST.n},${SCRYPT_COST.r},${SCRYPT_COST.p}`);
  });

  it("given one password in composed and in decomposed letters, it is the same password", async () => {
    const stored = await hashPassword("\u0439", CHEAP); // й
    expect(await verifyPassword("\u0438\u0306", stored)).to.equal(true);
  });

  it("given a stored hash that is not ours, it says so", async () => {
    let said: unknown;
    await verifyPassword("x", "md5$abc").catch((error: unknown) => (said = error));
    expect(String(said)).to.include("not readable");
  });
});
