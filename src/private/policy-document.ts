import { parseConditions } from './parse-conditions';
import { parsePrincipals } from './parse-principals';
import { PolicyProblems } from './policy-problems';
import { hasReadableVariables } from './policy-variables';

/** A policy with every element as a list. It has the shape of a policy's JSON, so it can be written and read again. */
export interface Policy {
  /** Policy variables exist from `2012-10-17` on; without a version AWS assumes `2008-10-17`. */
  readonly Version: PolicyVersion;
  readonly Id?: string;
  readonly Statement: readonly Statement[];
}

export type PolicyVersion = '2012-10-17' | '2008-10-17';
export type StatementEffect = 'Allow' | 'Deny';

/** Holds exactly one of `Action` and `NotAction`, one of `Resource` and `NotResource`, and at most one of `Principal` and `NotPrincipal`. */
export interface Statement {
  readonly Sid?: string;
  readonly Effect: StatementEffect;
  readonly Principal?: Principals;
  readonly NotPrincipal?: Principals;
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: ConditionBlock;
}

/** `"*"` is normalised to `{ AWS: ['*'] }`, which AWS treats alike. */
export interface Principals {
  readonly AWS?: readonly string[];
  readonly Service?: readonly string[];
  readonly Federated?: readonly string[];
  readonly CanonicalUser?: readonly string[];
}

/** Operator → context key → values. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

type Json = Readonly<Record<string, unknown>>;

const POLICY_ELEMENTS = ['Version', 'Id', 'Statement'];
const STATEMENT_ELEMENTS = ['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];
const ACTION = /^(\*|[^\s:]+:[^\s:]+)$/;
const STRING_OR_NAME = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/**
 * Reads the JSON of an IAM policy. Whatever it does not understand it refuses, because a verdict on half a policy is worse than none.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(json: string | object): Policy {
  const problems = new PolicyProblems();
  const policy = readPolicy(typeof json === 'string' ? readJson(json, problems) : json, problems);
  problems.throwIfAny();
  return policy;
}

function readJson(text: string, problems: PolicyProblems): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The engine's message names an offset only, and its words change with the version of Node.js.
    problems.add('policy', 'be JSON', text, 'correct its syntax');
    problems.throwIfAny();
  }
  // `JSON.parse` keeps the last of equal names: a condition would vanish without a trace.
  const names = [...text.matchAll(STRING_OR_NAME)].filter(([, colon]) => colon !== undefined).length;
  if (names !== countNames(value)) problems.add('policy', 'name each element of an object once', text, 'merge the elements with equal names');
  return value;
}

function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, child) => sum + countNames(child), own);
}

function readPolicy(value: unknown, problems: PolicyProblems): Policy {
  if (!problems.isObject('policy', value)) return { Version: '2012-10-17', Statement: [] };
  problems.checkNames('policy', value, POLICY_ELEMENTS);
  const { Version = '2008-10-17', Id, Statement: statements } = value;
  if (Version !== '2012-10-17' && Version !== '2008-10-17') {
    problems.add('Version', 'be 2012-10-17 or 2008-10-17', Version, 'use 2012-10-17');
  }
  if (typeof statements !== 'object' || statements === null) {
    problems.add('Statement', 'be a statement or a list of statements', statements, 'add one');
    return { Version: '2012-10-17', Statement: [] };
  }
  return {
    Version: Version === '2012-10-17' ? Version : '2008-10-17',
    ...readText('Id', Id, problems),
    Statement: [statements].flat().map((statement, index) => readStatement(`Statement[${index}]`, statement, problems)),
  };
}

function readStatement(path: string, value: unknown, problems: PolicyProblems): Statement {
  if (!problems.isObject(path, value)) return { Effect: 'Deny' };
  problems.checkNames(path, value, STATEMENT_ELEMENTS);
  if (value.Effect !== 'Allow' && value.Effect !== 'Deny') problems.add(`${path}.Effect`, 'be Allow or Deny', value.Effect, 'write one of the two');
  checkAlternatives(path, value, ['Action', 'NotAction'], 'exactly', problems);
  checkAlternatives(path, value, ['Resource', 'NotResource'], 'exactly', problems);
  checkAlternatives(path, value, ['Principal', 'NotPrincipal'], 'at most', problems);
  if (value.Effect === 'Allow' && value.NotPrincipal !== undefined) {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
    problems.add(`${path}.NotPrincipal`, 'stand in a Deny', 'Allow', 'use Principal with conditions instead');
  }
  return {
    ...readText('Sid', value.Sid, problems, path),
    Effect: value.Effect === 'Allow' ? 'Allow' : 'Deny',
    ...readPrincipals(path, value, 'Principal', problems),
    ...readPrincipals(path, value, 'NotPrincipal', problems),
    ...readActions(path, value, 'Action', problems),
    ...readActions(path, value, 'NotAction', problems),
    ...readResources(path, value, 'Resource', problems),
    ...readResources(path, value, 'NotResource', problems),
    ...(value.Condition !== undefined && { Condition: parseConditions(`${path}.Condition`, value.Condition, problems) }),
  };
}

function checkAlternatives(path: string, value: Json, names: readonly string[], count: 'exactly' | 'at most', problems: PolicyProblems): void {
  const present = names.filter((name) => value[name] !== undefined);
  if (present.length === 1 || (present.length === 0 && count === 'at most')) return;
  problems.add(path, `hold ${count} one of ${names.join(' and ')}`, present, present.length === 0 ? 'add one' : 'remove one');
}

function readText(name: 'Id' | 'Sid', value: unknown, problems: PolicyProblems, path?: string): { Id?: string; Sid?: string } {
  if (value === undefined) return {};
  if (typeof value === 'string') return { [name]: value };
  problems.add(path === undefined ? name : `${path}.${name}`, 'be a string', value, 'write it as text');
  return {};
}

function readPrincipals(path: string, value: Json, name: 'Principal' | 'NotPrincipal', problems: PolicyProblems): Partial<Statement> {
  return value[name] === undefined ? {} : { [name]: parsePrincipals(`${path}.${name}`, value[name], problems) };
}

function readActions(path: string, value: Json, name: 'Action' | 'NotAction', problems: PolicyProblems): Partial<Statement> {
  if (value[name] === undefined) return {};
  const actions = problems.strings(`${path}.${name}`, value[name]);
  for (const action of actions.filter((text) => !ACTION.test(text))) {
    problems.add(`${path}.${name}`, 'be "*" or service:action', action, 'name the service');
  }
  return { [name]: actions };
}

function readResources(path: string, value: Json, name: 'Resource' | 'NotResource', problems: PolicyProblems): Partial<Statement> {
  if (value[name] === undefined) return {};
  const resources = problems.strings(`${path}.${name}`, value[name]);
  for (const resource of resources.filter((text) => !hasReadableVariables(text))) {
    problems.add(`${path}.${name}`, 'hold variables that IAM can read', resource, 'write ${key} or ${key, \'default\'}');
  }
  return { [name]: resources };
}
