/**
 * The hash GOST R 34.11-2012 ("Streebog", RFC 6986; GOST 34.11-2018), which Kazakhstan calls GOST R 34.11-2015. Node's OpenSSL does not have it.
 *
 * Bytes stand as the standard numbers them, the first byte of the message being the least significant one; so does the digest, as every
 * CMS and XML signature writes it (RFC 6986 prints its numbers the other way round).
 */

const WORDS = 16;
const BLOCK_BYTES = 64;

export function streebog512(message: Uint8Array): Uint8Array {
  return digest(message, 0);
}

export function streebog256(message: Uint8Array): Uint8Array {
  return digest(message, 0x01010101).slice(32);
}

/** RFC 6986, 8; a 512-bit number is 16 words of 32 bits, the least significant first. */
function digest(message: Uint8Array, initial: number): Uint8Array {
  const hash = new Uint32Array(WORDS).fill(initial);
  const counted = new Uint32Array(WORDS);
  const sum = new Uint32Array(WORDS);
  const block = new Uint32Array(WORDS);
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  for (; at + BLOCK_BYTES <= message.byteLength; at += BLOCK_BYTES) {
    for (let word = 0; word < WORDS; word += 1) block[word] = view.getUint32(at + 4 * word, true);
    compress(hash, counted, block);
    add(counted, bitsOf(BLOCK_BYTES));
    add(sum, block);
  }
  // The rest, a one behind it, and zeros: RFC 6986, 8.3, where the message grows to the left.
  const rest = message.byteLength - at;
  const padded = new Uint8Array(BLOCK_BYTES);
  padded.set(message.subarray(at));
  padded[rest] = 1;
  const last = wordsOf(padded);
  compress(hash, counted, last);
  add(counted, bitsOf(rest));
  add(sum, last);
  compress(hash, ZERO, counted);
  compress(hash, ZERO, sum);
  const bytes = new Uint8Array(BLOCK_BYTES);
  const out = new DataView(bytes.buffer);
  for (const [word, value] of hash.entries()) out.setUint32(4 * word, value, true);
  return bytes;
}

const ZERO = new Uint32Array(WORDS);

function bitsOf(bytes: number): Uint32Array {
  return Uint32Array.of(8 * bytes, ...new Array<number>(WORDS - 1).fill(0));
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return Uint32Array.from({ length: WORDS }, (_, word) => view.getUint32(4 * word, true));
}

/** Modulo 2^512. */
function add(to: Uint32Array, what: Uint32Array): void {
  let carry = 0;
  for (let word = 0; word < WORDS; word += 1) {
    const whole = to[word]! + what[word]! + carry;
    to[word] = whole;
    carry = whole > 0xffffffff ? 1 : 0;
  }
}

const key = new Uint32Array(WORDS);
const state = new Uint32Array(WORDS);
const mixed = new Uint32Array(WORDS);

/** g_N of RFC 6986, 8: `hash` becomes E(LPS(hash xor counted), block) xor hash xor block. */
function compress(hash: Uint32Array, counted: Uint32Array, block: Uint32Array): void {
  for (let word = 0; word < WORDS; word += 1) mixed[word] = hash[word]! ^ counted[word]!;
  lps(mixed, key);
  state.set(block);
  for (const constant of ROUND_CONSTANTS) {
    for (let word = 0; word < WORDS; word += 1) mixed[word] = state[word]! ^ key[word]!;
    lps(mixed, state);
    for (let word = 0; word < WORDS; word += 1) mixed[word] = key[word]! ^ constant[word]!;
    lps(mixed, key);
  }
  for (let word = 0; word < WORDS; word += 1) hash[word] = hash[word]! ^ state[word]! ^ key[word]! ^ block[word]!;
}

/** L(P(S(from))), with S and L looked up and P (a transposition of the 8 x 8 bytes) in where they are taken from. */
function lps(from: Uint32Array, to: Uint32Array): void {
  for (let row = 0; row < 8; row += 1) {
    const half = row >>> 2;
    const shift = 8 * (row & 3);
    let low = 0;
    let high = 0;
    for (let column = 0; column < 8; column += 1) {
      const entry = 2 * (256 * column + ((from[2 * column + half]! >>> shift) & 0xff));
      low ^= LINEAR[entry]!;
      high ^= LINEAR[entry + 1]!;
    }
    to[2 * row] = low;
    to[2 * row + 1] = high;
  }
}

/** RFC 6986, 6.2: the substitution, as one hex string. */
const SUBSTITUTION = Buffer.from(
  "fceedd11cf6e3116fbc4fada23c5044de977f0db932e99ba1736f1bb14cd5fc1f918655ae25cef21811c3c428b018e4f058402aee36a8fa0060bed987fd4d31f" +
    "eb342c51eac848abf22a68a2fd3aceccb5700e56080c7612bf7213479cb75d8715a19629107b9ac7f391786f9d9eb2b13275193dff358a7e6d54c680c3bd0d57" +
    "dff524a93ea843c9d779d6f67c22b903e00fecde7a94b0bcdce828504e330a4aa79760731e0062441ab83882649f2641ad454692275e552f8ca3a57d69d5953b" +
    "0758b34086ac1df730376be488d9e789e11b83494c3ff8fe8d53aa90cad88561207167a42d2b095bcb9b25d0bee56c5259a674d2e6f4b4c0d166afc2394b63b6",
  "hex",
);

