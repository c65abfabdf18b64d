/** The number in what a scanner has typed: a bar code holds it alone, a QR code as the address at which the document is verified. Pure. */
export function numberIn(scanned: string): string | undefined {
  const text = inLatin(scanned.trim());
  const address = /\/(?:verify|cases|inbox\/case|inbox\/new)\/([^/?#]+)/.exec(text)?.[1];
  const number = (address ?? text).replace(/^(?:№|no\.?|n)\s*/i, "").trim();
  return /^[A-Za-z0-9_][A-Za-z0-9_ -]{0,63}$/.test(number) ? number : undefined;
}

/**
 * A scanner presses the keys of an English keyboard; with the Russian or the Kazakh layout on, Cyrillic letters come out of them. The row of digits gives
 * letters in the Kazakh layout only.
 */
const KEYS = new Map(
  ["йq цw уe кr еt нy гu шi щo зp фa ыs вd аf пg рh оj лk дl яz чx сc мv иb тn ьm", "ә2 і3 ң4 ғ5 ү8 ұ9 қ0 ө-"]
    .join(" ")
    .split(" ")
    .map((pair) => [pair[0]!, pair[1]!]),
);

function inLatin(text: string): string {
  if (!/\p{Script=Cyrillic}/u.test(text)) return text;
  return Array.from(text, (sign) => {
    const small = sign.toLowerCase();
    const key = KEYS.get(small);
    return key === undefined ? sign : sign === small ? key : key.toUpperCase();
  }).join("");
}
