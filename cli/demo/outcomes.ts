/**
 * How an application to the education department goes in the demo, step by step, to each end of `processes/preschool-almaty-2012/office.bpmn`.
 * A test holds the names against the end events of the diagram.
 */
import type { DemoCertificate, DemoPerson } from "../../api/context.ts";
import type { FormData } from "../../engine/runtime/runtime.ts";

export const DEMO_PROCESS = "preschool-almaty-2012.office";

export type Worker = "office-clerk" | "head";

/** What a step's form is filled in from. */
export interface Desk {
  readonly person: (persona: string) => DemoPerson;
  /** Local date in Almaty, `YYYY-MM-DD`. */
  readonly today: string;
  /** Files a scan of that kind and answers its id. */
  readonly scan: (kind: string) => Promise<string>;
  /** Signs the latest document of that name with the worker's own certificate. */
  readonly sign: (document: string, certificate: DemoCertificate) => Promise<FormData>;
}

export interface Step {
  /** Id of the user task. */
  readonly element: string;
  readonly by: Worker;
  readonly form: (desk: Desk) => FormData | Promise<FormData>;
}

export interface Outcome {
  readonly tells: string;
  /** Who applies, and for whom: personas of the demo. */
  readonly applicant: string;
  readonly child: string;
  readonly steps: readonly Step[];
  /** The end event that the case comes to; absent: it waits at `waitsAt`. */
  readonly end?: string;
  readonly waitsAt?: string;
}

const clerk = (element: string, form: Step["form"]): Step => ({ element, by: "office-clerk", form });
const head = (element: string, form: Step["form"]): Step => ({ element, by: "head", form });

/** The application as the applicant brings it (annex 4). */
export const application = ({ person, today }: Desk, { applicant, child }: Outcome): FormData => ({
  headName: fullName(person("head")),
  applicantName: fullName(person(applicant)),
  applicantAddress: "Талғар қаласы, Қонаев көшесі, 1",
  applicantPhone: "+7 700 000 00 00",
  child: person(child).sex === "female" ? "daughter" : "son",
  childName: fullName(person(child)),
  childBirthDate: person(child).birthDate,
  attachments: ["Туу туралы куәлік", "Жеке куәлік"],
  submittedOn: today,
});

const fullName = ({ surname, name, patronymic }: DemoPerson): string =>
  [surname, name, patronymic].filter((part) => part !== undefined).join(" ");

const PAPERS_CHECKED = clerk("process_1", () => ({ documents: "complete" }));

const dataEntered = (applicant: string, child: string): Step =>
  clerk("process_3", ({ person }) => ({
    applicantIin: person(applicant).iin,
    childIin: person(child).iin,
    consent: true,
    language: "kk",
    email: "applicant@example.kz",
  }));

const SCANNED = clerk("process_8", async ({ scan }) => ({
  scans: [
    { kind: "application", pages: 1, document: await scan("application") },
    { kind: "birth-certificate", pages: 1, document: await scan("birth-certificate") },
  ],
}));

const registered = (certificate: DemoCertificate): Step =>
  clerk("process_9", async ({ sign }) => ({ signature: await sign("application", certificate) }));

const REQUEST_SIGNED = clerk("process_11", async ({ sign }) => ({ signature: await sign("scans", "valid") }));

const QUEUED: readonly Step[] = [
  REQUEST_SIGNED,
  clerk("process_13", () => ({ proposal: "queue" })),
  head("decision", () => ({ decision: "queue" })),
];

const OFFERED = clerk("place_offer", ({ today }) => ({
  preschool: "«Балауса» балабақшасы",
  preschoolAddress: "Талғар қаласы, Абай көшесі, 5",
  placeFreeFrom: today,
}));

const REFERRED: readonly Step[] = [
  OFFERED,
  clerk("answer", ({ today }) => ({ answer: "accept", answeredOn: today })),
  clerk("process_16", ({ today }) => ({ writtenOn: today, signedByApplicant: true })),
  head("referral_signed", async ({ sign }) => ({ signature: await sign("referral", "valid") })),
  clerk("hand_over", ({ today }) => ({ way: "in-person", handedOn: today })),
];

