/**
 * Where working copies are kept: in this browser (IndexedDB), each account its own. Tabs of the same browser tell each other what they have written.
 */
import type { Files } from "./bundle-files.ts";

export interface WorkingCopy {
  readonly id: string;
  readonly name: string;
  /** Id of the regulation, as `regulation.json` or the diagram names it. */
  readonly regulation: string;
  /** The version in service that it was opened from. */
  readonly basedOn?: { readonly process: string; readonly version: number; readonly digest: string };
  /** Instant, UTC. */
  readonly changedAt: string;
  readonly files: Files;
}

export interface StoredCopy extends WorkingCopy {
  readonly account: string;
  /** Grows by one with each write. */
  readonly revision: number;
}

export interface CopyWritten {
  readonly account: string;
  readonly id: string;
  /** The tab that wrote. */
  readonly tab: string;
}

export const THIS_TAB = newId();
const STORE = "copies";
const channel = new BroadcastChannel("reglament.studio");

/** `crypto.randomUUID` is not there on pages of plain HTTP. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(36).padStart(2, "0")).join("");
}

/** Latest first. */
export async function listCopies(account: string): Promise<readonly StoredCopy[]> {
  const all = await run<StoredCopy[]>("readonly", (store) => store.getAll(IDBKeyRange.bound([account], [account, []])));
  return all.sort((one, other) => (one.changedAt < other.changedAt ? 1 : -1));
}

export const readCopy = (account: string, id: string): Promise<StoredCopy | undefined> =>
  run<StoredCopy | undefined>("readonly", (store) => store.get([account, id]));

/** A new copy, or an old one as it was: for the undo of a removal. */
export async function putCopy(account: string, copy: WorkingCopy): Promise<void> {
  await run("readwrite", (store) => store.put({ ...copy, account, revision: 1 } satisfies StoredCopy));
  tell(account, copy.id);
}

/**
 * Changes what is stored and answers it as it now is, with the revision that it had before; undefined when the copy has been removed. Reading and
 * writing are one transaction, so that two tabs never write over each other unseen.
 */
export async function updateCopy(
  account: string,
  id: string,
  change: (copy: StoredCopy) => Pick<WorkingCopy, "files" | "name" | "regulation" | "basedOn">,
): Promise<{ readonly stored: StoredCopy; readonly before: number } | undefined> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, "readwrite");
    const store = transaction.objectStore(STORE);
    let done: { readonly stored: StoredCopy; readonly before: number } | undefined;
    const reading = store.get([account, id]) as IDBRequest<StoredCopy | undefined>;
    reading.onsuccess = () => {
      const before = reading.result;
      if (before === undefined) return;
      const changedAt = new Date().toISOString();
      const stored = { ...before, ...change(before), changedAt, revision: before.revision + 1 };
      store.put(stored);
      done = { stored, before: before.revision };
    };
    transaction.oncomplete = () => {
      if (done !== undefined) tell(account, id);
      resolve(done);
    };
    transaction.onabort = () => reject(transaction.error ?? new Error("The browser has not kept the working copy."));
  });
}

export async function removeCopy(account: string, id: string): Promise<void> {
  await run("readwrite", (store) => store.delete([account, id]));
  tell(account, id);
}

/** Calls back for what other tabs write. Answers the way to stop. */
export function watchCopies(onWritten: (written: CopyWritten) => void): () => void {
  const listen = ({ data }: MessageEvent<CopyWritten>): void => onWritten(data);
  channel.addEventListener("message", listen);
  return () => channel.removeEventListener("message", listen);
}

const tell = (account: string, id: string): void =>
  channel.postMessage({ account, id, tab: THIS_TAB } satisfies CopyWritten);

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  return (opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("reglament.studio", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["account", "id"] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => {
      opened = undefined;
      reject(request.error ?? new Error("The browser keeps no data for this page."));
    };
  }));
}

async function run<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest): Promise<T> {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, mode);
    const request = ask(transaction.objectStore(STORE)) as IDBRequest<T>;
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? new Error("The browser has not kept the working copy."));
  });
}
