/**
 * Whether twelve digits can be a personal number (IIN): the sum of the first eleven, weighted 1 to 11, modulo 11 is the twelfth; when it is 10, weighted 3
 * to 11, 1, 2 instead. As handlers/iin.ts, which no page may load.
 */
const FIRST_WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const SECOND_WEIGHTS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2];

export function isIin(text: string): boolean {
  if (!/^[0-9]{12}$/.test(text)) return false;
  const weigh = (weights: readonly number[]): number =>
    weights.reduce((sum, weight, index) => sum + weight * Number(text[index]), 0) % 11;
  const first = weigh(FIRST_WEIGHTS);
  return (first === 10 ? weigh(SECOND_WEIGHTS) : first) === Number(text[11]);
}
