/** The number of an issued document as it is printed: what was read out or typed may have small letters, no hyphens, and the letters that the alphabet leaves out. */
export function normalNumber(typed: string): string {
  const signs = typed.toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");
  return signs.replace(/^(.{4})(.{4})(.{4})$/, "$1-$2-$3");
}
