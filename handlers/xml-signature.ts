/**
 * Reads an enveloped XML signature (XMLDSig, RFC 3275): one signature, a child of the root element, over the whole document and nothing
 * else. That leaves no room for signature wrapping: there is no signed part that could stand elsewhere than where it is read. What counts
 * as signed is only what xml-crypto gives back as verified (`getSignedReferences`), never the tree as it came.
 *
 * It counts for a document of the case file in one of two ways: the document is XML itself, and the signed content is that document; or
 * the signed root is `<document xmlns="urn:reglament:signed-document:1" sha256="...">` with the SHA-256 (hex) of the document's bytes.
 */
import { createHash } from "node:crypto";
import { readDerCertificate } from "./certificate.ts";
import { guardBytes, guardText } from "./gateway/xml-guard.ts";
import { parseDom } from "./gateway/xml-tree.ts";
import type { PublicKey } from "./public-key.ts";
import { algorithmOfXml, isDigest } from "./signature-algorithms.ts";
import type { SignatureAlgorithm } from "./signature-algorithms.ts";
import type { ReadSignature } from "./signature-format.ts";
import { NO_KEY, xmlDigest, xmlVerifier } from "./xml-algorithms.ts";

const DSIG = "http://www.w3.org/2000/09/xmldsig#";
const SIGNED_DOCUMENT = "urn:reglament:signed-document:1";
const ENVELOPED = `${DSIG}enveloped-signature`;
const INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
/** Without comments: with them, a comment could split a text that was signed as one. */
const CANONICAL = [INCLUSIVE, "http://www.w3.org/2001/10/xml-exc-c14n#"];
/** NCALayer names this one; what a reference to the same document covers has no comments all the same (XMLDSig 1.1, 4.4.3.2). */
const WITH_COMMENTS = `${INCLUSIVE}#WithComments`;
const MOST_CERTIFICATES = 5;

export async function readXmlSignature(given: string): Promise<ReadSignature | undefined> {
  const text = given.trim();
  let parts: Parts | undefined;
  try {
    parts = partsOf((await parseDom(guardText(text))).documentElement);
  } catch {
    return undefined;
  }
  const certificates = parts?.certificates.map((each) => readDerCertificate(Buffer.from(each, "base64"))) ?? [];
  const [certificate] = certificates;
  if (parts === undefined || certificate === undefined) return undefined;
  const { SignedXml } = await import("xml-crypto");
  const { signature, algorithmUri, digestUri, canonical } = parts;
  const known = algorithmOfXml(algorithmUri);
  // A digest that is not known or that proves nothing (SHA-1) is an algorithm that is not supported, too.
  const algorithm = isDigest(digestUri) ? known : withoutVerifier(known);

  /** The canonical text that was verified. A new `SignedXml` for each check: one object keeps what it verified before. */
  const verified = (key: PublicKey): string | undefined => {
    const signed = new SignedXml({ publicCert: NO_KEY, getCertFromKeyInfo: () => null });
    signed.SignatureAlgorithms = { [algorithmUri]: xmlVerifier(algorithmUri, algorithm, key) };
    signed.HashAlgorithms = { [digestUri]: xmlDigest(digestUri) };
    try {
      signed.loadSignature(signature);
      const references = signed.checkSignature(text) ? signed.getSignedReferences() : [];
      return references.length === 1 ? references[0] : undefined;
    } catch {
      return undefined;
    }
  };

  /** Whether the signed content is that document, or names it by its digest. */
  const isOf = async (content: string, document: Uint8Array): Promise<boolean> => {
    const root = (await parseDom(guardText(content))).documentElement;
    if (root.namespaceURI === SIGNED_DOCUMENT && root.localName === "document") {
      return root.getAttribute("sha256") === createHash("sha256").update(document).digest("hex");
    }
    const own = (await parseDom(guardBytes(document))).documentElement;
    return new SignedXml().getCanonXml([canonical], own) === content;
  };

  return {
    format: "xml",
    signers: [
      {
        certificate,
        algorithm,
        async isOver(document, key) {
          const content = verified(key);
          if (content === undefined) return false;
          // What cannot be parsed is not what was signed.
          return isOf(content, document).catch(() => false);
        },
      },
    ],
    chain: certificates.filter((each) => each !== undefined).map(({ pem }) => pem),
  };
}

