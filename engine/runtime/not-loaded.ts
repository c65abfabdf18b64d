/** `decide` needs a diagram or the latest version of a process that is not in memory yet: load it and decide again (deciding is pure). */
export class NotLoaded extends Error {
  readonly need: { readonly graph: string } | { readonly process: string; readonly version?: number };
  constructor(need: NotLoaded["need"]) {
    super("not loaded");
    this.need = need;
  }
}
