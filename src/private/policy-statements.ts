import { KeyedValues, SOURCE_KEYS } from './allow-terms';
import type { StatementEffect } from './policy-document';

/** A text where there is only one, which is two characters shorter. */
export type OneOrMore = string | readonly string[];

/** A statement of a compiled policy, with its elements in the order in which they are written. */
export interface CompiledStatement {
  readonly Sid?: string;
  readonly Effect: StatementEffect;
  /** Never a principal's ARN: calls of methods without IAM authorization are anonymous. */
  readonly Principal: '*';
  readonly Action: string;
  readonly Resource?: OneOrMore;
  readonly NotResource?: OneOrMore;
  readonly Condition?: CompiledConditions;
}

export type CompiledConditions = Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;

export interface CompiledPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly CompiledStatement[];
}

/** Values that one operator compares one key with. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Short form: a policy cannot refer to its own API, and API Gateway completes it when it is saved. */
export const WHOLE_API = 'execute-api:/*';

/** Sources or callers, as conditions that hold for each key's values. `ArnLike` matches the six parts of an ARN one by one. */
export function isOneOf(values: KeyedValues): readonly Condition[] {
  return SOURCE_KEYS.flatMap((key) => condition(key === 'aws:PrincipalArn' ? 'ArnLike' : 'StringEquals', key, values[key]));
}

/**
 * The negation, key by key. Where the key is absent it holds, so a Deny with it catches the anonymous caller.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function isNoneOf(values: KeyedValues): readonly Condition[] {
  return SOURCE_KEYS.flatMap((key) => condition(key === 'aws:PrincipalArn' ? 'ArnNotLike' : 'StringNotEquals', key, values[key]));
}

export function condition(operator: string, key: string, values: readonly string[] = []): readonly Condition[] {
  return values.length === 0 ? [] : [{ operator, key, values }];
}

/** The policy's `Condition`, left out if nothing is asked. Values for the same operator and key are joined. */
export function conditionElement(conditions: readonly Condition[]): Pick<CompiledStatement, 'Condition'> {
  const block: Record<string, Record<string, OneOrMore>> = {};
  for (const { operator, key, values } of conditions) {
    const keys = block[operator] ??= {};
    keys[key] = oneOrMore([...new Set([...[keys[key] ?? []].flat(), ...values])].sort());
  }
  return conditions.length === 0 ? {} : { Condition: block };
}

export function oneOrMore(values: readonly string[]): OneOrMore {
  return values.length === 1 ? values[0] : values;
}
