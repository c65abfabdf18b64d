/**
 * What ajv says, in Kazakh: ajv-i18n has Russian and English but no Kazakh. Numbers stand before an unchanged singular noun, and no suffix is
 * glued to a value, because case endings follow vowel harmony.
 */
import type { ErrorObject } from "ajv";

/** What a keyword tells of its failure: ajv documents them as text, numbers or lists of text. */
type Params = Readonly<Record<string, string | number>>;
type Sentence = (params: Params) => string;

const SENTENCES: Readonly<Record<string, Sentence>> = {
  additionalProperties: () => "мұндай өріс болмауы керек",
  anyOf: () => "рұқсат етілген схемалардың біріне сәйкес болуы керек",
  const: () => "белгіленген мәнге тең болуы керек",
  dependentRequired: ({ missingProperty }) => `міндетті өріс жоқ: ${missingProperty}`,
  enum: () => "рұқсат етілген мәндердің бірі болуы керек",
  exclusiveMaximum: ({ limit }) => `мәні мынадан кіші болуы керек: ${limit}`,
  exclusiveMinimum: ({ limit }) => `мәні мынадан үлкен болуы керек: ${limit}`,
  format: ({ format }) => `пішімі мынадай болуы керек: ${format}`,
  if: ({ failingKeyword }) => `мына схемаға сәйкес болуы керек: ${failingKeyword}`,
  maxItems: ({ limit }) => `ең көбі ${limit} элемент болуы керек`,
  maxLength: ({ limit }) => `ең көбі ${limit} таңба болуы керек`,
  maxProperties: ({ limit }) => `ең көбі ${limit} өріс болуы керек`,
  maximum: ({ limit }) => `мәні мынадан аспауы керек: ${limit}`,
  minItems: ({ limit }) => `кемінде ${limit} элемент болуы керек`,
  minLength: ({ limit }) => `кемінде ${limit} таңба болуы керек`,
  minProperties: ({ limit }) => `кемінде ${limit} өріс болуы керек`,
  minimum: ({ limit }) => `мәні мынадан кем болмауы керек: ${limit}`,
  multipleOf: ({ multipleOf }) => `мынаған еселі болуы керек: ${multipleOf}`,
  not: () => "бұл схемаға сәйкес болмауы керек",
  oneOf: () => "схемалардың дәл біреуіне сәйкес болуы керек",
  pattern: ({ pattern }) => `мына үлгіге сәйкес болуы керек: ${pattern}`,
  propertyNames: ({ propertyName }) => `өріс атауы жарамсыз: ${propertyName}`,
  required: ({ missingProperty }) => `міндетті өріс жоқ: ${missingProperty}`,
  type: ({ type }) => `түрі мынадай болуы керек: ${type}`,
  uniqueItems: () => "элементтер қайталанбауы керек",
};

/** Sets `message` of each error. A keyword without a sentence of its own still names itself. */
export function localizeKk(errors: readonly ErrorObject[]): void {
  for (const error of errors)
    error.message =
      SENTENCES[error.keyword]?.(error.params as Params) ?? `мына ережеге сәйкес болуы керек: ${error.keyword}`;
}
