import { ConsumerTerms, DeployedMethod, KeyedValues, SOURCE_KEYS, SourceKey, describeConsumer, sorted } from './allow-terms';
import { Refusal, refusals } from './limit-denies';
import { PolicyRoom, describeRoom, exceedsRoom, expandedLength, isNearlyFull } from './policy-room';
import { CompiledPolicy, CompiledStatement, WHOLE_API, condition, conditionElement, isNoneOf, isOneOf, oneOrMore } from './policy-statements';
import { routeProblems, routeWarnings } from './route-problems';
import { MethodTable, methodTable } from './route-reach';
import { NamedStatement, nameStatements } from './statement-ids';
import { TermGroup, groupTerms, isLimited } from './term-groups';
import { AllowListWarning, contradictions, termProblems, termWarnings } from './term-problems';

/** An allow-list and what has to be known of its API. */
export interface AllowListInput {
  /** A literal; wildcards in it would allow other stages. */
  readonly stageName: string;
  readonly consumers: readonly ConsumerTerms[];
  /** `undefined` where they cannot be read at synthesis. */
  readonly methods?: readonly DeployedMethod[];
  /** Whether a Deny may use `NotResource`, which no document of AWS shows for API Gateway. */
  readonly useUndocumentedNotResource: boolean;
  /** ISO 8601; without it no entry is called expired. */
  readonly now?: string;
  /** Letters and digits; another one makes another policy, so that the stage gets it. It becomes the id of the statement that guards the API. */
  readonly revision?: string;
  readonly maximumLength: number;
  /** Characters that statements take which are appended to the policy; see `appendedLength()`. */
  readonly extraLength?: number;
  /** What `apiArnPrefixLength()` returns for the API. */
  readonly arnPrefixLength: number;
}

export interface CompiledAllowList {
  /** Denies everything if there is an error. */
  readonly policy: CompiledPolicy;
  readonly errors: readonly string[];
  readonly warnings: readonly AllowListWarning[];
  /** Characters of the policy as API Gateway stores it, with `extraLength`, also if they are too many; 0 if the list could not be compiled. */
  readonly length: number;
}

const DENY: CompiledStatement = { Effect: 'Deny', Principal: '*', Action: 'execute-api:*' };
const ALLOW: CompiledStatement = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke' };

/** The policy of an API that nobody may call. */
export const DENY_EVERYTHING: CompiledPolicy = policyOf([{ ...DENY, Resource: WHOLE_API }]);

/**
 * Compiles an allow-list into the resource policy of a private API.
 *
 * An explicit Allow is what methods without authorization and with a Cognito user pool need. It limits nothing where a Lambda authorizer
 * or an identity policy of the API's account allows too; there each limit is also a Deny.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function compileAllowList(input: AllowListInput): CompiledAllowList {
  const { consumers, methods, stageName } = input;
  const table = methods === undefined ? undefined : methodTable(methods);
  const unreadable = inputProblems(consumers, table);
  if (unreadable.length > 0) return { policy: DENY_EVERYTHING, errors: unreadable, warnings: [], length: 0 };

  const groups = groupTerms(consumers, stageName);
  const refused = silenceDenies(methods) ? [] : refusals(groups);
  if (refused === undefined) return { policy: DENY_EVERYTHING, errors: [tooManyOverlaps(groups)], warnings: [], length: 0 };

  const { policy, length } = shortestPolicy(groups, refused, input);
  const room = roomOf(groups, length, input);
  const errors = [
    ...(refused.some(({ missed }) => missed.resources !== undefined) && !input.useUndocumentedNotResource ? [optInMissing(consumers, methods)] : []),
    ...(exceedsRoom(room) ? [`resource policy must have at most ${room.maximumLength} characters, ${describeRoom(room)}`] : []),
  ];
  const warnings = [
    ...consumers.flatMap((consumer) => [...termWarnings(consumer, input.now), ...routeWarnings(consumer, table)]),
    ...(isNearlyFull(room) ? [nearlyFull(room)] : []),
  ];
  return { policy: errors.length > 0 ? DENY_EVERYTHING : policy, errors, warnings, length };
}

function inputProblems(consumers: readonly ConsumerTerms[], table: MethodTable | undefined): string[] {
  if (consumers.length === 0) return ['allowedConsumers must name a consumer, got []; add one, since no one else can call a private API'];
  const terms = consumers.flatMap(termProblems);
  if (terms.length > 0) return terms;
  return [...contradictions(consumers), ...consumers.flatMap((consumer) => table === undefined ? [] : routeProblems(consumer, table))];
}

/** Whether calls that no statement allows are refused by every method. */
function silenceDenies(methods: readonly DeployedMethod[] | undefined): boolean {
  return methods?.every(({ authorizationType }) => authorizationType === 'NONE' || authorizationType === 'COGNITO_USER_POOLS') ?? false;
}

