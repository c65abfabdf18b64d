/** JSON (RFC 8259) with the line of each value, so that what is wrong with a value can be said where it stands. */

export interface JsonText {
  readonly value: unknown;
  /** JSON Pointer (RFC 6901) -> line, from 1. */
  readonly lines: ReadonlyMap<string, number>;
}

export class JsonBroken extends Error {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  constructor(line: number, column: number) {
    super(`not JSON at line ${line}, column ${column}`);
    this.line = line;
    this.column = column;
  }
}

/** Throws `JsonBroken` at the first place that is not JSON. */
export function readJson(text: string): JsonText {
  const lines = new Map<string, number>();
  let at = 0;
  let counted = 0;
  let line = 1;
  const value = read("");
  skip();
  if (at < text.length) throw broken();
  return { value, lines };

  function read(pointer: string): unknown {
    skip();
    lines.set(pointer, lineAt());
    const sign = text[at];
    if (sign === "{") return readObject(pointer);
    if (sign === "[") return readArray(pointer);
    if (sign === '"') return readString();
    const word = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)/.exec(text.slice(at, at + 400))?.[0];
    if (word === undefined) throw broken();
    at += word.length;
    return JSON.parse(word) as unknown;
  }

  function readObject(pointer: string): unknown {
    const members: [string, unknown][] = [];
    at += 1;
    skip();
    if (taken("}")) return {};
    do {
      skip();
      if (text[at] !== '"') throw broken();
      const name = readString();
      if (members.some(([other]) => other === name)) throw broken();
      expectSign(":");
      members.push([name, read(`${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`)]);
      skip();
    } while (taken(","));
    expectSign("}");
    return Object.fromEntries(members);
  }

  function readArray(pointer: string): unknown {
    const items: unknown[] = [];
    at += 1;
    skip();
    if (taken("]")) return items;
    do {
      items.push(read(`${pointer}/${items.length}`));
      skip();
    } while (taken(","));
    expectSign("]");
    return items;
  }

  function readString(): string {
    let end = at + 1;
    while (end < text.length && text[end] !== '"' && text[end] !== "\n") end += text[end] === "\\" ? 2 : 1;
    if (text[end] !== '"') throw broken();
    try {
      const value = JSON.parse(text.slice(at, end + 1)) as string;
      at = end + 1;
      return value;
    } catch {
      throw broken();
    }
  }

  function skip(): void {
    while (at < text.length && " \t\r\n".includes(text[at]!)) at += 1;
  }

  function taken(sign: string): boolean {
    if (text[at] !== sign) return false;
    at += 1;
    return true;
  }

  function expectSign(sign: string): void {
    skip();
    if (!taken(sign)) throw broken();
  }

  function lineAt(): number {
    for (; counted < at; counted += 1) if (text[counted] === "\n") line += 1;
    return line;
  }

  function broken(): JsonBroken {
    const before = text.slice(0, at).split("\n");
    return new JsonBroken(before.length, before.at(-1)!.length + 1);
  }
}

/** As the files of `processes/` are laid out. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
