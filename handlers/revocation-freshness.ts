/** How fresh the answer was by which a certificate counts as revoked or not: kept as evidence, decides nothing. */
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import type { RevocationAnswer } from "./outside.ts";

export interface RevocationEvidence {
  /** Serial number (hex) of the certificate that was asked about. */
  readonly certificate: string;
  readonly source: "ocsp" | "crl" | "status";
  readonly verdict: "good" | "revoked" | "unknown";
  /** UTC instants, as the source says; absent where the answer could not be read. */
  readonly thisUpdate?: string;
  readonly nextUpdate?: string;
}

type Freshness = Pick<RevocationEvidence, "thisUpdate" | "nextUpdate">;

/** `response`: DER, base64. Of the first certificate that the answer is about. */
export async function freshnessOfOcsp(response: string): Promise<Freshness> {
  const { BasicOCSPResponse, OCSPResponse } = await import("pkijs");
  try {
    const { responseBytes } = OCSPResponse.fromBER(Buffer.from(response, "base64"));
    const basic = BasicOCSPResponse.fromBER(responseBytes!.response.getValue());
    const [single] = basic.tbsResponseData.responses;
    return single === undefined ? {} : instants(single.thisUpdate, single.nextUpdate);
  } catch {
    return {};
  }
}

export function freshnessOf(answer: RevocationAnswer): Freshness {
  if (answer.kind === "status") return { thisUpdate: answer.thisUpdate, nextUpdate: answer.nextUpdate };
  try {
    const { thisUpdate, nextUpdate } = new x509.X509Crl(Buffer.from(answer.delta ?? answer.crl, "base64"));
    return instants(thisUpdate, nextUpdate);
  } catch {
    return {};
  }
}

const instants = (thisUpdate: Date, nextUpdate: Date | undefined): Freshness => ({
  thisUpdate: thisUpdate.toISOString(),
  ...(nextUpdate === undefined ? {} : { nextUpdate: nextUpdate.toISOString() }),
});