/** With the names of consumers in statement ids, unless it is they that do not fit. */
function shortestPolicy(groups: readonly TermGroup[], refused: readonly Refusal[], input: AllowListInput) {
  const statements = [
    guard(groups, input.revision), ...unlimitedAllows(groups), ...groups.filter(isLimited).flatMap(limitedAllows), ...refused.map(deny),
  ];
  const [named, unnamed] = [policyOf(nameStatements(statements)), policyOf(statements.map(({ statement }) => statement))];
  const namedLength = lengthOf(named, input);
  return namedLength <= input.maximumLength
    ? { policy: named, length: namedLength }
    : { policy: unnamed, length: lengthOf(unnamed, input) };
}

function lengthOf(policy: CompiledPolicy, { arnPrefixLength, extraLength = 0 }: AllowListInput): number {
  return expandedLength(policy, arnPrefixLength) + extraLength;
}

function policyOf(statements: readonly CompiledStatement[]): CompiledPolicy {
  return { Version: '2012-10-17', Statement: statements };
}

/** Denies what comes from no source on the list. All keys stand in one statement: it applies only if none of them matches. */
function guard(groups: readonly TermGroup[], revision: string | undefined): NamedStatement {
  const sid = revision === undefined ? {} : { Sid: revision };
  return unnamedStatement({ ...sid, ...DENY, Resource: WHOLE_API, ...conditionElement(isNoneOf(valuesByKey(groups))) });
}

/**
 * Allows the groups without terms, with as few ids as have the meaning, since each is in the guard already.
 *
 * Where no group is limited nothing needs to be asked. Where all limited ones are of one kind, whoever else passes the guard is not limited.
 */
function unlimitedAllows(groups: readonly TermGroup[]): readonly NamedStatement[] {
  const unlimited = valuesByKey(groups.filter((group) => !isLimited(group)));
  const limited = valuesByKey(groups.filter(isLimited));
  if (Object.keys(limited).length === 0) return [unnamedStatement({ ...ALLOW, Resource: WHOLE_API })];
  return SOURCE_KEYS.filter((key) => unlimited[key] !== undefined).map((key) => {
    const others = limited[key];
    const isShorter = Object.keys(limited).length === 1 && others !== undefined && others.length < unlimited[key]!.length;
    const conditions = isShorter ? isNoneOf({ [key]: others }) : isOneOf({ [key]: unlimited[key] });
    return unnamedStatement({ ...ALLOW, Resource: WHOLE_API, ...conditionElement(conditions) });
  });
}

/** One statement per key of the callers: they are joined by OR, and the keys of a statement by AND. */
function limitedAllows({ key, values, limits, names }: TermGroup): readonly NamedStatement[] {
  const callers: readonly KeyedValues[] = limits.callers === undefined
    ? [{}]
    : Object.entries(limits.callers).map(([callerKey, callerValues]) => ({ [callerKey]: callerValues }));
  return callers.map((caller) => ({
    names,
    statement: {
      ...ALLOW,
      Resource: oneOrMore(limits.resources ?? [WHOLE_API]),
      ...conditionElement([
        ...isOneOf({ [key]: values }),
        ...isOneOf(caller),
        ...condition('IpAddress', 'aws:VpcSourceIp', limits.cidrs),
        ...condition('DateLessThan', 'aws:CurrentTime', limits.expires === undefined ? [] : [limits.expires]),
      ]),
    },
  }));
}

