/** How our algorithms are plugged into xml-crypto. They verify and never sign. */
import type { PublicKey } from "./public-key.ts";
import { digestWith, isSignedBy } from "./signature-algorithms.ts";
import type { SignatureAlgorithm } from "./signature-algorithms.ts";

/** xml-crypto wants some key before it asks the verifier, which has its own. */
export const NO_KEY = "the verifier has its own key";

export function xmlVerifier(uri: string, algorithm: SignatureAlgorithm | undefined, key: PublicKey) {
  return class {
    getAlgorithmName(): string {
      return uri;
    }
    getSignature(): string {
      throw new Error("this algorithm only verifies");
    }
    verifySignature(material: string, _key: unknown, value: string): boolean {
      return isSignedBy(algorithm, Buffer.from(material, "utf8"), Buffer.from(value, "base64"), key);
    }
  };
}

export function xmlDigest(uri: string) {
  return class {
    getAlgorithmName(): string {
      return uri;
    }
    getHash(xml: string): string {
      return Buffer.from(digestWith(uri, Buffer.from(xml, "utf8")) ?? []).toString("base64");
    }
  };
}
