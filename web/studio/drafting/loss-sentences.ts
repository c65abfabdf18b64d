/** What engine/tables says of a draft, by the sentences that it says it in; the groups of a pattern are what the sentence is about. */

export const LOSSES = {
  samePerformer: /^it is taken for the same performer as "(.*)": one lane$/,
  numberTwice: /^its number stands above already$/,
  noLength: /^the time limit is no single length of time/,
  moreThanLength: /^the time limit says more than its length$/,
  guess: /^the cell of the next action is empty: the way to the following row, action (.*), is a guess$/,
  noSuchAction: /^it names no action of the table$/,
  allFollow: /^it says that all of them follow/,
  noPerformer: /^it has no performer/,
  notReached: /^no way from the first action leads to it/,
  oneWay: /^there is one way only/,
  noCondition: /^the table does not say when this action is the next one$/,
  neverEnds: /^every action has a next one/,
  beforeTable: /^it stands before the table$/,
  noNumber: /^it has no number of an action$/,
  noHeading: /^its column has no heading of the annex table$/,
  anotherTable: /^another table begins here/,
  noRow: /^it is no row of the table$/,
  ofAnother: /^it belongs to another table$/,
  columnNoNumber: /^its column has no number of an action$/,
  partNoRow: /^the part has no such row/,
  otherSheet: /^only the sheet "(.*)" is read$/,
  notUtf8: /^the file is not UTF-8/,
} as const;

export const MISSING = {
  forms: /^The form of the application: name it with reg:form at start, and the forms of these tasks: (.*)\.$/,
  systems: /^What the systems do: name a handler with reg:call at (.*), or let a person do it \(a user task\)\.$/,
  choice: /^The answer to the choice after (.*)\.$/,
  roles: /^The roles of your staff: the lanes have the performers' ids \((.*)\)\.$/,
  names: /^Names in (.*) \(reg:label\)/,
  clauses: /^The clauses that the tasks stand for/,
} as const;

export function reading<Key extends string>(
  sentences: Readonly<Record<Key, RegExp>>,
  said: string,
): { readonly key: Key; readonly of: string } | undefined {
  for (const [key, pattern] of Object.entries(sentences) as [Key, RegExp][]) {
    const found = pattern.exec(said);
    if (found !== null) return { key, of: found[1] ?? "" };
  }
  return undefined;
}
