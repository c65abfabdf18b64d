import { join, resolve } from "node:path";
import { expect } from "chai";
import type { Page } from "playwright-core";
import type { Client } from "../api/installation.ts";
import { startNcaLayerSimulator, type NcaLayerSimulator } from "../../fixtures/ncalayer/ncalayer-simulator.ts";
import { makePeople } from "../../fixtures/people/people.ts";
import { ensureTestCa, type CertificateKind } from "../../fixtures/test-ca/test-ca.ts";
import type { TestSigner } from "../../fixtures/test-ca/signer.ts";
import { picturesToPdf } from "../../web/scanning/pictures-to-pdf.ts";
import { startPages, type Language, type Pages } from "./browser.ts";

const GUARDIANSHIP = "guardianship-eko-2019";
const UNEMPLOYMENT = "unemployment-certificate-mamlyut-2012";
const folder = (name: string): string => resolve(import.meta.dirname, "../../processes", name);

/** Of nobody. */
const APPLICATION = {
  applicantName: "Үлгі Айгүл",
  applicantIin: "000000000000",
  applicantPhone: "+7 700 000 00 00",
  applicantAddress: "Талғар",
  children: "Үлгі Аружан, 2010-01-01",
  language: "kk",
  attachments: [{ name: "Туу туралы куәлік" }],
};
const CHECKED = {
  documents: "complete",
  operatorName: "Нұрлан",
  attachments: "Туу туралы куәлік",
  attachmentsCount: 1,
  readyOn: "2026-12-21",
  readyAt: "10:00",
  place: "Талғар",
};

interface Row {
  readonly id: string;
  readonly name: string;
  readonly number?: string;
  readonly mediaType?: string;
}