const KNOWN = { applicant: "applicant", child: "child" };

export const OUTCOMES: Readonly<Record<string, Outcome>> = {
  "referral-issued": {
    ...KNOWN,
    tells: "the place is taken and the referral handed over",
    end: "referral_issued",
    steps: [PAPERS_CHECKED, dataEntered("applicant", "child"), SCANNED, registered("valid"), ...QUEUED, ...REFERRED],
  },
  "entered-by-hand": {
    applicant: "unknownApplicant",
    child: "unknownChild",
    tells: "neither register knows the people, their data are entered from the originals; then a referral",
    end: "referral_issued",
    steps: [
      PAPERS_CHECKED,
      dataEntered("unknownApplicant", "unknownChild"),
      clerk("process_5", ({ person }) => byHand(person("unknownApplicant"))),
      clerk("process_7", ({ person }) => childByHand(person("unknownChild"))),
      SCANNED,
      registered("valid"),
      ...QUEUED,
      ...REFERRED,
    ],
  },
  "refused-orally": {
    ...KNOWN,
    tells: "the papers have defects: refused by word of mouth",
    end: "refused_orally",
    steps: [
      clerk("process_1", () => ({ documents: "incomplete", remarks: "Туу туралы куәлік жоқ" })),
      clerk("process_2", () => ({ defects: "Туу туралы куәлік жоқ", told: true })),
    ],
  },
  "signing-refused": {
    ...KNOWN,
    tells: "the officer's certificate has expired: the signature is refused and given up",
    end: "signing_refused",
    steps: [
      PAPERS_CHECKED,
      dataEntered("applicant", "child"),
      SCANNED,
      registered("expired"),
      clerk("process_10", () => ({ signing: "stop", reason: "Тіркеу куәлігінің мерзімі өткен" })),
    ],
  },
  "refusal-issued": {
    ...KNOWN,
    tells: "the head decides on a reasoned refusal",
    end: "refusal_issued",
    steps: [
      PAPERS_CHECKED,
      dataEntered("applicant", "child"),
      SCANNED,
      registered("valid"),
      REQUEST_SIGNED,
      clerk("process_13", () => ({ proposal: "refuse", remarks: "Бала басқа ауданның кезегінде тұр" })),
      head("decision", () => ({
        decision: "refuse",
        reason: "Бала басқа ауданның кезегінде тұр",
        legalBasis: "Регламент, 6-тармақ",
      })),
    ],
  },
  "place-declined": {
    ...KNOWN,
    tells: "the offered place is declined in writing: the child stays in the queue",
    waitsAt: "place_offer",
    steps: [
      PAPERS_CHECKED,
      dataEntered("applicant", "child"),
      SCANNED,
      registered("valid"),
      ...QUEUED,
      OFFERED,
      clerk("answer", ({ today }) => ({ answer: "decline", answeredOn: today })),
      clerk("process_15", ({ today }) => ({ writtenOn: today, signedByApplicant: true, reason: "Үйден алыс" })),
    ],
  },
};

const byHand = ({ surname, name, patronymic, birthDate }: DemoPerson): FormData => ({
  originalSeen: true,
  surname,
  name,
  ...(patronymic === undefined ? {} : { patronymic }),
  birthDate,
  documentKind: "identity-card",
  documentNumber: "000000001",
  documentIssuedOn: "2020-01-15",
  documentIssuedBy: "ҚР ІІМ",
});

const childByHand = ({ surname, name, patronymic, birthDate }: DemoPerson): FormData => ({
  originalSeen: true,
  surname,
  name,
  ...(patronymic === undefined ? {} : { patronymic }),
  birthDate,
  certificateNumber: "000000001",
  certificateIssuedOn: birthDate,
  certificateIssuedBy: "Талғар ауданының АХАЖ бөлімі",
});
