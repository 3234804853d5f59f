import {
  ARN_LIKE, BINARY_EQUALS, BOOLEAN_EQUALS, Comparison, IP_IN_RANGE, TEXT_EQUALS, TEXT_EQUALS_IGNORING_CASE, TEXT_LIKE,
  numberComparison, timeComparison,
} from './condition-values';
import type { ConditionBlock } from './policy-document';
import type { RequestContext } from './policy-variables';

/** An operator as a policy writes it, taken apart: `ForAllValues:StringNotLikeIfExists`. */
export interface ConditionOperator {
  readonly comparison: Comparison;
  readonly test: ConditionTest;
  readonly ifExists: boolean;
  readonly qualifier?: Qualifier;
}

export type ConditionTest = 'comparison' | 'negatedComparison' | 'isAbsent';
export type Qualifier = 'ForAllValues' | 'ForAnyValue';

const QUALIFIERS = [undefined, 'ForAllValues', 'ForAnyValue'] as const;

type PlainOperator = Pick<ConditionOperator, 'comparison' | 'test'>;

const EQUALS = (value: number, policy: number) => value === policy;
const LESS = (value: number, policy: number) => value < policy;
const AT_MOST = (value: number, policy: number) => value <= policy;
const GREATER = (value: number, policy: number) => value > policy;
const AT_LEAST = (value: number, policy: number) => value >= policy;

const PLAIN_OPERATORS: ReadonlyMap<string, PlainOperator> = new Map([
  ...pair('StringEquals', 'StringNotEquals', TEXT_EQUALS),
  ...pair('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', TEXT_EQUALS_IGNORING_CASE),
  ...pair('StringLike', 'StringNotLike', TEXT_LIKE),
  ...pair('ArnEquals', 'ArnNotEquals', ARN_LIKE),
  ...pair('ArnLike', 'ArnNotLike', ARN_LIKE),
  ...pair('IpAddress', 'NotIpAddress', IP_IN_RANGE),
  ...pair('NumericEquals', 'NumericNotEquals', numberComparison(EQUALS)),
  ...pair('DateEquals', 'DateNotEquals', timeComparison(EQUALS)),
  ...ordering('Numeric', numberComparison),
  ...ordering('Date', timeComparison),
  positive('Bool', BOOLEAN_EQUALS),
  positive('BinaryEquals', BINARY_EQUALS),
  ['Null', { comparison: BOOLEAN_EQUALS, test: 'isAbsent' }],
]);

/** Every name that IAM knows, taken apart once. `Null` takes neither `IfExists` nor a qualifier. */
const OPERATORS: ReadonlyMap<string, ConditionOperator> = new Map([...PLAIN_OPERATORS].flatMap(([name, plain]) => plain.test === 'isAbsent'
  ? [named(name, plain, false)]
  : QUALIFIERS.flatMap((qualifier) => [named(name, plain, false, qualifier), named(`${name}IfExists`, plain, true, qualifier)])));

/**
 * Finds an operator by its name, which is case-sensitive; `undefined` if IAM has no such operator.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function findConditionOperator(name: string): ConditionOperator | undefined {
  return OPERATORS.get(name);
}

/** Whether all conditions of a statement hold: operators and keys are joined by AND, the values of one key by OR. */
export function conditionsHold(conditions: ConditionBlock, context: RequestContext): boolean {
  for (const name of Object.keys(conditions)) {
    const operator = findConditionOperator(name);
    if (operator === undefined) {
      throw new Error(`condition operator must be one that IAM knows, got ${JSON.stringify(name)}; correct its name`);
    }
    for (const key of Object.keys(conditions[name])) {
      const values = context.keys.get(key.toLowerCase()) ?? [];
      if (operator.qualifier === undefined && operator.test !== 'isAbsent' && values.length > 1) {
        // AWS says that such a key "requires a condition set operator" and not what happens without one.
        throw new Error(`${name} must test a key with one value, got ${JSON.stringify(key)} with ${values.length}; use ForAnyValue or ForAllValues`);
      }
      if (!conditionHolds(operator, conditions[name][key], values, context)) return false;
    }
  }
  return true;
}

/**
 * What an absent key means differs by operator: true for `IfExists`, for `ForAllValues` and for a negated operator
 * (a Deny with `StringNotEquals` catches the request that lacks the key), false for everything else. `ForAnyValue` is false with
 * `IfExists` too: the documents leave it open, and AWS was seen to refuse.
 *
 * @see https://repost.aws/questions/QU9HFmDzP0QGuU-fd7rS6B7w/foranyvalue-stringequalsifexists-behaving-unexpectedly
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function conditionHolds(operator: ConditionOperator, policyValues: readonly string[], values: readonly string[], context: RequestContext): boolean {
  const { comparison, test, ifExists, qualifier } = operator;
  if (test === 'isAbsent') return comparison.anyHolds(policyValues, String(values.length === 0), context);
  if (values.length === 0 && (ifExists || qualifier !== undefined)) return qualifier !== 'ForAnyValue';
  const negated = test === 'negatedComparison';
  const valueHolds = (value: string) => comparison.anyHolds(policyValues, value, context) !== negated;
  if (qualifier === 'ForAllValues') return values.every(valueHolds);
  if (qualifier === 'ForAnyValue') return values.some(valueHolds);
  return values.length === 0 ? negated : valueHolds(values[0]);
}

function named(name: string, plain: PlainOperator, ifExists: boolean, qualifier?: Qualifier): [string, ConditionOperator] {
  return [qualifier === undefined ? name : `${qualifier}:${name}`, { ...plain, ifExists, qualifier }];
}

function positive(name: string, comparison: Comparison): [string, PlainOperator] {
  return [name, { comparison, test: 'comparison' }];
}

function pair(name: string, negatedName: string, comparison: Comparison): [string, PlainOperator][] {
  return [positive(name, comparison), [negatedName, { comparison, test: 'negatedComparison' }]];
}

function ordering(type: string, comparison: (test: (value: number, policy: number) => boolean) => Comparison): [string, PlainOperator][] {
  return [
    positive(`${type}LessThan`, comparison(LESS)),
    positive(`${type}LessThanEquals`, comparison(AT_MOST)),
    positive(`${type}GreaterThan`, comparison(GREATER)),
    positive(`${type}GreaterThanEquals`, comparison(AT_LEAST)),
  ];
}