describe("the counter, in the browser", function () {
  this.timeout(180_000);
  let house: Pages;
  let operator: Client;
  let layer: NcaLayerSimulator;
  /** What lies in the signer's storage. */
  const keys: TestSigner[] = [];
  before(async () => {
    layer = await startNcaLayerSimulator({ keys, tls: true });
    const { port } = new URL(layer.url);
    house = await startPages({ regulations: [folder(GUARDIANSHIP), folder(UNEMPLOYMENT)] }, [
      // The page asks for NCALayer's own address; whether it may, its policy says.
      `--host-resolver-rules=MAP 127.0.0.1:13579 127.0.0.1:${port}`,
    ]);
    operator = await house.installation.as("corporation-operator");
  });
  after(async () => {
    await house.stop();
    await layer.close();
  });

  async function list<Item = Row>(client: Client, path: string): Promise<readonly Item[]> {
    const answer = await client.get(`/api/v1${path}`);
    expect(answer.status, answer.text).to.equal(200);
    return (answer.body as { items: Item[] }).items;
  }
  async function complete(client: Client, id: string, form: object): Promise<void> {
    const [task] = await list(client, `/tasks?case=${id}`);
    const done = await client.post(`/api/v1/tasks/${task!.id}/complete`, { form });
    expect(done.status, done.text).to.equal(200);
    await house.installation.server.settle();
  }
  /** A walk-in whose receipt is made; answers its number. */
  async function takenIn(id: string): Promise<string> {
    const started = await operator.post("/api/v1/cases", {
      process: `${GUARDIANSHIP}.corporation`,
      case: id,
      form: APPLICATION,
    });
    expect(started.status, started.text).to.equal(201);
    await complete(operator, id, CHECKED);
    return (await list(operator, `/cases/${id}/documents`)).find(({ name }) => name === "receipt")!.number!;
  }

  it("takes a walk-in from the choice of the service to the printed receipt, which the scanner finds again", async () => {
    const visit = await house.visit("corporation-operator");
    const { page } = visit;
    await page.addInitScript("window.print = () => { window.top.printed = (window.top.printed ?? 0) + 1; }");
    await visit.open("/inbox");
    await page.getByRole("link", { name: "New application" }).click();
    await page.getByLabel("Find a service").fill("guardian");
    await page.getByRole("button", { name: /guardian/i }).click();

    const iin = makePeople().personas.applicant.iin;
    await page.getByLabel("Personal number").fill(`${iin.slice(0, 11)}${(Number(iin[11]) + 1) % 10}`);
    await page.getByText("This number has a mistake in it").waitFor();
    await page.getByLabel("Personal number").fill(iin);
    await page.getByLabel("Show the case in that account").waitFor();
    await page.getByRole("button", { name: "Continue" }).click();

    expect(await page.getByLabel("Applicant's IIN").inputValue()).to.equal(iin);
    await page.getByLabel("Applicant's surname, name, patronymic").fill(APPLICATION.applicantName);
    await page.getByRole("textbox", { name: "Telephone", exact: true }).fill(APPLICATION.applicantPhone);
    await page.getByLabel("Address").fill(APPLICATION.applicantAddress);
    await page.getByLabel("full names and dates of birth").fill(APPLICATION.children);
    await page.getByRole("radio", { name: "Kazakh" }).check();
    await page.getByLabel("Name of the document").fill("Туу туралы куәлік");
    expect(await page.getByLabel("Copy (document of the case file)").count()).to.equal(0);
    await page.getByRole("button", { name: "Take it in" }).click();
    await page.waitForURL("**/inbox/new/*");
    const id = new URL(page.url()).pathname.split("/").at(-1)!;
    expect((await operator.get(`/api/v1/cases/${id}`)).body).to.include({ applicant: "demo-applicant" });

    await page.getByRole("radio", { name: "the set is complete" }).check();
    for (const [label, value] of [
      ["Surname, name, patronymic of the operator", CHECKED.operatorName],
      ["Names of the documents attached", CHECKED.attachments],
      ["Number of the documents attached", "1"],
      ["Documents to be given out on", CHECKED.readyOn],
      ["At what time", CHECKED.readyAt],
      ["At what place", CHECKED.place],
    ] as const)
      await page.getByLabel(label).fill(value);
    await page.getByRole("button", { name: "Complete" }).click();
    await page.getByRole("button", { name: /^Print: / }).waitFor();
    await printed(page, 1);
    await page.getByRole("button", { name: /^Print: / }).click();
    await printed(page, 2);

    await page.getByRole("button", { name: /Stop here/ }).click();
    await page.getByText("Number of the case, to be told to the applicant").waitFor();
    await page.getByRole("link", { name: "Next application" }).click();
    await page.getByLabel("Find a service").waitFor();
    await page.getByRole("heading", { level: 1 }).click();
    await scan(page, id);
    await page.waitForURL(`**/inbox/${id}.*`);
    await page.getByText(`No. ${id}`).first().waitFor();
    await visit.close();
  });

  it("puts scans into the case file: chosen, dropped or pasted, turned, sorted out, and refuses the rest with its reason", async () => {
    await takenIn("scanned");
    const visit = await house.visit("corporation-operator");
    const { page } = visit;
    await visit.open("/inbox/case/scanned");
    await page.getByRole("button", { name: /^Scan: Application/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("PDF, JPEG and PNG").waitFor();
    const [jpeg, png] = [await picture(page, "image/jpeg"), await picture(page, "image/png")];
    const pdf = Buffer.from(picturesToPdf([{ jpeg, width: 60, height: 40 }]));
    await dialog.locator("input[type=file]").setInputFiles([
      { name: "page-1.jpg", mimeType: "image/jpeg", buffer: jpeg },
      { name: "notes.pdf", mimeType: "application/pdf", buffer: Buffer.from("these are no PDF") },
      { name: "empty.png", mimeType: "image/png", buffer: Buffer.alloc(0) },
      { name: "broken.png", mimeType: "image/png", buffer: png.subarray(0, 40) },
    ]);
    await dialog.getByText("notes.pdf: only PDF, JPEG and PNG are taken").waitFor();
    await dialog.getByText("empty.png: the file is empty").waitFor();
    await dialog.getByText("broken.png: the picture is damaged").waitFor();
    await bring(page, "drop", { name: "page-2.png", type: "image/png", bytes: png });
    await bring(page, "paste", { name: "contract.pdf", type: "application/pdf", bytes: pdf });
    await dialog.getByRole("list", { name: "Pages" }).getByRole("listitem").nth(2).waitFor();
    await dialog.getByRole("button", { name: "Turn page 1 to the right" }).click();
    await visit.check("counter-scan");
    await dialog.getByRole("button", { name: "Put 3 pages into the case file" }).click();
    await dialog.waitFor({ state: "hidden" });
    await page.getByText("2 files in the case").waitFor();
    const scans = (await list(operator, "/cases/scanned/documents")).filter(({ name }) => name.startsWith("scan-"));
    expect(scans.map(({ mediaType }) => mediaType)).to.deep.equal(["application/pdf", "application/pdf"]);

    await page.getByRole("button", { name: "Scan: Another paper" }).click();
    await dialog.locator("input[type=file]").setInputFiles([
      { name: "photo.jpg", mimeType: "image/jpeg", buffer: jpeg },
      { name: "blurred.jpg", mimeType: "image/jpeg", buffer: jpeg },
    ]);
    await dialog.getByRole("button", { name: "Remove page 2" }).click();
    await dialog.getByRole("button", { name: "Put one page into the case file" }).click();
    await dialog.waitFor({ state: "hidden" });
    const other = (await list(operator, "/cases/scanned/documents")).at(-1)!;
    const { headers, text } = await operator.get(`/api/v1/cases/scanned/documents/${other.id}`);
    expect(headers.get("content-type")).to.equal("image/jpeg");
    expect(text.length).to.be.greaterThan(0);
    await visit.close();
  });

  describe("signing", () => {
    let centre: Client;
    before(async () => {
      centre = await house.installation.as("centre-operator");
    });

    async function atSignature(id: string): Promise<string> {
      const started = await centre.post("/api/v1/cases", {
        process: `${UNEMPLOYMENT}.centre`,
        case: id,
        form: {
          applicantName: "Үлгі Айгүл",
          applicantAddress: "Мамлют",
          applicantPhone: "+7 700 000 00 00",
          attachments: ["Жеке куәлік"],
          submittedOn: "2026-11-23",
        },
      });
      expect(started.status, started.text).to.equal(201);
      await complete(centre, id, { documents: "complete" });
      await complete(centre, id, {
        applicantIin: "000000000000",
        surname: "Үлгі",
        name: "Айгүл",
        birthDate: "1990-01-01",
        address: "Мамлют",
        language: "kk",
      });
      return (await list(centre, `/tasks?case=${id}`))[0]!.id;
    }

    it("with NCALayer says in three languages why there is no signature, loses nothing, and signs at last", async () => {
      const task = await atSignature("by-layer");
      const { personas } = makePeople();
      const ca = await ensureTestCa(join(house.installation.dataDir, "demo-ca"));
      const holds = async (kind: CertificateKind | "nothing", label: "otherClerk" | "head" = "otherClerk") =>
        void keys.splice(
          0,
          keys.length,
          ...(kind === "nothing" ? [] : [await ca.signer({ ...personas[label], label: `layer-${label}` }, kind)]),
        );
      const visit = await house.visit("centre-operator", { anyCertificate: true });
      const { page } = visit;
      visit.expectError(/wss:\/\/127\.0\.0\.1:13579/);
      // An installation does not sign by a click; everything else of the house is the same.
      await page.route("**/api/v1/health", async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...((await response.json()) as object), mode: "installation" } });
      });
      await visit.open(`/inbox/${task}`);
      const sign = page.getByRole("button", { name: /^(Sign|Sign again|Подписать|Қол қою)$/ });
      const refused = async (words: string): Promise<void> => {
        await sign.click();
        await page.getByRole("alert").getByText(words).waitFor();
      };
      const speak = (language: string) => page.getByText(language, { exact: true }).click();

      layer.behave("cancel");
      await refused("You closed NCALayer without signing.");
      layer.behave("fail");
      await refused("NCALayer could not sign.");
      layer.behave("hang-up");
      await refused("The connection to NCALayer was lost before it signed.");
      layer.behave("sign");
      await speak("Рус");
      await holds("valid", "head");
      await refused("Регистрационное свидетельство выдано другому лицу.");
      await holds("expired");
      await refused("Срок действия регистрационного свидетельства истёк.");
      await speak("Қаз");
      await holds("revoked");
      await refused("Тіркеу куәлігі кері қайтарып алынған.");
      await visit.check("counter-signing");
      await speak("Eng");
      await holds("valid");
      await sign.click();
      await page.getByText("Signed", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Complete" }).click();
      await page
        .getByRole("status")
        .getByText(/^Completed: /)
        .waitFor();
      await house.installation.server.settle();
      expect(await verdict("by-layer")).to.include({ valid: true, format: "cms" });
      await visit.close();
    });

    it("says what to do when NCALayer is not running", async () => {
      const task = await atSignature("no-layer");
      const visit = await house.visit("centre-operator");
      const { page } = visit;
      // Without `anyCertificate` the connection fails as it does where nobody listens.
      visit.expectError(/wss:\/\/127\.0\.0\.1:13579/);
      await page.route("**/api/v1/health", async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, json: { ...((await response.json()) as object), mode: "installation" } });
      });
      await visit.open(`/inbox/${task}`);
      await page.getByRole("button", { name: "Sign", exact: true }).click();
      await page.getByRole("alert").getByText("NCALayer is not running on this computer.").waitFor();
      await visit.close();
    });

    it("by a click in the demonstration", async () => {
      const task = await atSignature("by-click");
      const visit = await house.visit("centre-operator");
      const { page } = visit;
      await visit.open(`/inbox/${task}`);
      await page.getByRole("button", { name: "Sign", exact: true }).click();
      await page.getByText("Signed", { exact: true }).waitFor();
      await page.getByRole("button", { name: "Complete" }).click();
      await page
        .getByRole("status")
        .getByText(/^Completed: /)
        .waitFor();
      await house.installation.server.settle();
      expect(await verdict("by-click")).to.include({ valid: true, format: "json" });
      await visit.close();
    });

    /** What the diagram's own check found. */
    async function verdict(id: string): Promise<object> {
      const checks = (await list(centre, `/cases/${id}/documents`)).filter(({ name }) => name === "signature-check");
      return JSON.parse((await centre.get(`/api/v1/cases/${id}/documents/${checks.at(-1)!.id}`)).text) as object;
    }
  });

  it("finds a case by what is printed on paper, and says plainly when it cannot be opened", async () => {
    const receipt = await takenIn("findable");
    const auditor = await house.visit("auditor");
    await auditor.open("/audit/cases");
    await auditor.page.getByRole("heading", { level: 1 }).click();
    await scan(auditor.page, `${house.url}/verify/${receipt}`);
    await auditor.page.waitForURL("**/audit/cases/findable");
    await auditor.close();

    const other = await house.visit("other-clerk");
    const { page } = other;
    other.expectError(/404/);
    await other.open("/inbox");
    await page.keyboard.press("Control+k");
    await page.getByLabel("Number of the case or of a document").fill(receipt.toLowerCase());
    await page.keyboard.press("Enter");
    await page.getByText("was issued here, but its case belongs to another unit").waitFor();
    await page.getByLabel("Number of the case or of a document").fill("findable");
    await page.keyboard.press("Enter");
    await page.getByText("Your unit has nothing with the number findable").waitFor();
    await other.close();
  });

  it("takes neither a single key for a scan, nor the signs of a scan for keys", async () => {
    await takenIn("left-alone");
    const [task] = await list(operator, "/tasks?case=left-alone");
    const visit = await house.visit("corporation-operator");
    const { page } = visit;
    visit.expectError(/404/);
    await visit.open(`/inbox/${task!.id}`);
    await page.getByRole("button", { name: "Take it" }).first().waitFor();
    // C would take the task.
    await scan(page, "cccc-cccc-cccc");
    await page.getByText("Your unit has nothing with the number cccc-cccc-cccc").waitFor();
    expect((await operator.get(`/api/v1/tasks/${task!.id}`)).body).not.to.have.property("assignee");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await page.keyboard.press("c");
    await page.getByText("The task is yours.").waitFor();
    await visit.close();
  });

  for (const [language, size] of [
    ["kk", "wide"],
    ["ru", "phone"],
    ["en", "wide"],
  ] as const)
    it(`has no barriers on its pages: ${language}, ${size}`, async () => {
      const id = `looked-at-${language}`;
      await takenIn(id);
      const visit = await house.visit("corporation-operator", { language: language satisfies Language, size });
      const { page } = visit;
      await visit.open("/inbox/new");
      await page.getByRole("listitem").first().waitFor();
      await visit.check("counter-services");
      await visit.open(`/inbox/new?service=${GUARDIANSHIP}.corporation`);
      await page.getByRole("textbox").first().fill(makePeople().personas.applicant.iin);
      await page.getByRole("checkbox").waitFor();
      await visit.check("counter-applicant");
      await visit.open(`/inbox/new/${id}`);
      await page.getByRole("form").waitFor();
      await visit.check("counter-intake");
      await visit.open(`/inbox/case/${id}`);
      await page.getByRole("row").nth(2).waitFor();
      await visit.check("counter-case");
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").waitFor();
      await visit.check("counter-find");
      await visit.close();
    });
});

