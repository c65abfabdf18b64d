/**
 * The ports to the world outside the installation: registers, the national CA, the centre's monitoring, the applicant's mailbox, the
 * queue of preschool places. An installation gives adapters (the gateway's envelope, SOAP, mail: all behind these interfaces);
 * `fixtures/outside/simulated-outside.ts` plays them in one process; `unconfigured-outside.ts` refuses every call.
 *
 * Every call carries `messageId` (the job id, the same for each attempt): the other side, or the adapter, answers a repetition
 * with its first answer and does nothing twice. Requests and answers are plain JSON. An adapter throws `OutsideUnavailable` when
 * it makes sense to try again, `OutsideRefused` when it does not; texts of both hold no personal data, for they reach the log.
 */

import type { HandlerDocument } from "../engine/ports.ts";

export interface OutsideCall {
  readonly messageId: string;
  readonly signal: AbortSignal;
  /** The case on whose behalf the call is made. */
  readonly case?: string;
  /** Takes what was sent and what came back, for the case file; called before the call ends, whichever way it does. */
  readonly record?: (exchange: HandlerDocument) => void;
}

export type OutsideSystem =
  | "person-register"
  | "civil-register"
  | "notary-register"
  | "revocation-source"
  | "centre-monitoring"
  | "local-workplace"
  | "notifier"
  | "queue-register";

export interface Outside {
  readonly persons: PersonRegister;
  readonly civil: CivilRegister;
  readonly notary: NotaryRegister;
  readonly revocation: RevocationSource;
  readonly monitoring: CentreMonitoring;
  readonly workplace: LocalWorkplace;
  readonly notifier: Notifier;
  readonly queue: QueueRegister;
}

/** The other side did not answer, or said that it cannot now: try again. `reason` is a short code or phrase without personal data. */
export class OutsideUnavailable extends Error {
  readonly system: OutsideSystem;
  readonly reason: string;
  constructor(system: OutsideSystem, reason: string) {
    super(`${system}: ${reason}`);
    this.name = "OutsideUnavailable";
    this.system = system;
    this.reason = reason;
  }
}

/** The other side answered no, and will again: `code` is UPPER_SNAKE. */
export class OutsideRefused extends Error {
  readonly system: OutsideSystem;
  readonly code: string;
  readonly reason: string;
  constructor(system: OutsideSystem, code: string, reason: string) {
    super(`${system}: ${code}: ${reason}`);
    this.name = "OutsideRefused";
    this.system = system;
    this.code = code;
    this.reason = reason;
  }
}

/** An entry of a register's dictionary (as the registers give every coded value). */
export interface DictionaryValue {
  readonly code: string;
  readonly nameKz: string;
  readonly nameRu: string;
}

// ---------------------------------------------------------------- the person register (ЖТ МДБ / ГБД ФЛ)

/** Dates are `YYYY-MM-DD`. */
export interface PersonRecord {
  readonly iin: string;
  readonly surname: string;
  readonly name: string;
  readonly patronymic?: string;
  readonly birthDate: string;
  readonly gender: DictionaryValue;
  readonly citizenship: DictionaryValue;
  /** Code `0`: alive; any other: the register holds the person as deceased or declared so. */
  readonly lifeStatus: DictionaryValue;
  readonly birthPlace?: RegisterAddress;
  readonly regAddress?: RegisterAddress;
  readonly documents: readonly IdentityDocument[];
  /** Where a court has decided on it: absent means full capacity. */
  readonly capacity?: LegalCapacity;
}

/** A court's decision on somebody's legal capacity. */
export interface LegalCapacity {
  /** Code `1`: without capacity, `2`: of limited capacity. */
  readonly status: DictionaryValue;
  readonly court: string;
  readonly decisionNumber: string;
  readonly beginDate: string;
  readonly endDate?: string;
}

export interface RegisterAddress {
  readonly country?: string;
  readonly region?: string;
  readonly district?: string;
  readonly city?: string;
  readonly street?: string;
  readonly building?: string;
  readonly flat?: string;
}

export interface IdentityDocument {
  /** `001` passport, `002` identity card. */
  readonly type: DictionaryValue;
  readonly number: string;
  readonly beginDate: string;
  readonly endDate?: string;
  readonly issueOrganization: DictionaryValue;
  /** Code `00`: valid as far as the issuer is concerned. */
  readonly status: DictionaryValue;
}

