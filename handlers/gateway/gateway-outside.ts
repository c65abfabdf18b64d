/**
 * The ports of `outside.ts` that go through the gateway: person, civil and notary register, the queue, the centre's monitoring, the local
 * body's workplace. Answers are read by the schemas of `services.ts`; what a schema lets through is what the port promises.
 */
import type { ErrorCode } from "../../engine/errors.ts";
import { OutsideRefused } from "../outside.ts";
import type {
  BirthRecord,
  DeathRecord,
  MarriageRecord,
  Outside,
  OutsideCall,
  PersonRecord,
  PowerOfAttorney,
  QueuePlace,
  StatusReceipt,
} from "../outside.ts";
import type { AsyncChannel } from "./async-channel.ts";
import type { JsonObject } from "./business-xml.ts";
import type { GatewayClient } from "./gateway-client.ts";
import { messageIdOf } from "./message-id.ts";
import { CONSENT_MISSING, type GatewayService, type ServiceKey } from "./services.ts";

export type GatewayOutside = Pick<Outside, "persons" | "civil" | "notary" | "monitoring" | "workplace" | "queue">;

export function createGatewayOutside(parts: {
  readonly client: GatewayClient;
  readonly channel: AsyncChannel;
  readonly services: Readonly<Record<ServiceKey, GatewayService>>;
}): GatewayOutside {
  const { client, channel, services } = parts;
  const { clock, sender } = client.options;

  const ask = (key: ServiceKey, request: object, call: OutsideCall): Promise<JsonObject> => {
    const service = services[key];
    return service.channel === "sync"
      ? client.ask(service, request as JsonObject, call)
      : channel.send(service, request as JsonObject, call);
  };
  const receipt = async (key: ServiceKey, request: object, call: OutsideCall): Promise<StatusReceipt> => {
    const { accepted, reference } = (await ask(key, request, call)) as { accepted: boolean; reference?: string };
    if (!accepted) return { accepted: false };
    if (reference === undefined)
      throw new OutsideRefused(
        services[key].system,
        "GATEWAY_ANSWER_INVALID" satisfies ErrorCode,
        "the answer is not usable: it accepts without a reference",
      );
    return { accepted: true, reference };
  };
  /** One service for all acts: a job that asks for two of them sends two messages. */
  const acts = (
    request: { readonly actType: string; readonly childIin?: string; readonly personIin?: string },
    call: OutsideCall,
  ) =>
    ask("civil.find-acts", request, { ...call, messageId: `${call.messageId} ${request.actType}` }) as Promise<{
      readonly births?: readonly BirthRecord[];
      readonly deaths?: readonly DeathRecord[];
      readonly marriages?: readonly MarriageRecord[];
    }>;

  return {
    persons: {
      async findByIin({ iin, consentConfirmed }, call) {
        const { serviceId, system } = services["person.find"];
        const request = {
          messageId: messageIdOf(call.messageId, serviceId),
          messageDate: clock.now(),
          senderCode: sender.senderId,
          iin,
          ...(consentConfirmed === undefined ? {} : { consentConfirmed }),
        };
        const answer = (await ask("person.find", request, call)) as unknown as {
          readonly messageResult: { readonly code: string };
          readonly persons?: readonly PersonRecord[];
        };
        if (answer.messageResult.code === CONSENT_MISSING) return { found: false, reason: "no-consent" };
        if (answer.messageResult.code !== "00000")
          throw new OutsideRefused(
            system,
            "GATEWAY_SERVICE_REFUSED" satisfies ErrorCode,
            `the register answers with the code ${answer.messageResult.code.slice(0, 10)}`,
          );
        const person = answer.persons?.find((each) => each.iin === iin);
        return person === undefined
          ? { found: false }
          : {
              found: true,
              person: { ...person, documents: (person.documents as typeof person.documents | undefined) ?? [] },
            };
      },
    },
    civil: {
      async findBirth({ childIin }, call) {
        const { births = [] } = await acts({ actType: "BIRTH", childIin }, call);
        const record = births.find(({ child }) => child.iin === childIin);
        return record === undefined ? { found: false } : { found: true, record };
      },
      async findDeath({ personIin }, call) {
        const { deaths = [] } = await acts({ actType: "DEATH", personIin }, call);
        const record = deaths.find(({ deceased }) => deceased.iin === personIin);
        return record === undefined ? { found: false } : { found: true, record };
      },
      async findMarriages({ personIin }, call) {
        const { marriages = [] } = await acts({ actType: "MARRIAGE", personIin }, call);
        return { marriages: marriages.filter(({ spouses }) => spouses.some(({ iin }) => iin === personIin)) };
      },
    },
    notary: {
      async findPowers({ attorneyIin, grantorIin }, call) {
        const { records = [] } = (await ask("notary.find-powers", { attorneyIin, grantorIin }, call)) as {
          readonly records?: readonly (Omit<PowerOfAttorney, "powers"> & { readonly powers?: readonly string[] })[];
        };
        return {
          powersOfAttorney: records
            .filter(({ grantor, attorney }) => grantor.iin === grantorIin && attorney.iin === attorneyIin)
            .map((record) => ({ ...record, powers: record.powers ?? [] })),
        };
      },
    },
    monitoring: {
      reportStatus: (report, call) => receipt("monitoring.report-status", report, call),
      reportScan: (report, call) => receipt("monitoring.report-scan", report, call),
    },
    workplace: {
      handOver: (parcel, call) => receipt("workplace.hand-over", parcel, call),
    },
    queue: {
      enrol: async (request, call) => (await ask("queue.enrol", request, call)) as unknown as QueuePlace,
      async acceptOffer(request, call) {
        const { number } = (await ask("queue.accept-offer", request, call)) as { number: string };
        return { number };
      },
      async declineOffer(request, call) {
        const { number, position } = (await ask("queue.decline-offer", request, call)) as {
          number: string;
          position: number;
        };
        return { number, position };
      },
      async findPlace(request, call) {
        const { number, position } = (await ask("queue.find-place", request, call)) as {
          number: string;
          position: number;
        };
        return { number, position };
      },
    },
  };
}
