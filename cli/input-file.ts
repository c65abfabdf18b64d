import { readFileSync } from "node:fs";
import { WrongUsage } from "./outcome.ts";

/** The bytes of a file that was named at the prompt. */
export function readInput(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new WrongUsage(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
  }
}
