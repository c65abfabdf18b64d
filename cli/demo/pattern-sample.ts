/** A text that a regular expression accepts, the same each time; for the patterns of forms: classes, groups, alternatives and quantifiers. */

/** Throws a RangeError for what it does not read: look-around, back references, Unicode properties. */
export function samplePattern(pattern: string): string {
  const reader = new PatternReader(pattern);
  const sample = reader.alternatives();
  reader.expectEnd();
  if (!new RegExp(pattern, "u").test(sample)) throw new RangeError(`the sample ${sample} does not fit ${pattern}`);
  return sample;
}

class PatternReader {
  private at = 0;
  private readonly pattern: string;
  constructor(pattern: string) {
    this.pattern = pattern;
  }

  /** The first alternative. */
  alternatives(): string {
    const first = this.sequence();
    while (this.taken("|")) this.sequence();
    return first;
  }

  expectEnd(): void {
    if (this.at < this.pattern.length) throw new RangeError(`${this.pattern}: not read from ${this.at}`);
  }

  private sequence(): string {
    let sample = "";
    while (this.at < this.pattern.length && !"|)".includes(this.pattern[this.at]!)) {
      const atom = this.atom();
      sample += atom.repeat(this.times());
    }
    return sample;
  }

  private atom(): string {
    if (this.taken("^") || this.taken("$")) return "";
    if (this.taken("(")) {
      if (this.pattern[this.at] === "?" && !this.taken("?:"))
        throw new RangeError(`${this.pattern}: look-around and named groups are not read`);
      const inside = this.alternatives();
      if (!this.taken(")")) throw new RangeError(`${this.pattern}: a group is not closed`);
      return inside;
    }
    if (this.taken("[")) return this.characterClass();
    if (this.taken("\\")) return this.escaped();
    if (this.taken(".")) return "a";
    return this.pattern[this.at++]!;
  }

  /** The first character of the class. */
  private characterClass(): string {
    if (this.taken("^")) throw new RangeError(`${this.pattern}: classes that exclude are not read`);
    const first = this.taken("\\") ? this.escaped() : this.pattern[this.at++]!;
    const end = this.pattern.indexOf("]", this.at);
    if (end < 0) throw new RangeError(`${this.pattern}: a class is not closed`);
    this.at = end + 1;
    return first;
  }

  private escaped(): string {
    const character = this.pattern[this.at++]!;
    if (character === "d") return "1";
    if (character === "w") return "a";
    if (character === "s") return " ";
    if (character === "S") return "a";
    if (/[a-zA-Z0-9]/.test(character)) throw new RangeError(`${this.pattern}: \\${character} is not read`);
    return character;
  }

  private times(): number {
    if (this.taken("*") || this.taken("?")) return 0;
    if (this.taken("+")) return 1;
    const counted = /^\{(\d+)(?:,\d*)?\}/.exec(this.pattern.slice(this.at));
    if (counted === null) return 1;
    this.at += counted[0].length;
    return Number(counted[1]);
  }

  private taken(text: string): boolean {
    if (!this.pattern.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }
}
