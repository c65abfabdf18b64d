import { expect } from "chai";
import { startPages, type Language, type Pages, type VisitOptions } from "./browser.ts";

const VISITS: readonly (readonly [Language, NonNullable<VisitOptions["size"]>])[] = [
  ["kk", "wide"],
  ["ru", "wide"],
  ["en", "phone"],
];
/** A diagram whose only task is the head's. */
const DECIDE = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:reg="urn:reglament:bpmn:1" targetNamespace="urn:t">
  <process id="decide-only" isExecutable="true">
    <extensionElements><reg:service regulation="deputy-regulation" channel="office" clause="1" /></extensionElements>
    <laneSet id="lanes"><lane id="lane"><extensionElements><reg:performer role="head" /></extensionElements><flowNodeRef>decide</flowNodeRef></lane></laneSet>
    <startEvent id="start" /><userTask id="decide" name="Decide" /><endEvent id="end" />
    <sequenceFlow id="f1" sourceRef="start" targetRef="decide" /><sequenceFlow id="f2" sourceRef="decide" targetRef="end" />
  </process>
</definitions>`;

describe("deputies, in the browser", function () {
  this.timeout(120_000);
  let house: Pages;
  before(async () => {
    house = await startPages({ regulations: [] });
    const { installation } = house;
    const [administrator, analyst, clerk] = await Promise.all([
      installation.as("administrator"),
      installation.as("analyst"),
      installation.as("office-clerk"),
    ]);
    const names = { kk: "Талғар бөлімі", ru: "Отдел Талгара", en: "Department of Talgar" };
    const unit = { kind: "provider", names, provides: ["deputy-regulation"], defaultFor: ["deputy-regulation"] };
    await administrator.send("PUT", "/api/v1/units/talgar", { json: unit });
    const resources = [{ kind: "bpmn", name: "decide.bpmn", content: DECIDE }];
    const deployed = await analyst.post("/api/v1/definitions", { resources });
    expect(deployed.status, deployed.text).to.equal(201);
    const started = await clerk.post("/api/v1/cases", { process: "decide-only" });
    expect(started.status, started.text).to.equal(201);
  });
  after(() => house.stop());

  it("are named by the absent person, do the task with the name of both, and are so no longer than said", async () => {
    const head = await house.visit("head");
    await head.open("/");
    await head.page.getByRole("button", { name: /^Account:/ }).click();
    await head.page.getByRole("menuitem", { name: "Absence and deputy" }).click();
    await head.page.getByLabel("Deputy", { exact: false }).first().selectOption({ label: "Ерлан (Талғар бөлімі)" });
    await head.page.getByRole("button", { name: "Save the absence" }).click();
    await head.page.getByRole("row", { name: /away now/ }).waitFor();

    const clerk = await house.visit("office-clerk");
    await clerk.open("/inbox?list=unit");
    await clerk.page
      .getByText(/^For Бақыт/)
      .first()
      .waitFor();
    await clerk.check("inbox-deputy");
    await clerk.page.getByRole("link", { name: /Decide/ }).click();
    await clerk.page.getByRole("button", { name: "Complete" }).click();
    await clerk.page.getByText("Completed: Decide").waitFor();
    await clerk.open("/inbox?list=done");
    await clerk.page.getByRole("link", { name: /Decide/ }).click();
    await clerk.page.getByRole("tab", { name: "History" }).click();
    await clerk.page.getByText(/deputy of Бақыт/).waitFor();
    await clerk.close();

    await head.page.getByRole("button", { name: /^End the absence/ }).click();
    await head.page.getByRole("row", { name: /ended early/ }).waitFor();
    await head.close();
  });

  for (const [language, size] of VISITS)
    it(`have a page without barriers in ${language}, ${size}`, async () => {
      const visit = await house.visit("head", { language, size });
      await visit.open("/absences");
      await visit.page.locator("table").first().waitFor();
      await visit.check("absences");
      await visit.close();
    });
});
