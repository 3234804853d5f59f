const RULES = {
  restApiId: [/^[a-z0-9]+$/, 'have lower-case letters and digits only', 'it is the first label of the API\'s host name'],
  stageName: [/^[A-Za-z0-9_-]{1,128}$/, 'have letters, digits, "_" and "-" only, 128 at most', 'choose a name such as "v1"'],
  account: [/^\d{12}$/, 'be an account id of 12 digits', 'give the account that owns the {owner}'],
  region: [/^[a-z]{2,}(?:-[a-z]+)+-\d+$/, 'be the name of a Region', 'give the {owner}\'s Region, such as "eu-west-1"'],
} as const;

export type ApiFact = keyof typeof RULES;

/** What is wrong with a fact about an API, or about the account and Region of an endpoint, in a sentence that begins with its name, or `undefined` for a good one. */
export function factProblem(fact: ApiFact, value: string, owner: 'API' | 'endpoint' = 'API'): string | undefined {
  const [pattern, rule, remedy] = RULES[fact];
  return pattern.test(value) ? undefined : `${fact} must ${rule}, got ${JSON.stringify(value)}; ${remedy.replace('{owner}', owner)}`;
}
