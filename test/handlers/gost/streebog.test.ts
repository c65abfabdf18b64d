import { expect } from "chai";
import fc from "fast-check";
import { streebog256, streebog512 } from "../../../handlers/gost/streebog.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytes = (text: string): Uint8Array => Buffer.from(text, "hex");

describe("the hash of GOST R 34.11-2012", () => {
  // RFC 6986, 10 prints the messages and digests with their last byte first.
  const M1 = bytes(
    "303132333435363738393031323334353637383930313233343536373839303132333435363738393031323334353637383930313233343536373839303132",
  );
  const M2 = bytes(
    "d1e520e2e5f2f0e82c20d1f2f0e8e1eee6e820e2edf3f6e82c20e2e5fef2fa20f120eceef0ff20f1f2f0e5ebe0ece820ede020f5f0e0e1f0fbff20efebfaeafb20c8e3eef0e5e2fb",
  );

  it("digests the first example, 512 and 256 bits (RFC 6986, 10.1)", () => {
    expect(hex(streebog512(M1))).to.equal(
      "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48",
    );
    expect(hex(streebog256(M1))).to.equal("9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500");
  });

  it("digests the second example, longer than a block, 512 and 256 bits (RFC 6986, 10.2)", () => {
    expect(hex(streebog512(M2))).to.equal(
      "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28",
    );
    expect(hex(streebog256(M2))).to.equal("9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50");
  });

  it("digests nothing at all", () => {
    expect(hex(streebog512(new Uint8Array()))).to.equal(
      "8e945da209aa869f0455928529bcae4679e9873ab707b55315f56ceb98bef0a7362f715528356ee83cda5f2aac4c6ad2ba3a715c1bcd81cb8e9f90bf4c1c1a8a",
    );
  });

  it("reads a message wherever it lies in memory, and tells any two lengths apart", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(7), (message, offset) => {
        const moved = new Uint8Array(message.byteLength + offset);
        moved.set(message, offset);
        expect(hex(streebog512(moved.subarray(offset)))).to.equal(hex(streebog512(message)));
        expect(hex(streebog512(Uint8Array.from([...message, 0])))).not.to.equal(hex(streebog512(message)));
      }),
    );
  });
});
