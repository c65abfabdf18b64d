import { expect } from "chai";
import { CodedError } from "../../engine/errors.ts";
import { decodeXml } from "../../engine/model/decode-xml.ts";
import { scanXml } from "../../engine/model/scan-xml.ts";
import { bytesOf, compileText, definitions, nodeOf, path } from "./diagram-text.ts";
import { compile } from "../../engine/model/compile.ts";

const NAME = "Құжаттарды қабылдау";
const body = definitions(`<process id="p">${path(`<task id="t" name="${NAME}"/>`)}</process>`);

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index += 1) view.setUint16(index * 2, text.charCodeAt(index), littleEndian);
  return bytes;
}

const refusalCode = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return error.code;
  }
};

describe("a diagram's bytes become text by byte order mark and XML declaration", () => {
  const cases: readonly (readonly [string, Uint8Array])[] = [
    ["UTF-8 without a declaration", bytesOf(body)],
    ["UTF-8 with a byte order mark", bytesOf(`\u{feff}${body}`)],
    ["UTF-8 with a declaration", bytesOf(`<?xml version="1.0" encoding="utf-8"?>\n${body}`)],
    ["UTF-16 LE with a byte order mark", utf16(`\u{feff}<?xml version="1.0" encoding="UTF-16"?>${body}`, true)],
    ["UTF-16 BE with a byte order mark", utf16(`\u{feff}<?xml version="1.0" encoding="UTF-16"?>${body}`, false)],
    ["UTF-16 LE without a mark", utf16(`<?xml version="1.0" encoding="UTF-16LE"?>${body}`, true)],
    ["UTF-16 BE without a mark", utf16(`<?xml version="1.0" encoding="UTF-16BE"?>${body}`, false)],
    [
      "a byte order mark against the declaration",
      bytesOf(`\u{feff}<?xml version="1.0" encoding="windows-1251"?>${body}`),
    ],
  ];
  for (const [says, bytes] of cases) {
    it(`given ${says}, Kazakh names come out whole`, async () => {
      expect(nodeOf(await compile(bytes), "t").name).to.equal(NAME);
    });
  }

  it("given windows-1251, as older tools saved, Russian names come out whole", async () => {
    const text = `<?xml version='1.0' encoding='windows-1251'?>${body.replace(NAME, "Приём")}`;
    const bytes = Uint8Array.from(text, (letter) => {
      const code = letter.charCodeAt(0);
      if (code < 0x80) return code;
      return letter === "ё" ? 0xb8 : code - 0x410 + 0xc0;
    });
    expect(nodeOf(await compile(bytes), "t").name).to.equal("Приём");
  });

  it("keeps lines and columns where they were when it takes the declaration away", () => {
    const text = decodeXml(bytesOf('<?xml version="1.0"\n encoding="utf-8"?>  <a/>'));
    expect(text).to.equal(`${" ".repeat(19)}\n${" ".repeat(19)}  <a/>`);
  });

  const refused: readonly (readonly [string, Uint8Array])[] = [
    ["an encoding that nobody knows", bytesOf(`<?xml version="1.0" encoding="klingon"?>${body}`)],
    ["bytes that are not UTF-8", Uint8Array.from([...bytesOf("<a>"), 0xc3, 0x28, ...bytesOf("</a>")])],
    ["a declaration of UTF-16 over plain bytes", bytesOf(`<?xml version="1.0" encoding="utf-16"?>${body}`)],
    ["half a UTF-16 character", utf16("\u{feff}<a/>", true).subarray(0, 9)],
  ];
  for (const [says, bytes] of refused) {
    it(`refuses ${says}`, () => {
      expect(refusalCode(() => decodeXml(bytes))).to.equal("DIAGRAM_NOT_XML");
    });
  }

  it("refuses one byte more than the limit before it reads any of them", () => {
    expect(refusalCode(() => decodeXml(bytesOf("<abc/>"), 6))).to.equal(undefined);
    expect(refusalCode(() => decodeXml(bytesOf("<abcd/>"), 6))).to.equal("DIAGRAM_TOO_LARGE");
  });

  for (const prolog of ["", "\n", '<?xml version="1.0"?>', "<!-- <!DOCTYPE --><?tool x?>\n", "<!-- a --><!-- b -->"]) {
    it(`finds a DOCTYPE after ${JSON.stringify(prolog)}`, () => {
      expect(refusalCode(() => decodeXml(bytesOf(`${prolog}<!DOCTYPE a><a/>`)))).to.equal("DIAGRAM_HAS_DOCTYPE");
      expect(refusalCode(() => decodeXml(bytesOf(`${prolog}<!doctype a [<!ENTITY`)))).to.equal("DIAGRAM_HAS_DOCTYPE");
    });
  }

  it("lets a name that only speaks of a DOCTYPE be", () => {
    expect(decodeXml(bytesOf("<a><!-- <!DOCTYPE b> --></a>"))).to.contain("DOCTYPE");
  });
});

describe("a text is proved to be well-formed XML", () => {
  const scan = (text: string): string | undefined =>
    refusalCode(() => {
      scanXml(text, { open: () => undefined, close: () => undefined });
    });

  const wrong = [
    "<a><b></a>",
    "<a/><b/>",
    "<a/>text",
    "text<a/>",
    "<a x=1/>",
    "<a x/>",
    '<a x="<"/>',
    "<a>]]></a>",
    "<a>&unknown;</a>",
    "<a>&#0;</a>",
    "<a>\u0000</a>",
    "<a>\u0008</a>",
    "<a>\uffff</a>",
    "<p:a/>",
    '<a p:x="1"/>',
    "<a",
    "<a><![CDATA[x</a>",
    "<!-- a -- b --><a/>",
    "<a/><!-- open",
    '<a><?xml version="1.0"?></a>',
    "<a><!DOCTYPE b></a>",
    "",
    " ",
  ];
  for (const text of wrong) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(scan(text)).to.equal("DIAGRAM_NOT_XML");
    });
  }

  const right = [
    "<a/>",
    " <a> ]] > </a> ",
    "<a>&lt;&#x41;&amp;</a>",
    "<a><![CDATA[<b>]]]]></a>",
    "<!-- - --><a/><?b c?>",
    '<p:a xmlns:p="urn:p" p:x="1" x="&lt;>"/>',
    "<a>\ufffd\u{1f4c4}\t\r\n</a>",
  ];
  for (const text of right) {
    it(`accepts ${JSON.stringify(text)}`, () => {
      expect(scan(text)).to.equal(undefined);
    });
  }

  it("names line and column", () => {
    try {
      scanXml("<a>\n  <b>\n</a>", { open: () => undefined, close: () => undefined });
      expect.fail("accepted");
    } catch (error) {
      expect((error as CodedError).problems).to.have.length(1);
      expect((error as CodedError).problems[0]).to.include({ code: "XML_NOT_WELL_FORMED", line: 3 });
      expect((error as CodedError).message).to.match(/^line 3, column \d+: /);
    }
  });

  it("refuses an attribute given twice, which sax and the parser leave to the reader", async () => {
    const text = definitions(`<process id="p">${path('<task id="t" name="a" name="b"/>')}</process>`);
    const refused = await compileText(text).then(
      () => undefined,
      (error: unknown) => (error as CodedError).code,
    );
    expect(refused).to.equal("DIAGRAM_BROKEN");
  });
});
