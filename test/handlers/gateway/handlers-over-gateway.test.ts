import { expect } from "chai";
import { createSimulatedOutside } from "../../../fixtures/outside/simulated-outside.ts";
import { createHandlers } from "../../../handlers/index.ts";
import { createUnconfiguredOutside } from "../../../handlers/unconfigured-outside.ts";
import type { Variables } from "../../../engine/core/events.ts";
import type { HandlerAnswer, HandlerRegistry } from "../../../engine/ports.ts";
import { failureOf, jobContext } from "../job.ts";
import { NOW } from "./envelope-keys.ts";
import { openGatewayWorld } from "./gateway-world.ts";
import type { GatewayWorld } from "./gateway-world.ts";

describe("the handlers over the gateway", () => {
  let world: GatewayWorld;
  let overGateway: HandlerRegistry;
  let inProcess: HandlerRegistry;
  const clock = { now: () => NOW };
  beforeEach(async () => {
    world = await openGatewayWorld();
    overGateway = createHandlers({ outside: { ...createUnconfiguredOutside(), ...world.gateway.outside }, clock });
    inProcess = createHandlers({ outside: createSimulatedOutside({ people: world.people, clock }).outside, clock });
  });
  afterEach(() => world.close());

  const ownDocuments = ({ documents = [] }: HandlerAnswer): unknown =>
    documents
      .filter(({ exchange }) => exchange === undefined)
      .map(({ name, bytes }) => [name, JSON.parse(Buffer.from(bytes).toString()) as unknown]);

  it("answer with the facts and documents that they answer with in one process, for everybody whom the registers tell apart", async () => {
    const { personas } = world.people;
    const file = (iin: string, childIin: string) => ({
      documents: { form: { iin, childIin, attorney: personas.notTheParent.iin, consent: true } },
    });
    const calls: [string, Variables][] = [
      ["person.lookup", { document: "form", field: "iin", consentDocument: "form" }],
      ["person.lookup", { document: "form", field: "iin" }],
      ["birth.lookup", { document: "form", field: "childIin", applicantField: "iin" }],
      ["notary.lookup", { document: "form", attorneyField: "attorney", grantorField: "iin" }],
    ];
    const pairs = [
      [personas.applicant.iin, personas.child.iin],
      [personas.unknownApplicant.iin, personas.unknownApplicantsChild.iin],
      [personas.parentOfUnknownChild.iin, personas.unknownChild.iin],
      [personas.deceased.iin, personas.child.iin],
      [personas.expiredCard.iin, personas.child.iin],
    ] as const;
    let job = 0;
    for (const [iin, childIin] of pairs)
      for (const [name, input] of calls) {
        const context = () => jobContext({ ...file(iin, childIin), jobId: `case-1.${job}` });
        const here = await inProcess.get(name)!.run(input, context());
        const there = await overGateway.get(name)!.run(input, context());
        expect(there.facts, `${name} of ${iin}`).to.deep.equal(here.facts);
        expect(ownDocuments(there), `${name} of ${iin}`).to.deep.equal(ownDocuments(here));
        expect(there.documents?.filter(({ exchange }) => exchange !== undefined)).to.have.length(2);
        job += 1;
      }
  });

  it("file what was asked in vain with the failure of the job", async () => {
    world.simulator.switches.outage({ down: true });
    const context = jobContext({
      documents: { form: { iin: world.people.personas.applicant.iin } },
      jobId: "case-1.3",
    });
    const failure = await failureOf(overGateway.get("person.lookup")!.run({ document: "form", field: "iin" }, context));
    expect(failure).to.include({ code: "OUTSIDE_UNAVAILABLE", retry: true });
    expect(failure.documents?.map(({ name, exchange }) => [name, exchange?.outcome])).to.deep.equal([
      ["exchange-request", "no-answer"],
      ["exchange-response", "no-answer"],
    ]);
    expect(failure.message).not.to.match(/\d{12}/);
  });

  it("stop for good, with the code, where the gateway says that trying again is of no use", async () => {
    const gateway = world.reopen({ identity: world.keys.stranger });
    const handlers = createHandlers({ outside: { ...createUnconfiguredOutside(), ...gateway.outside }, clock });
    const failure = await failureOf(handlers.get("monitoring.report")!.run({ status: "received" }, jobContext()));
    expect(failure).to.include({ code: "GATEWAY_CERTIFICATE_REFUSED", retry: false });
  });
});