interface Parts {
  readonly signature: Element;
  /** Base64, the signer's first. */
  readonly certificates: readonly string[];
  readonly algorithmUri: string;
  readonly digestUri: string;
  /** The canonicalization that the reference ends with. */
  readonly canonical: string;
}

/** `undefined`: another shape than the one that is read here. */
function partsOf(root: Element): Parts | undefined {
  const named = (name: string): readonly Element[] => Array.from(root.getElementsByTagNameNS("*", name));
  const [signature, ...others] = [
    ...named("Signature"),
    ...(root.localName === "Signature" ? [root] : []), // getElementsByTagNameNS looks below the root
  ];
  if (signature?.parentNode !== root || signature.namespaceURI !== DSIG || others.length > 0) return undefined;
  if (named("SignedInfo").length !== 1) return undefined;

  const only = (parent: Element | undefined, name: string): Element | undefined => {
    const found = childrenOf(parent, name);
    return found.length === 1 ? found[0] : undefined;
  };
  // Objects could hold signed content of their own, which nobody would look at.
  if (elementsOf(signature).length !== 3) return undefined;
  const info = only(signature, "SignedInfo");
  const value = only(signature, "SignatureValue");
  const keyInfo = only(signature, "KeyInfo");
  const reference = only(info, "Reference");
  if (info === undefined || value === undefined || keyInfo === undefined || reference === undefined) return undefined;

  const uri = reference.getAttribute("URI");
  if (!reference.hasAttribute("URI") || uri === null || !namesRoot(uri, root)) return undefined;
  const steps = childrenOf(only(reference, "Transforms"), "Transform").map(algorithmOf);
  if (steps[0] !== ENVELOPED || steps.length > 2) return undefined;
  const canonical = steps[1] === WITH_COMMENTS ? INCLUSIVE : (steps[1] ?? INCLUSIVE);
  const method = algorithmOf(only(info, "CanonicalizationMethod"));
  if (!CANONICAL.includes(canonical) || !CANONICAL.includes(method)) return undefined;

  const certificates = childrenOf(keyInfo, "X509Data").flatMap((data) =>
    childrenOf(data, "X509Certificate").map((each) => each.textContent.replace(/\s/g, "")),
  );
  if (certificates.length === 0 || certificates.length > MOST_CERTIFICATES) return undefined;
  return {
    signature,
    certificates,
    algorithmUri: algorithmOf(only(info, "SignatureMethod")),
    digestUri: algorithmOf(only(reference, "DigestMethod")),
    canonical,
  };
}

/** The whole document, by the empty URI or by the id of its root. */
function namesRoot(uri: string, root: Element): boolean {
  if (uri === "") return true;
  return uri.startsWith("#") && ["Id", "ID", "id"].some((name) => root.getAttribute(name) === uri.slice(1));
}

function elementsOf(parent: Element | undefined): readonly Element[] {
  return Array.from(parent?.childNodes ?? []).filter((node): node is Element => node.nodeType === 1);
}

function childrenOf(parent: Element | undefined, name: string): readonly Element[] {
  return elementsOf(parent).filter((child) => child.namespaceURI === DSIG && child.localName === name);
}

function algorithmOf(element: Element | undefined): string {
  return element?.getAttribute("Algorithm") ?? "";
}

function withoutVerifier(algorithm: SignatureAlgorithm | undefined): SignatureAlgorithm | undefined {
  if (algorithm === undefined) return undefined;
  const { verify: _, ...rest } = algorithm;
  return rest;
}