/** RFC 6986, 6.4: the rows of the matrix over GF(2); the first belongs to the most significant bit. */
const MATRIX = (
  "8e20faa72ba0b470 47107ddd9b505a38 ad08b0e0c3282d1c d8045870ef14980e 6c022c38f90a4c07 3601161cf205268d 1b8e0b0e798c13c8 83478b07b2468764 " +
  "a011d380818e8f40 5086e740ce47c920 2843fd2067adea10 14aff010bdd87508 0ad97808d06cb404 05e23c0468365a02 8c711e02341b2d01 46b60f011a83988e " +
  "90dab52a387ae76f 486dd4151c3dfdb9 24b86a840e90f0d2 125c354207487869 092e94218d243cba 8a174a9ec8121e5d 4585254f64090fa0 accc9ca9328a8950 " +
  "9d4df05d5f661451 c0a878a0a1330aa6 60543c50de970553 302a1e286fc58ca7 18150f14b9ec46dd 0c84890ad27623e0 0642ca05693b9f70 0321658cba93c138 " +
  "86275df09ce8aaa8 439da0784e745554 afc0503c273aa42a d960281e9d1d5215 e230140fc0802984 71180a8960409a42 b60c05ca30204d21 5b068c651810a89e " +
  "456c34887a3805b9 ac361a443d1c8cd2 561b0d22900e4669 2b838811480723ba 9bcf4486248d9f5d c3e9224312c8c1a0 effa11af0964ee50 f97d86d98a327728 " +
  "e4fa2054a80b329c 727d102a548b194e 39b008152acb8227 9258048415eb419d 492c024284fbaec0 aa16012142f35760 550b8e9e21f7a530 a48b474f9ef5dc18 " +
  "70a6a56e2440598e 3853dc371220a247 1ca76e95091051ad 0edd37c48a08a6d8 07e095624504536c 8d70c431ac02a736 c83862965601dd1b 641c314b2b8ee083"
)
  .split(" ")
  .map((row) => BigInt(`0x${row}`));

/** For byte `column` of a word and each value: L of its substitution, as two words. */
const LINEAR = ((): Uint32Array => {
  const table = new Uint32Array(2 * 8 * 256);
  for (let column = 0; column < 8; column += 1) {
    for (let value = 0; value < 256; value += 1) {
      const substituted = SUBSTITUTION[value]!;
      let row = 0n;
      for (let bit = 0; bit < 8; bit += 1) if ((substituted >> bit) & 1) row ^= MATRIX[63 - 8 * column - bit]!;
      const entry = 2 * (256 * column + value);
      table[entry] = Number(row & 0xffffffffn);
      table[entry + 1] = Number(row >> 32n);
    }
  }
  return table;
})();

/** RFC 6986, 6.5: C_1 to C_12, printed with the most significant byte first. */
const ROUND_CONSTANTS: readonly Uint32Array[] = [
  "b1085bda1ecadae9ebcb2f81c0657c1f2f6a76432e45d016714eb88d7585c4fc4b7ce09192676901a2422a08a460d31505767436cc744d23dd806559f2a64507",
  "6fa3b58aa99d2f1a4fe39d460f70b5d7f3feea720a232b9861d55e0f16b501319ab5176b12d699585cb561c2db0aa7ca55dda21bd7cbcd56e679047021b19bb7",
  "f574dcac2bce2fc70a39fc286a3d843506f15e5f529c1f8bf2ea7514b1297b7bd3e20fe490359eb1c1c93a376062db09c2b6f443867adb31991e96f50aba0ab2",
  "ef1fdfb3e81566d2f948e1a05d71e4dd488e857e335c3c7d9d721cad685e353fa9d72c82ed03d675d8b71333935203be3453eaa193e837f1220cbebc84e3d12e",
  "4bea6bacad4747999a3f410c6ca923637f151c1f1686104a359e35d7800fffbdbfcd1747253af5a3dfff00b723271a167a56a27ea9ea63f5601758fd7c6cfe57",
  "ae4faeae1d3ad3d96fa4c33b7a3039c02d66c4f95142a46c187f9ab49af08ec6cffaa6b71c9ab7b40af21f66c2bec6b6bf71c57236904f35fa68407a46647d6e",
  "f4c70e16eeaac5ec51ac86febf240954399ec6c7e6bf87c9d3473e33197a93c90992abc52d822c3706476983284a05043517454ca23c4af38886564d3a14d493",
  "9b1f5b424d93c9a703e7aa020c6e41414eb7f8719c36de1e89b4443b4ddbc49af4892bcb929b069069d18d2bd1a5c42f36acc2355951a8d9a47f0dd4bf02e71e",
  "378f5a541631229b944c9ad8ec165fde3a7d3a1b258942243cd955b7e00d0984800a440bdbb2ceb17b2b8a9aa6079c540e38dc92cb1f2a607261445183235adb",
  "abbedea680056f52382ae548b2e4f3f38941e71cff8a78db1fffe18a1b3361039fe76702af69334b7a1e6c303b7652f43698fad1153bb6c374b4c7fb98459ced",
  "7bcd9ed0efc889fb3002c6cd635afe94d8fa6bbbebab076120018021148466798a1d71efea48b9caefbacd1d7d476e98dea2594ac06fd85d6bcaa4cd81f32d1b",
  "378ee767f11631bad21380b00449b17acda43c32bcdf1d77f82012d430219f9b5d80ef9d1891cc86e71da4aa88e12852faf417d5d9b21b9948bc924af11bd720",
].map((hex) => wordsOf(Buffer.from(hex, "hex").reverse()));