/** Until the dialog of printing has been asked for so many times; the page's policy lets no text be evaluated in it, so it is asked from outside. */
async function printed(page: Page, times: number): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if ((await page.evaluate("window.printed")) === times) return;
    await page.waitForTimeout(20);
  }
  throw new Error(`nothing was printed the ${times}. time`);
}

/** As a scanner types: the whole number within a moment, then Enter. */
async function scan(page: Page, text: string): Promise<void> {
  await page.evaluate((typed) => {
    const press = (key: string, code: string, shiftKey = false): void =>
      void (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent("keydown", { key, code, shiftKey, bubbles: true, cancelable: true }),
      );
    const codes: Record<string, [string, boolean?]> = {
      "-": ["Minus"],
      "/": ["Slash"],
      ":": ["Semicolon", true],
      ".": ["Period"],
      _: ["Minus", true],
    };
    for (const sign of typed) {
      const [code, shift] = /[0-9]/.test(sign)
        ? [`Digit${sign}`]
        : /[a-z]/i.test(sign)
          ? [`Key${sign.toUpperCase()}`, sign !== sign.toLowerCase()]
          : codes[sign]!;
      press(sign, code!, shift);
    }
    press("Enter", "Enter");
  }, text);
}

/** A small picture of that type, drawn by the browser. */
async function picture(page: Page, type: string): Promise<Buffer> {
  const address = await page.evaluate((wanted) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [60, 40];
    const context = canvas.getContext("2d")!;
    context.fillStyle = "teal";
    context.fillRect(5, 5, 30, 20);
    return canvas.toDataURL(wanted);
  }, type);
  return Buffer.from(address.split(",")[1]!, "base64");
}

/** A file dropped on the page, or pasted into it. */
async function bring(
  page: Page,
  how: "drop" | "paste",
  { name, type, bytes }: { readonly name: string; readonly type: string; readonly bytes: Buffer },
): Promise<void> {
  await page.evaluate(
    ([event, file, mime, base64]) => {
      const transfer = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      transfer.items.add(new File([content], file, { type: mime }));
      document.dispatchEvent(
        event === "drop"
          ? new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true })
          : new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }),
      );
    },
    [how, name, type, bytes.toString("base64")] as const,
  );
}
