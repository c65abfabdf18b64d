import { createHash } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { manifestDigest, manifestText, type ManifestEntry, resourceDigest } from "../../engine/model/manifest.ts";

const entry = (kind: ManifestEntry["kind"], name: string, digest: string): ManifestEntry => ({ kind, name, digest });
const DIAGRAM = entry("bpmn", "office.bpmn", "aa");
const FORM = entry("form", "intake", "bb");

describe("a deployment is known by one digest", () => {
  it("which is the SHA-256 of its sorted lines", () => {
    expect(manifestText([FORM, DIAGRAM])).to.equal("bpmn office.bpmn aa\nform intake bb\n");
    const expected = createHash("sha256").update("bpmn office.bpmn aa\nform intake bb\n").digest("hex");
    expect(manifestDigest([FORM, DIAGRAM])).to.equal(expected);
  });

  it("which does not depend on the order of the resources, but on everything else", () => {
    const resources = fc.uniqueArray(
      fc.record({
        kind: fc.constantFrom<ManifestEntry["kind"]>("bpmn", "form", "document"),
        name: fc.stringMatching(/^[a-zа-я][a-zа-я0-9 .-]{0,8}$/),
        digest: fc.stringMatching(/^[0-9a-f]{64}$/),
      }),
      { selector: ({ kind, name }) => `${kind} ${name}`, minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(resources, (entries) => {
        const digest = manifestDigest(entries);
        expect(manifestDigest([...entries].reverse())).to.equal(digest);
        const [first, ...rest] = entries as [ManifestEntry, ...ManifestEntry[]];
        expect(manifestDigest(rest)).not.to.equal(digest);
        expect(manifestDigest([{ ...first, name: `${first.name}x` }, ...rest])).not.to.equal(digest);
        expect(manifestDigest([{ ...first, digest: "0" }, ...rest])).not.to.equal(digest);
      }),
    );
  });

  it("refuses names that could pass for other lines, and two resources of one name", () => {
    expect(() => manifestDigest([entry("form", "a\nbpmn b cc", "dd")])).to.throw(RangeError);
    expect(() => manifestDigest([entry("form", "", "dd")])).to.throw(RangeError);
    expect(() => manifestDigest([FORM, { ...FORM, digest: "cc" }])).to.throw(RangeError);
  });

  it("hashes a resource by its bytes alone", () => {
    expect(resourceDigest(new TextEncoder().encode("abc"))).to.equal(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});
