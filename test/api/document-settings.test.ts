import { expect } from "chai";
import { ConfigError } from "../../api/config.ts";
import { readDocumentSettings } from "../../api/document-settings.ts";

describe("settings of documents", () => {
  it("given nothing, verify nowhere, keep for ever and take no more than the usual", () => {
    expect(readDocumentSettings({})).to.deep.equal({ moreUploadTypes: [], largestCaseFile: 200 * 1024 * 1024 });
  });

  it("read what an installation says", () => {
    const environment = {
      PUBLIC_URL: "https://office.example/reglament/",
      CASE_FILE_RETENTION: "P5Y",
      UPLOAD_TYPES: "image/tiff, application/vnd.oasis.opendocument.text",
      CASE_FILE_LIMIT_MB: "50",
    };
    expect(readDocumentSettings(environment)).to.deep.equal({
      publicUrl: "https://office.example/reglament",
      retention: "P5Y",
      moreUploadTypes: ["image/tiff", "application/vnd.oasis.opendocument.text"],
      largestCaseFile: 50 * 1024 * 1024,
    });
  });

  it("refuse what cannot be meant, by the name of the variable", () => {
    for (const [variable, value] of [
      ["PUBLIC_URL", "office.example"],
      ["PUBLIC_URL", "ftp://office.example"],
      ["PUBLIC_URL", "https://user:word@office.example"],
      ["CASE_FILE_RETENTION", "5 years"],
      ["CASE_FILE_RETENTION", "PT0S"],
      ["UPLOAD_TYPES", "docx"],
      ["CASE_FILE_LIMIT_MB", "0"],
      ["CASE_FILE_LIMIT_MB", "1.5"],
    ] as const)
      expect(() => readDocumentSettings({ [variable]: value }), `${variable}=${value}`)
        .to.throw(ConfigError)
        .with.property("message")
        .that.includes(variable);
  });
});
