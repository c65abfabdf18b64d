import { expect } from "chai";
import { isIin as isIinOfHandlers } from "../../handlers/iin.ts";
import { numberIn } from "../../web/finding/scanned-number.ts";
import type { FormSchema } from "../../web/forms/form-schema.ts";
import { isIin } from "../../web/inbox/iin-checksum.ts";
import { prefillOf, withoutDocuments } from "../../web/inbox/walk-in.ts";
import { picturesToPdf } from "../../web/scanning/pictures-to-pdf.ts";

describe("the parts of the counter", () => {
  describe("what a scanner has typed", () => {
    for (const [scanned, number] of [
      ["20261122-1b5fnumdarw1", "20261122-1b5fnumdarw1"],
      [" AQBX-Z2SM-YNTB\n", "AQBX-Z2SM-YNTB"],
      ["https://example.kz/verify/AQBX-Z2SM-YNTB", "AQBX-Z2SM-YNTB"],
      ["https://example.kz/verify/AQBX-Z2SM-YNTB?lang=kk", "AQBX-Z2SM-YNTB"],
      ["№ 20261122-1b5f", "20261122-1b5f"],
      // The same keys with the Russian and the Kazakh layout on.
      ["ФЙИЧ-Я2ЫЬ-НТЕИ", "AQBX-Z2SM-YNTB"],
      ["ФЙИЧөЯәЫЬөНТЕИ", "AQBX-Z2SM-YNTB"],
    ] as const)
      it(`${JSON.stringify(scanned)} holds ${number}`, () => {
        expect(numberIn(scanned)).to.equal(number);
      });

    it("without a number holds none", () => {
      for (const scanned of ["", "   ", "https://example.kz/", "<script>", "a".repeat(65)])
        expect(numberIn(scanned), scanned).to.equal(undefined);
    });
  });

  it("checks a personal number as the handlers do", () => {
    for (let prefix = 90_010_100_000; prefix < 90_010_100_300; prefix++)
      for (const last of "0123456789") {
        const number = `${String(prefix).padStart(11, "0")}${last}`;
        expect(isIin(number), number).to.equal(isIinOfHandlers(number));
      }
    for (const odd of ["", "12345678901", "1234567890123", "12345678901x"]) expect(isIin(odd), odd).to.equal(false);
  });

  describe("what is known of the person", () => {
    const text = { type: "string" };
    it("is filled in where the next form asks for it, and nothing else is", () => {
      const schema: FormSchema = {
        type: "object",
        properties: {
          applicantIin: text,
          applicantName: text,
          language: text,
          decision: text,
          applicantAge: { type: "integer" },
        },
      };
      const typed = { applicantName: "Үлгі", language: "kk", decision: "refuse", applicantAge: "7", remarks: "-" };
      expect(prefillOf(schema, typed, "000000000000")).to.deep.equal({
        applicantIin: "000000000000",
        applicantName: "Үлгі",
        language: "kk",
      });
    });

    it("has no place for documents before there is a case, unless the form cannot do without", () => {
      const scans: FormSchema = {
        type: "array",
        items: { type: "object", required: ["name"], properties: { name: text, scan: text } },
      };
      const schema: FormSchema = { type: "object", required: ["document"], properties: { document: text, scans } };
      const { properties } = withoutDocuments(schema);
      expect(Object.keys(properties!)).to.deep.equal(["document", "scans"]);
      expect(Object.keys(properties!.scans!.items!.properties!)).to.deep.equal(["name"]);
    });
  });

  it("joins pictures into a PDF whose table leads to every object", () => {
    const picture = { jpeg: new Uint8Array([0xff, 0xd8, 0xff, 0xd9]), width: 1240, height: 1754 };
    const text = Buffer.from(picturesToPdf([picture, picture])).toString("latin1");
    const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)![1]);
    const [, count = "", rows = ""] = /^xref\n0 (\d+)\n((?:\d{10} \d{5} [nf] \n)+)trailer/.exec(text.slice(table))!;
    expect(Number(count)).to.equal(9);
    for (const [index, row] of rows.trimEnd().split("\n").entries())
      if (index > 0) expect(text.slice(Number(row.slice(0, 10)))).to.match(new RegExp(`^${index} 0 obj\n`));
    expect(text).to.include("/Count 2").and.to.include("/MediaBox [0 0 595.20 841.92]");
  });
});