/** `aws:VpcSourceIp`: behind an endpoint, `aws:SourceIp` is not the caller's address. */
function deny({ sources, exempt, missed, names }: Refusal): NamedStatement {
  return {
    names,
    statement: {
      ...DENY,
      ...(missed.resources === undefined ? { Resource: WHOLE_API } : { NotResource: oneOrMore(missed.resources) }),
      ...conditionElement([
        ...isOneOf(sources),
        ...isNoneOf(exempt),
        ...isNoneOf(missed.callers ?? {}),
        ...condition('NotIpAddress', 'aws:VpcSourceIp', missed.cidrs),
        ...condition('DateGreaterThanEquals', 'aws:CurrentTime', missed.expires === undefined ? [] : [missed.expires]),
      ]),
    },
  };
}

function unnamedStatement(statement: CompiledStatement): NamedStatement {
  return { names: [], statement };
}

function valuesByKey(groups: readonly TermGroup[]): KeyedValues {
  const values = (key: SourceKey) => sorted(groups.filter((group) => group.key === key).flatMap((group) => group.values));
  return Object.fromEntries(SOURCE_KEYS.map((key) => [key, values(key)] as const).filter(([, list]) => list.length > 0));
}

function roomOf(groups: readonly TermGroup[], length: number, input: AllowListInput): PolicyRoom {
  const unlimited = groups.filter((group) => !isLimited(group));
  const bare = policyOf([guard(unlimited, input.revision), ...unlimitedAllows(unlimited)].map(({ statement }) => statement));
  const all = valuesByKey(groups);
  return {
    length,
    maximumLength: input.maximumLength,
    lengthWithoutLimits: lengthOf(bare, input),
    vpcEndpoints: all['aws:SourceVpce']?.length ?? 0,
    vpcs: all['aws:SourceVpc']?.length ?? 0,
    limitedGroups: groups.length - unlimited.length,
    limitedKinds: Object.keys(valuesByKey(groups.filter(isLimited))).length,
  };
}

function nearlyFull(room: PolicyRoom): AllowListWarning {
  return { id: 'policyNearlyFull', message: `resource policy should stay below 90 % of its ${room.maximumLength} characters, ${describeRoom(room)}` };
}

function optInMissing(consumers: readonly ConsumerTerms[], methods: readonly DeployedMethod[] | undefined): string {
  const limited = consumers
    .filter(({ routes, principals, preflight = false }) => routes !== undefined || (principals !== undefined && preflight))
    .map(describeConsumer);
  const first = methods?.find(({ authorizationType }) => authorizationType === 'AWS_IAM' || authorizationType === 'CUSTOM');
  const why = first === undefined
    ? 'an API whose methods cannot be read at synthesis'
    : `an API with ${JSON.stringify(`${first.httpMethod} ${first.path}`)}, which has the authorization ${first.authorizationType}`;
  return `useUndocumentedNotResource must be true to limit the routes of ${sorted(limited).join(', ')} on ${why}, got false; `
    + 'where a Lambda authorizer or an identity policy allows a call too, only a Deny for all other routes limits it, and that needs NotResource, '
    + 'which no document of AWS shows for API Gateway: try it on your API before you rely on it, '
    + 'or leave routes out, or give these callers an API of their own';
}

function tooManyOverlaps(groups: readonly TermGroup[]): string {
  return `allowedConsumers must overlap less, got ${groups.filter(isLimited).length} groups of limited consumers of which a call can belong to several; `
    + 'give more of them equal terms, or name them all by endpoint or all by VPC';
}
