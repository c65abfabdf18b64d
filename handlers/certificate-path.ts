/** Builds and checks the path from a certificate to a trusted anchor (RFC 5280, 6.1, without policies and name constraints). */
import { hasSoundExtensions, holdsAt, mayIssue, publicKeyOf, readCertificate } from "./certificate.ts";
import type { Certificate } from "./certificate.ts";
import type { TrustedIssuers } from "./outside.ts";
import type { PublicKey } from "./public-key.ts";
import { isSignedStructure } from "./signed-structure.ts";

/** Paths of the national CA have one intermediate authority; a few more are let through. */
const LONGEST_PATH = 5;

/**
 * The certificate first, the anchor last; `undefined` when no sound path exists at that instant. `extra`: PEM certificates that came
 * with the signature; they help to build the path and are trusted no more for it. The end certificate's own validity is for the
 * caller to judge, so that an expired certificate is called expired and not untrusted.
 */
export function trustedPath(
  end: Certificate,
  trusted: TrustedIssuers,
  extra: readonly string[],
  instant: Date,
): readonly Certificate[] | undefined {
  const anchors = readAll(trusted.anchors);
  const helpers = readAll([...trusted.intermediates, ...extra]);
  if (!hasSoundExtensions(end)) return undefined;

  const extend = (path: readonly Certificate[]): readonly Certificate[] | undefined => {
    const last = path[path.length - 1] ?? end;
    if (path.length >= LONGEST_PATH) return undefined;
    const issued = (issuer: Certificate): boolean => isIssuedBy(last, issuer, path.length - 1, instant);
    const anchor = anchors.find(issued);
    if (anchor !== undefined) return [...path, anchor];
    for (const helper of helpers) {
      if (path.includes(helper) || !issued(helper)) continue;
      const whole = extend([...path, helper]);
      if (whole !== undefined) return whole;
    }
    return undefined;
  };
  return extend([end]);
}

function isIssuedBy(certificate: Certificate, issuer: Certificate, below: number, instant: Date): boolean {
  const key = publicKeyOf(issuer);
  return (
    certificate.issuerDer === issuer.subjectDer &&
    key !== undefined &&
    hasSoundExtensions(issuer) &&
    mayIssue(issuer, "certificates", below) &&
    holdsAt(issuer, instant) === "valid" &&
    isSignedWith(certificate, key)
  );
}

function isSignedWith(certificate: Certificate, key: PublicKey): boolean {
  if ("gost" in key) return isSignedStructure(certificate.parsed.rawData, key);
  try {
    return isStrong(certificate) && certificate.node.verify(key.openssl);
  } catch {
    // OpenSSL throws where the bits of the signature make no sense for the key.
    return false;
  }
}

/** SHA-1 and older are not enough for anybody to be believed. The library's type promises a hash that unknown algorithms do not have. */
function isStrong({ parsed }: Certificate): boolean {
  try {
    const { hash } = parsed.signatureAlgorithm as { readonly hash?: { readonly name: string } };
    return hash !== undefined && ["SHA-256", "SHA-384", "SHA-512"].includes(hash.name);
  } catch {
    return false;
  }
}

function readAll(pems: readonly string[]): readonly Certificate[] {
  return pems.map(readCertificate).filter((certificate) => certificate !== undefined);
}
