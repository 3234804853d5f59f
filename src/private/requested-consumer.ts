import { Token } from 'aws-cdk-lib';
import { ConsumerTerms, describeConsumer, SignedCallers } from './allow-terms';
import { deployTimeText } from './deploy-time-text';
import { termProblems } from './term-problems';

/** An entry as it was asked for: ids, accounts and ARNs may be tokens. */
export interface RequestedConsumer extends ConsumerTerms {
  /** `undefined` where nobody said: a literal id does not tell its Region. */
  readonly region?: string;
}

/** What is wrong with an entry as such, before it is known what its tokens stand for. */
export function requestProblems(consumer: RequestedConsumer): string[] {
  const terms = withValues(consumer, (value) => Token.isUnresolved(value) ? deployTimeText('a token') : value);
  const tokens = tokenProblems(terms);
  return tokens.length > 0 ? tokens : termProblems(terms);
}

/** Which of the others a term holds, and so what it means, has to be known when the policy is compiled. */
function tokenProblems(terms: ConsumerTerms): string[] {
  return (['routes', 'sourceCidrs'] as const).filter((term) => isUnresolved(terms[term])).map((term) =>
    `${term} of ${describeConsumer(terms)} must be known when the app is synthesized, got a token; write ${LITERALS[term]}`);
}

const LITERALS = { routes: 'the routes themselves', sourceCidrs: 'the ranges themselves, such as "10.0.1.0/24"' };

/** A token for the whole list, or for a part of it. */
function isUnresolved(list: readonly string[] = []): boolean {
  return Token.isUnresolved(list) || list.some((text) => Token.isUnresolved(text));
}

/** The entry with other texts for the values that may be tokens. */
export function withValues(consumer: RequestedConsumer, textOf: (value: string) => string): ConsumerTerms {
  const { region: _, source, principals, ...terms } = consumer;
  const callersOf = (callers: SignedCallers): SignedCallers =>
    Object.fromEntries(Object.entries(callers).map(([kind, values]: [string, readonly string[]]) => [kind, values.map(textOf)]));
  return {
    ...terms,
    source: source.kind === 'principal' ? { ...source, callers: callersOf(source.callers) } : { ...source, id: textOf(source.id) },
    ...(principals && { principals: callersOf(principals) }),
  };
}

/** Every value of the entry that may be a token. */
export function valuesOf({ source, principals = {} }: RequestedConsumer): readonly string[] {
  const ofSource: SignedCallers | string = source.kind === 'principal' ? source.callers : source.id;
  return [ofSource, principals].flatMap((each: string | SignedCallers) => typeof each === 'string' ? [each] : Object.values(each).flat() as string[]);
}