export type PersonAnswer =
  | { readonly found: true; readonly person: PersonRecord }
  /** `no-consent`: the register wants the person's consent, and the request named none. */
  | { readonly found: false; readonly reason?: "no-consent" };

export interface PersonRegister {
  /** `consentConfirmed`: the person agreed to be looked up, and the case file holds the proof. */
  findByIin(
    request: { readonly iin: string; readonly consentConfirmed?: true },
    call: OutsideCall,
  ): Promise<PersonAnswer>;
}

// ---------------------------------------------------------------- the civil register (АХАЖ / ЗАГС)

export interface BirthRecord {
  readonly actNumber: string;
  readonly actDate: string;
  readonly registryOffice: DictionaryValue;
  readonly child: CivilPerson & { readonly birthPlace?: string };
  readonly mother?: CivilPerson;
  readonly father?: CivilPerson;
  readonly certificate: { readonly series: string; readonly number: string; readonly date: string };
}

export interface CivilPerson {
  /** Absent where the act was written without one. */
  readonly iin?: string;
  readonly surname: string;
  readonly name: string;
  readonly patronymic?: string;
  readonly birthDate?: string;
}

export type BirthAnswer = { readonly found: true; readonly record: BirthRecord } | { readonly found: false };

export interface DeathRecord {
  readonly actNumber: string;
  readonly actDate: string;
  readonly registryOffice: DictionaryValue;
  readonly deceased: CivilPerson;
  readonly deathDate: string;
}

export type DeathAnswer = { readonly found: true; readonly record: DeathRecord } | { readonly found: false };

export interface MarriageRecord {
  readonly actNumber: string;
  readonly actDate: string;
  readonly registryOffice: DictionaryValue;
  readonly spouses: readonly CivilPerson[];
  /** The marriage has ended, by divorce or death. */
  readonly endedOn?: string;
}

/** The acts of a person in the order of their dates; empty: the register holds none. */
export interface MarriageAnswer {
  readonly marriages: readonly MarriageRecord[];
}

export interface CivilRegister {
  findBirth(request: { readonly childIin: string }, call: OutsideCall): Promise<BirthAnswer>;
  findDeath(request: { readonly personIin: string }, call: OutsideCall): Promise<DeathAnswer>;
  findMarriages(request: { readonly personIin: string }, call: OutsideCall): Promise<MarriageAnswer>;
}

// ---------------------------------------------------------------- the notary register (ЕНИС: powers of attorney)

export interface PowerOfAttorney {
  readonly registerNumber: string;
  readonly date: string;
  /** The last day on which it holds. */
  readonly validUntil: string;
  readonly revokedOn?: string;
  readonly notary: { readonly licence: string; readonly name: string };
  readonly grantor: CivilPerson;
  readonly attorney: CivilPerson;
  /** What the attorney may do, as codes of the register: `submit-application`, `receive-result`... */
  readonly powers: readonly string[];
}

/** All powers that the grantor gave to the attorney, revoked and expired ones too, oldest first. */
export interface PowersAnswer {
  readonly powersOfAttorney: readonly PowerOfAttorney[];
}

export interface NotaryRegister {
  findPowers(
    request: { readonly attorneyIin: string; readonly grantorIin: string },
    call: OutsideCall,
  ): Promise<PowersAnswer>;
}

// ---------------------------------------------------------------- the national CA (ҰКО / НУЦ)

/** PEM certificates. `anchors` are trusted as they stand; `intermediates` only help to build a path to one of them. */
export interface TrustedIssuers {
  readonly anchors: readonly string[];
  readonly intermediates: readonly string[];
}

/**
 * What is known of a certificate's revocation: the issuer's full CRL (base64 DER; `signature.verify` checks its signature and its
 * dates), or a status whose signature the adapter has verified itself (OCSP, RFC 6960). Instants are ISO 8601 UTC.
 */
export type RevocationAnswer =
  | {
      readonly kind: "crl";
      readonly crl: string;
      /** What has changed since (base64 DER), where the issuer publishes that and the installation says where. */
      readonly delta?: string;
    }
  | {
      readonly kind: "status";
      readonly status: "good" | "revoked" | "unknown";
      readonly thisUpdate: string;
      readonly nextUpdate: string;
    };

