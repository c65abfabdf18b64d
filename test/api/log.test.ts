import { expect } from "chai";
import fc from "fast-check";
import { createLog, redactIins } from "../../api/log.ts";

function lines(write: (log: ReturnType<typeof createLog>) => void): string {
  let written = "";
  write(createLog({ write: (line) => void (written += line) }));
  return written;
}

describe("the log", () => {
  it("given an IIN in a message, a field, a number, a path or an error, no line holds it and every line is JSON", () => {
    const iin = "900101300123";
    const written = lines((log) => {
      log.info(`person ${iin} looked up`);
      log.info({ iin, deep: { list: [iin, { at: `/persons/${iin}?x=${iin}` }] } }, "fields");
      log.info({ iin: Number(iin), list: [Number(iin)] }, "numbers");
      log.error({ err: new Error(`no birth record of ${iin}`) }, "error");
      log.info({ quoted: `"${iin}" and \\${iin}` }, "quotes");
    });
    expect(written).not.to.include(iin);
    expect(written.match(/\[iin\]/g)).to.have.length.greaterThan(8);
    for (const line of written.trim().split("\n")) expect(() => void JSON.parse(line)).not.to.throw();
  });

  it("given a bearer token, a password or a session token, no line holds it", () => {
    const written = lines((log) => {
      log.info({ authorization: "Bearer s3cret", headers: { authorization: "Bearer s3cret" } }, "headers");
      log.info({ password: "s3cret", body: { password: "s3cret" }, session: { token: "s3cret" } }, "bodies");
    });
    expect(written).not.to.include("s3cret");
  });

  it("given any JSON, redaction leaves JSON, and longer or shorter runs of digits as they are", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.stringMatching(/^\d{12}$/),
        fc.stringMatching(/^(\d{1,11}|\d{13,20})$/),
        (value, iin, other) => {
          const line = JSON.stringify({ value, at: `x${iin}y`, other: `x${other}y` });
          const redacted = JSON.parse(redactIins(line)) as { at: string; other: string };
          expect(redacted.at).to.equal("x[iin]y");
          expect(redacted.other).to.equal(`x${other}y`);
        },
      ),
    );
  });
});
