import type { SourceKey } from './allow-terms';
import { holdsDeployTimeText } from './deploy-time-text';
import { matchesPattern } from './match-wildcards';

type Values = readonly string[];

/** The key whose values may hold wildcards. */
const PATTERN_KEY: SourceKey = 'aws:PrincipalArn';
const WILDCARD_OR_UNKNOWN = /[*?{}]/;

/** Whether the text names one value only. One that is known at deployment only is taken for another than each that is written otherwise. */
export function isLiteral(value: string): boolean {
  return !value.includes('*') && !value.includes('?');
}

/** Whether whoever has one of the values has one of the other list too. It may say no where the answer is yes. */
export function areCovered(key: SourceKey, values: Values, by: Values = []): boolean {
  return values.every((value) => by.includes(value) || (key === PATTERN_KEY && by.some((outer) => covers(outer, value))));
}

/** Whether somebody can have a value of both lists. It may say yes where the answer is no, which costs characters and changes no meaning. */
export function canMeet(key: SourceKey, some: Values, others: Values): boolean {
  return some.some((one) => others.includes(one) || (key === PATTERN_KEY && others.some((other) => canBeBoth(one, other))));
}

function covers(outer: string, inner: string): boolean {
  // A `?` of the outer text would also match the `*` of the inner one.
  return (isLiteral(inner) || !outer.includes('?')) && matchesPattern({ text: outer }, inner);
}

function canBeBoth(one: string, other: string): boolean {
  const literals = [one, other].filter(isLiteral).length;
  if (literals === 2) return false;
  if (literals === 1 && !holdsDeployTimeText(one + other)) return covers(one, other) || covers(other, one);
  return beginAlike(one, other) && beginAlike(reversed(one), reversed(other));
}

/** Compares what comes before the first character that is not known. */
function beginAlike(one: string, other: string): boolean {
  const [head, otherHead] = [one, other].map((text) => text.split(WILDCARD_OR_UNKNOWN, 1)[0]);
  return head.startsWith(otherHead) || otherHead.startsWith(head);
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}
