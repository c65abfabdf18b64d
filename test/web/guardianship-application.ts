/** An application through the portal, page by page as an applicant does it: the fewest pages that there are, signed, with one scan. */
import type { Page } from "playwright-core";

/** Of nobody. */
const CHILD = "Үлгі Аружан, 01.01.2015";

/** Called after each page, before it is sent: `begin`, `page-1`, `page-2`, `receipt`. */
export type Looked = (name: string) => Promise<void>;

/** From the service's page, signed in, to the receipt; answers the number of the application. */
export async function applyForGuardianship(page: Page, looked: Looked = () => Promise.resolve()): Promise<string> {
  await page.getByRole("heading", { name: "Have these at hand" }).waitFor();
  await looked("begin");
  await page.getByRole("checkbox", { name: /I agree/ }).check();
  await page.getByRole("button", { name: "Begin the application" }).dblclick();
  await page.getByText("Page 1 of 2").waitFor();
  await page.getByLabel("Telephone").first().fill("+7 700 000 00 00");
  await looked("page-1");
  await page.getByLabel("full names and dates of birth").fill(CHILD);
  await page.getByRole("textbox", { name: "Name of the document" }).fill("Туу туралы куәлік");
  await page.locator('input[type="file"]').setInputFiles({
    name: "certificate.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("A sample."),
  });
  await page.getByText("certificate.txt is in the case file").waitFor();
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByText("Page 2 of 2").waitFor();
  // What is signed is shown first.
  await page.getByText(CHILD).waitFor();
  await page.getByRole("button", { name: "Sign", exact: true }).click();
  await page.getByText("Signed").waitFor();
  await looked("page-2");
  await page.getByRole("button", { name: "Send the application" }).click();
  await page.getByRole("heading", { name: "Your application is sent" }).waitFor();
  await page.getByText("Answer by").waitFor();
  await looked("receipt");
  return /applications\/([^/]+)\//.exec(page.url())![1]!;
}
