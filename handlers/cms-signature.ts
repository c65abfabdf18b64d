/**
 * Reads a CMS signature (RFC 5652) of the CAdES-BES profile (ETSI EN 319 122-1, 5): detached or attached, one signer or several, each with
 * time stamps or without (CAdES-T).
 *
 * Each signer must have signed the attributes content-type, message-digest and signing-certificate-v2 (RFC 5035, 3: which certificate the
 * signer meant), each once with one value; a signature without them is malformed, for it could be moved to another document or certificate.
 */
import * as asn1js from "asn1js";
import type { SignerInfo } from "pkijs";
import { isSame, openSignedData, readSigner, valueOf } from "./cms-signed-data.ts";
import type { OpenedSignedData } from "./cms-signed-data.ts";
import type { ReadSignature, SignatureSigner } from "./signature-format.ts";
import { readTimestamps } from "./timestamp.ts";

const OID = { data: "1.2.840.113549.1.7.1", signingTime: "1.2.840.113549.1.9.5" } as const;

/** An attached document lies inside, so this bounds that too. */
const LARGEST_BYTES = 20 * 1024 * 1024;

export async function readCmsSignature(bytes: Uint8Array): Promise<ReadSignature | undefined> {
  if (bytes.byteLength > LARGEST_BYTES) return undefined;
  const opened = await openSignedData(bytes, OID.data);
  if (opened === undefined) return undefined;
  let signers: readonly (SignatureSigner | undefined)[];
  try {
    signers = await Promise.all(opened.infos.map((info) => signerOf(info, opened)));
  } catch {
    return undefined;
  }
  const whole = signers.filter((signer) => signer !== undefined);
  if (whole.length !== signers.length) return undefined;
  return { format: "cms", signers: whole, chain: opened.certificates.map(({ pem }) => pem) };
}

async function signerOf(
  info: SignerInfo,
  { certificates, attached }: OpenedSignedData,
): Promise<SignatureSigner | undefined> {
  const signer = await readSigner(info, certificates, { contentType: OID.data, olderMeant: false });
  if (signer === undefined) return undefined;
  const { certificate, algorithm, attributes, value } = signer;
  const signingTime = valueOf(attributes, OID.signingTime);
  const claimedAt =
    signingTime instanceof asn1js.UTCTime || signingTime instanceof asn1js.GeneralizedTime
      ? signingTime.toDate()
      : undefined;
  const timestamps = await readTimestamps(info.unsignedAttrs?.attributes ?? [], value);
  return {
    certificate,
    algorithm,
    timestamps,
    ...(claimedAt === undefined || Number.isNaN(claimedAt.getTime()) ? {} : { claimedAt: claimedAt.toISOString() }),
    isOver: (document, key) => (attached === undefined || isSame(attached, document)) && signer.isOver(document, key),
  };
}