export interface RevocationSource {
  trustedIssuers(call: OutsideCall): Promise<TrustedIssuers>;
  /**
   * Carries an OCSP request (RFC 6960) to the responder for that issuer and gives its answer; both are base64 DER, and `handlers/ocsp.ts`
   * makes the one and judges the other. `undefined`: no responder answered, ask `statusOf`. A source without OCSP leaves it out.
   */
  ocsp?(
    request: { readonly request: string; readonly certificate: string; readonly issuer: string },
    call: OutsideCall,
  ): Promise<string | undefined>;
  /** Both certificates PEM. */
  statusOf(
    request: { readonly certificate: string; readonly issuer: string },
    call: OutsideCall,
  ): Promise<RevocationAnswer>;
}

// ---------------------------------------------------------------- the centre's monitoring (ХҚКО АЖ / ИС ЦОН)

export interface StatusReport {
  /** The case; the monitoring gets references, not persons. */
  readonly application: string;
  readonly regulation?: string;
  readonly channel?: string;
  /** A code such as `accepted`. */
  readonly status: string;
  /** ISO 8601 UTC instant. */
  readonly at: string;
}

export type StatusReceipt = { readonly accepted: true; readonly reference: string } | { readonly accepted: false };

/** The bar code on the application's coupon was read: the papers have passed from hand to hand. */
export interface ScanReport {
  readonly application: string;
  readonly barCode: string;
  /** Code of the place: `centre`, `courier`, `provider`. */
  readonly place: string;
  /** ISO 8601 UTC instant. */
  readonly at: string;
}

export interface CentreMonitoring {
  reportStatus(report: StatusReport, call: OutsideCall): Promise<StatusReceipt>;
  reportScan(report: ScanReport, call: OutsideCall): Promise<StatusReceipt>;
}

// ---------------------------------------------------------------- the local body's workplace (ЖАО АЖО / АРМ МИО)

/** What is handed over by reference: the documents themselves stay in the case file. */
export interface WorkplaceParcel {
  readonly application: string;
  readonly regulation?: string;
  readonly channel?: string;
  /** The electronic request that goes to the local body, or the result that comes back. */
  readonly kind: "request" | "result";
  /** Names and salted digests (hex SHA-256) of the documents that belong to it. */
  readonly documents: readonly { readonly name: string; readonly digest: string }[];
  /** ISO 8601 UTC instant. */
  readonly at: string;
}

export interface LocalWorkplace {
  handOver(parcel: WorkplaceParcel, call: OutsideCall): Promise<StatusReceipt>;
}

// ---------------------------------------------------------------- notification of the applicant

export type Channel = "inbox" | "e-mail" | "sms";

export interface Notification {
  readonly application: string;
  readonly channel: Channel;
  /** The applicant's account, where there is one; the inbox of the case itself needs none. */
  readonly account?: string;
  /** E-mail address or telephone number; never with `inbox`. */
  readonly address?: string;
  readonly template: string;
  readonly language: "kk" | "ru" | "en";
  /** One line. */
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
  /** A document of the case file that goes along. */
  readonly attachment?: { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array };
}

export type NotificationReceipt =
  { readonly accepted: true; readonly reference: string } | { readonly accepted: false };

export interface Notifier {
  notify(notification: Notification, call: OutsideCall): Promise<NotificationReceipt>;
}

// ---------------------------------------------------------------- the queue of preschool places

/** `out-of-turn` stands before `first-order`, and that before all others; within each, in the order in which they came. */
export type QueuePrivilege = "first-order" | "out-of-turn";

export interface QueuePlace {
  readonly number: string;
  /** Counted from 1 among all who stand there now, those with a privilege first. */
  readonly position: number;
  /** The child stood in the queue before this call. */
  readonly already: boolean;
}

/** Refuses with `NOT_IN_QUEUE` what is asked of an application that has no place in the queue. */
export interface QueueRegister {
  /** A child who stands there already keeps its number; a stronger privilege than it had moves it up, a weaker one takes nothing. */
  enrol(
    request: { readonly application: string; readonly childIin: string; readonly privilege?: QueuePrivilege },
    call: OutsideCall,
  ): Promise<QueuePlace>;
  /** The offered place was accepted: the child leaves the queue. */
  acceptOffer(request: { readonly application: string }, call: OutsideCall): Promise<{ readonly number: string }>;
  /** The offered place was declined: the child stays where it stood. */
  declineOffer(
    request: { readonly application: string },
    call: OutsideCall,
  ): Promise<{ readonly number: string; readonly position: number }>;
  /** Where the child of the application stands now; changes nothing. */
  findPlace(
    request: { readonly application: string },
    call: OutsideCall,
  ): Promise<{ readonly number: string; readonly position: number }>;
}
