/**
 * What the house knows already of an applicant who fills in a form: they should not have to write it again. Fields are known by their names, which all
 * regulations share. From a register it is taken only when the diagram has asked that register for this very person. Pure.
 */
import type { Json } from "../engine/core/events.ts";
import type { Language } from "../engine/model/graph.ts";

/** The person register's answer, as far as forms ask for it. */
export interface RegisteredPerson {
  readonly surname: string;
  readonly name: string;
  readonly patronymic?: string;
  readonly birthDate?: string;
  readonly regAddress?: Readonly<Partial<Record<(typeof ADDRESS)[number], string>>>;
}

/** The parts of an address, in the order in which it is written. */
const ADDRESS = ["region", "district", "city", "street", "building", "flat"] as const;

export interface Known {
  readonly iin?: string;
  readonly language: Language;
  /** The person register's answer about the applicant, when the case file has it. */
  readonly person?: RegisteredPerson;
  /** Local date in Almaty, `YYYY-MM-DD`. */
  readonly today: string;
}

interface Form {
  readonly properties?: Readonly<Record<string, unknown>>;
}

/** Values for those fields of the form that are known. */
export function knownValues({ properties = {} }: Form, known: Known): Readonly<Record<string, Json>> {
  const { person } = known;
  const values: Readonly<Record<string, string | undefined>> = {
    applicantIin: known.iin,
    applicantName: person === undefined ? undefined : fullName(person),
    applicantBirthDate: person?.birthDate,
    applicantAddress: person?.regAddress === undefined ? undefined : addressInLine(person.regAddress),
    language: known.language,
    submittedOn: known.today,
    answeredOn: known.today,
    writtenOn: known.today,
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      name in properties && value !== undefined && value !== "" ? [[name, value]] : [],
    ),
  );
}

const fullName = ({ surname, name, patronymic }: RegisteredPerson): string => inLine([surname, name, patronymic], " ");

const addressInLine = (address: NonNullable<RegisteredPerson["regAddress"]>): string =>
  inLine(
    ADDRESS.map((part) => address[part]),
    ", ",
  );

const inLine = (parts: readonly (string | undefined)[], between: string): string =>
  parts.filter((part) => part !== undefined && part !== "").join(between);
