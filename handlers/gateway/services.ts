/**
 * The services that are asked through the gateway, with the JSON Schemas of their ports: what we send, and what an answer must hold. Names of
 * services differ between installations, which name their own (GATEWAY_SERVICES_FILE); the shapes of the civil and notary register, of
 * monitoring, queue and workplace are ours, since none is published.
 */
import type { OutsideSystem } from "../outside.ts";
import { DATA_STYLES } from "./business-xml.ts";
import type { DataStyle, ReadSchema } from "./business-xml.ts";

export interface GatewayService {
  readonly system: OutsideSystem;
  readonly channel: "sync" | "async";
  /** `serviceId` of the gateway. */
  readonly serviceId: string;
  readonly namespace: string;
  readonly type: string;
  readonly style: DataStyle;
  /** The business data are signed, too, ours and those of the answer (synchronous channel). */
  readonly businessSignature?: boolean;
  readonly request: PortSchema;
  readonly answer: PortSchema;
}

/** JSON Schema, draft 2020-12. */
export type PortSchema = ReadSchema & { readonly required?: readonly string[] };

/** What an installation may say of a service. */
export type ServiceSettings = Partial<
  Pick<GatewayService, "serviceId" | "namespace" | "type" | "style" | "businessSignature">
>;

const text = { type: "string", minLength: 1, maxLength: 2000 } as const;
const date = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}$" } as const;
const instant = { type: "string", pattern: "^\\d{4}-\\d{2}-\\d{2}T[\\d:.]+(?:Z|[+-]\\d{2}:?\\d{2})?$" } as const;
const iin = { type: "string", pattern: "^\\d{12}$" } as const;
const flag = { type: "boolean" } as const;
const whole = { type: "integer", minimum: 1 } as const;

function object(properties: Readonly<Record<string, object>>, required: readonly string[]): PortSchema {
  return { type: "object", properties, required, additionalProperties: false } as PortSchema;
}
const list = (items: object): object => ({ type: "array", items });

const dictionary = object({ code: text, nameKz: text, nameRu: text }, ["code"]);
const address = object(
  { country: text, region: text, district: text, city: text, street: text, building: text, flat: text },
  [],
);
const civilPerson = object({ iin, surname: text, name: text, patronymic: text, birthDate: date }, ["surname", "name"]);

const person = object(
  {
    iin,
    surname: text,
    name: text,
    patronymic: text,
    birthDate: date,
    gender: dictionary,
    citizenship: dictionary,
    lifeStatus: dictionary,
    birthPlace: address,
    regAddress: address,
    documents: list(
      object(
        {
          type: dictionary,
          number: text,
          beginDate: date,
          endDate: date,
          issueOrganization: dictionary,
          status: dictionary,
        },
        ["type", "number", "beginDate", "status"],
      ),
    ),
    capacity: object({ status: dictionary, court: text, decisionNumber: text, beginDate: date, endDate: date }, [
      "status",
      "beginDate",
    ]),
  },
  ["iin", "surname", "name", "birthDate", "lifeStatus"],
);

const act = { actNumber: text, actDate: date, registryOffice: dictionary };
const actsAnswer = object(
  {
    births: list(
      object(
        {
          ...act,
          child: object({ ...civilPerson.properties, birthPlace: text }, ["surname", "name"]),
          mother: civilPerson,
          father: civilPerson,
          certificate: object({ series: text, number: text, date }, ["number"]),
        },
        ["actNumber", "actDate", "child"],
      ),
    ),
    deaths: list(
      object({ ...act, deceased: civilPerson, deathDate: date }, ["actNumber", "actDate", "deceased", "deathDate"]),
    ),
    marriages: list(object({ ...act, spouses: list(civilPerson), endedOn: date }, ["actNumber", "actDate", "spouses"])),
  },
  [],
);
const powersAnswer = object(
  {
    records: list(
      object(
        {
          registerNumber: text,
          date,
          validUntil: date,
          revokedOn: date,
          notary: object({ licence: text, name: text }, ["licence", "name"]),
          grantor: civilPerson,
          attorney: civilPerson,
          powers: list(text),
        },
        ["registerNumber", "date", "validUntil", "notary", "grantor", "attorney"],
      ),
    ),
  },
  [],
);
const receipt = object({ accepted: flag, reference: text }, ["accepted"]);
const place = object({ number: text, position: whole, already: flag }, ["number"]);

export const SERVICE_KEYS = [
  "person.find",
  "civil.find-acts",
  "notary.find-powers",
  "monitoring.report-status",
  "monitoring.report-scan",
  "workplace.hand-over",
  "queue.enrol",
  "queue.accept-offer",
  "queue.decline-offer",
  "queue.find-place",
] as const;
export type ServiceKey = (typeof SERVICE_KEYS)[number];

/** The person register's `messageResult` code for a request without the person's consent; ours, since none is published. */
export const CONSENT_MISSING = "00010";

const OURS = "urn:reglament:gateway:1";

