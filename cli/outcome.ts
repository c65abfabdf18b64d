/** How a command says that it did not go well. The exit code is 0 when it did, 1 when the thing failed, 2 for wrong usage. */

/** The thing itself failed; the message is for the person at the prompt. */
export class CommandFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = "CommandFailed";
  }
}

/** The command was called in a way that makes no sense. */
export class WrongUsage extends Error {
  constructor(message: string) {
    super(message);
    this.name = "WrongUsage";
  }
}

export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;
