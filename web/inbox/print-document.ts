/** Prints a PDF of the case file by the browser's own dialog, from a frame that nobody sees. */
import { callForBytes } from "../connection/client.ts";
import classes from "./counter.module.css";

let shown: { readonly frame: HTMLIFrameElement; readonly address: string } | undefined;

/** `false`: this browser shows no PDF (telephones), so that it can only be downloaded. Throws what the API says. */
export async function printDocument(caseId: string, id: string, title: string): Promise<boolean> {
  if (!navigator.pdfViewerEnabled) return false;
  const bytes = await callForBytes("getDocument", { params: { case: caseId, document: id } });
  // The frame of the last print: its dialog may be open until now, and would close with it.
  shown?.frame.remove();
  if (shown !== undefined) URL.revokeObjectURL(shown.address);
  const address = URL.createObjectURL(new Blob([bytes.slice()], { type: "application/pdf" }));
  const frame = document.createElement("iframe");
  shown = { frame, address };
  frame.className = classes.printFrame!;
  frame.title = title;
  frame.tabIndex = -1;
  frame.ariaHidden = "true";
  await new Promise((loaded) => {
    frame.addEventListener("load", loaded, { once: true });
    frame.src = address;
    document.body.append(frame);
  });
  frame.contentWindow?.focus();
  frame.contentWindow?.print();
  return true;
}
