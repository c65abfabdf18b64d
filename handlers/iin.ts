/**
 * The checksum of the personal number (ЖСН / ИИН, 12 digits): the sum of the first eleven digits weighted 1..11, modulo 11; when
 * that gives 10, again with the weights 3..11, 1, 2; when it gives 10 again, no number with that prefix is issued.
 *
 * Birth date and sex are not read from the digits: the tie between them was removed in 2013 (decree 853 of 2013-08-26), and
 * before that the register, not the number, is what counts. The CA's own test identity fails this check on purpose of its
 * makers, so signatures compare numbers and do not check them.
 */

const FIRST_WEIGHTS: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const SECOND_WEIGHTS: readonly number[] = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

/** The twelfth digit for eleven given ones; `undefined` when no number with this prefix is issued. */
export function iinCheckDigit(prefix: string): number | undefined {
  if (!/^[0-9]{11}$/.test(prefix)) return undefined;
  const first = weigh(prefix, FIRST_WEIGHTS);
  if (first < 10) return first;
  const second = weigh(prefix, SECOND_WEIGHTS);
  return second < 10 ? second : undefined;
}

export function isIin(text: string): boolean {
  return /^[0-9]{12}$/.test(text) && iinCheckDigit(text.slice(0, 11)) === Number(text[11]);
}

function weigh(prefix: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(prefix[index]), 0) % 11;
}