/** With the names that the simulated gateway knows. */
export const SERVICES: Readonly<Record<ServiceKey, GatewayService>> = {
  "person.find": {
    system: "person-register",
    channel: "sync",
    serviceId: "GBDFL_UniversalServiceSync",
    namespace: "http://message.persistence.interactive.nat",
    type: "Request",
    style: "xsi-type",
    request: object({ messageId: text, messageDate: instant, senderCode: text, iin, consentConfirmed: flag }, ["iin"]),
    answer: object(
      {
        messageId: text,
        messageDate: instant,
        messageResult: object({ code: text, nameRu: text, nameKz: text }, ["code"]),
        persons: list(person),
      },
      ["messageResult"],
    ),
  },
  "civil.find-acts": {
    system: "civil-register",
    channel: "sync",
    serviceId: "ZAGS_ACTS",
    namespace: OURS,
    type: "ActsRequest",
    style: "prefixed",
    request: object({ childIin: iin, personIin: iin, actType: { enum: ["BIRTH", "DEATH", "MARRIAGE"] } }, ["actType"]),
    answer: actsAnswer,
  },
  "notary.find-powers": {
    system: "notary-register",
    channel: "sync",
    serviceId: "ENIS_POWERS_OF_ATTORNEY",
    namespace: OURS,
    type: "PowersRequest",
    style: "cdata",
    request: object({ attorneyIin: iin, grantorIin: iin }, ["attorneyIin", "grantorIin"]),
    answer: powersAnswer,
  },
  "monitoring.report-status": {
    system: "centre-monitoring",
    channel: "async",
    serviceId: "CENTRE_MONITORING_STATUS",
    namespace: OURS,
    type: "StatusReport",
    style: "default-namespace",
    request: object({ application: text, regulation: text, channel: text, status: text, at: instant }, [
      "application",
      "status",
      "at",
    ]),
    answer: receipt,
  },
  "monitoring.report-scan": {
    system: "centre-monitoring",
    channel: "async",
    serviceId: "CENTRE_MONITORING_SCAN",
    namespace: OURS,
    type: "ScanReport",
    style: "default-namespace",
    request: object({ application: text, barCode: text, place: text, at: instant }, [
      "application",
      "barCode",
      "place",
      "at",
    ]),
    answer: receipt,
  },
  "workplace.hand-over": {
    system: "local-workplace",
    channel: "async",
    serviceId: "LOCAL_WORKPLACE_PARCEL",
    namespace: OURS,
    type: "WorkplaceParcel",
    style: "plain",
    request: object(
      {
        application: text,
        regulation: text,
        channel: text,
        kind: { enum: ["request", "result"] },
        documents: list(object({ name: text, digest: text }, ["name", "digest"])),
        at: instant,
      },
      ["application", "kind", "at"],
    ),
    answer: receipt,
  },
  "queue.enrol": {
    system: "queue-register",
    channel: "sync",
    serviceId: "PRESCHOOL_QUEUE_ENROL",
    namespace: OURS,
    type: "EnrolRequest",
    style: "prefixed",
    request: object({ application: text, childIin: iin, privilege: { enum: ["first-order", "out-of-turn"] } }, [
      "application",
      "childIin",
    ]),
    answer: object({ number: text, position: whole, already: flag }, ["number", "position", "already"]),
  },
  "queue.accept-offer": {
    system: "queue-register",
    channel: "sync",
    serviceId: "PRESCHOOL_QUEUE_ACCEPT",
    namespace: OURS,
    type: "AcceptRequest",
    style: "prefixed",
    request: object({ application: text }, ["application"]),
    answer: place,
  },
  "queue.decline-offer": {
    system: "queue-register",
    channel: "sync",
    serviceId: "PRESCHOOL_QUEUE_DECLINE",
    namespace: OURS,
    type: "DeclineRequest",
    style: "prefixed",
    request: object({ application: text }, ["application"]),
    answer: object({ number: text, position: whole }, ["number", "position"]),
  },
  "queue.find-place": {
    system: "queue-register",
    channel: "sync",
    serviceId: "PRESCHOOL_QUEUE_PLACE",
    namespace: OURS,
    type: "PlaceRequest",
    style: "prefixed",
    request: object({ application: text }, ["application"]),
    answer: object({ number: text, position: whole }, ["number", "position"]),
  },
};

/** The services as an installation names them. Throws an `Error` whose message names what is wrong; `settings`: parsed JSON of its file. */
export function servicesWith(settings: unknown): Readonly<Record<ServiceKey, GatewayService>> {
  if (settings === undefined) return SERVICES;
  if (typeof settings !== "object" || settings === null || Array.isArray(settings))
    throw new Error("it must hold an object with one entry for each service that is named otherwise");
  const services: Record<ServiceKey, GatewayService> = { ...SERVICES };
  for (const [key, given] of Object.entries(settings as Record<string, unknown>)) {
    const known = SERVICE_KEYS.find((each) => each === key);
    if (known === undefined) throw new Error(`it names the service ${key}; known are ${SERVICE_KEYS.join(", ")}`);
    services[known] = { ...SERVICES[known], ...readSettings(key, given) };
  }
  return services;
}

function readSettings(key: string, given: unknown): ServiceSettings {
  if (typeof given !== "object" || given === null) throw new Error(`the entry ${key} must be an object`);
  for (const [name, value] of Object.entries(given)) {
    if (!["serviceId", "namespace", "type", "style", "businessSignature"].includes(name))
      throw new Error(
        `the entry ${key} has ${name}; known are serviceId, namespace, type, style and businessSignature`,
      );
    if (name === "businessSignature") {
      if (typeof value !== "boolean") throw new Error(`businessSignature of ${key} must be true or false`);
      if (value && SERVICES[key as ServiceKey].channel === "async")
        throw new Error(`businessSignature of ${key}: business data are signed on the synchronous channel only`);
      continue;
    }
    if (typeof value !== "string" || value === "") throw new Error(`${name} of ${key} must be a text`);
    if (name === "style" && !(DATA_STYLES as readonly string[]).includes(value))
      throw new Error(`style of ${key} must be one of ${DATA_STYLES.join(", ")}`);
    if (name === "type" && !/^[A-Za-z_][\w.-]*$/.test(value)) throw new Error(`type of ${key} must be an XML name`);
  }
  return given as ServiceSettings;
}
