import { ConditionOperator, findConditionOperator } from './condition-operators';
import type { ConditionBlock } from './policy-document';
import type { PolicyProblems } from './policy-problems';

/**
 * Reads `Condition`. Values that an operator cannot compare are refused here, since in a decision they could only match nothing.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 */
export function parseConditions(path: string, value: unknown, problems: PolicyProblems): ConditionBlock {
  if (!problems.isObject(path, value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, keys]) => {
    const operator = findConditionOperator(name);
    if (operator === undefined) problems.add(path, 'use condition operators that IAM knows', name, 'correct its name');
    if (!problems.isObject(`${path}.${name}`, keys)) return [name, {}];
    checkSpellings(`${path}.${name}`, Object.keys(keys), problems);
    const values = Object.entries(keys).map(([key, list]) => [key, readValues(`${path}.${name}[${JSON.stringify(key)}]`, list, operator, problems)]);
    return [name, Object.fromEntries(values)];
  }));
}

/** AWS refuses a key that stands twice with different capitals: https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html */
function checkSpellings(path: string, keys: readonly string[], problems: PolicyProblems): void {
  const names = keys.map((key) => key.toLowerCase());
  for (const key of keys.filter((_, index) => names.indexOf(names[index]) < index)) {
    problems.add(path, 'name each context key once', key, 'merge the keys that differ only in case');
  }
}

function readValues(path: string, value: unknown, operator: ConditionOperator | undefined, problems: PolicyProblems): readonly string[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const scalars = list.filter((item) => ['string', 'number', 'boolean'].includes(typeof item)).map(String);
  if (list.length === 0 || scalars.length < list.length) {
    problems.add(path, 'be a string, number or boolean, or a list of them', value, 'name at least one value');
  }
  for (const text of scalars) {
    if (operator?.comparison.accepts(text) === false) problems.add(path, operator.comparison.rule, text, 'correct the value');
  }
  return scalars;
}
