import * as fc from 'fast-check';
import type { ContextKeys, PolicyRequest } from '../../../src/private/evaluate-policy';
import type { Caller } from '../../../src/private/match-principal';

/** Policies and requests without a purpose: few values of each kind, so that what is asked often meets what is sent, or just misses it. */

/** As it is written in JSON, of which both evaluators read their own. */
export interface WrittenStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: WrittenConditions;
}
export type WrittenConditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
export interface WrittenPolicy {
  readonly Version: string;
  readonly Statement: readonly WrittenStatement[];
}

const ROLE = 'arn:aws:iam::111111111111:role/app';
const CALLERS: readonly Caller[] = [
  { kind: 'anonymous' },
  { kind: 'aws', arn: 'arn:aws:sts::111111111111:assumed-role/app/one', account: '111111111111' },
  { kind: 'aws', arn: 'arn:aws:sts::111111111111:assumed-role/app/two', account: '111111111111' },
  { kind: 'aws', arn: 'arn:aws:sts::333333333333:assumed-role/app/one', account: '333333333333' },
  { kind: 'aws', arn: 'arn:aws:iam::111111111111:user/anna', account: '111111111111' },
  { kind: 'aws', arn: 'arn:aws:iam::333333333333:user/staff/anna', account: '333333333333' },
];
const PRINCIPALS = [
  '*', '111111111111', 'arn:aws:iam::111111111111:root', 'arn:aws:iam::333333333333:root', ROLE, 'arn:aws:iam::111111111111:role/team/app',
  'arn:aws:iam::333333333333:role/app', 'arn:aws:sts::111111111111:assumed-role/app/one', 'arn:aws:iam::111111111111:user/anna',
  'arn:aws:iam::333333333333:user/staff/anna', 'arn:aws:iam::111111111111:user/Anna',
];

const API = 'arn:aws:execute-api:ap-northeast-1:222222222222:6r6oaqtr37';
/** Without a `*`, which stands for any path when the other evaluator reads it in a request. */
const PATHS = ['', '/', '/pets', '/pets/', '/PETS', '/pets/1', '/pets/1/owner', '/pets/anna', '/pets/a:b', '/pets/${x}'];
const RESOURCES = [
  '*', `${API}/*`, `${API}/v1/*`, `${API}/v1/GET/*`, `${API}/*/GET/pets`, `${API}/v1/*/pets`, `${API}/v1/GET/pets`, `${API}/v1/GET/pets*`, `${API}/v1/GET/pets/?`,
  `${API}/v1/GET/pets/*/owner`, `${API}/v1/GET/pets/a:?`, `${API}/v1/GET/pets/a*b`, `${API}/v1/G?T/*`, `${API}/v2/*`, `${API}/v1/get/*`, `${API}/v1/GET/pets.*`,
  'arn:aws:execute-api:*:222222222222:*', 'arn:aws:execute-api:ap-northeast-?:*:6r6oaqtr37/*', 'arn:*:execute-api:ap-northeast-1:222222222222:6r6oaqtr37/v1/*',
  'arn:aws:execute-api:us-east-1:222222222222:*', 'arn:aws:execute-api:ap-northeast-1:111111111111:*', 'arn:aws-cn:execute-api:*:*:*', 'arn:aws:s3:::bucket/*',
  `${API}/v1/GET/pets/\${aws:username}`, `${API}/v1/GET/pets/\${aws:username, 'anna'}`, `${API}/v1/GET/pets/\${*}`, `${API}/*/\${aws:PrincipalTag/team}/*`,
  'arn:aws:execute-api:*',
];
/** On whose meaning the two differ; seldom used, because they also hide other differences. */
const DISPUTED_RESOURCES = ['arn:aws:execute-api:ap-northeast-1:222222222222:*/v1/GET/*', 'arn:aws:execute-api', 'arn:aws:execute-api:ap-northeast-1:222222222222'];
const BROAD_RESOURCES = ['*', `${API}/*`, `${API}/v1/*`, `${API}/*/GET/pets*`];
const ACTIONS = [
  '*', 'execute-api:*', 'execute-api:Invoke', 'execute-api:invoke', 'Execute-API:Inv*', 'execute-api:?nvoke', 'execute-api:*e', 'execute-api:ManageConnections',
  'execute-api:InvalidateCache', 's3:*', 'apigateway:*',
];

type KeyKind = 'text' | 'texts' | 'arn' | 'address' | 'time' | 'seconds' | 'number' | 'boolean';
interface KeyValues {
  readonly kind: KeyKind;
  readonly sent: readonly (string | readonly string[])[];
  readonly asked: readonly string[];
}

const TEXTS = ['vpce-1', 'vpce-2', 'VPCE-1', 'vpce-*', 'vpce-?', '*', 'vpc?-1', '${aws:username}', '${aws:PrincipalTag/team}', "${aws:username, 'vpce-1'}", '${*}', 'vpce-${*}'];
const NETWORK = { kind: 'text', sent: ['vpce-1', 'vpce-2', 'vpce-*'], asked: TEXTS } as const;
const ARNS = [
  ROLE, 'arn:aws:iam::111111111111:role/*', 'arn:aws:iam::*:role/app', 'arn:aws:iam::11111111111?:role/app', 'arn:*:*:*:*:*', 'arn:aws:iam::111111111111:*',
  'arn:aws:iam::333333333333:user/staff/*', 'arn:aws:iam::111111111111:user/${aws:username}', 'arn:aws:iam::${aws:PrincipalAccount}:role/app', 'arn:aws:iam::111111111111:ROLE/app',
];
const PRINCIPAL_ARN = { kind: 'arn', sent: [ROLE, 'arn:aws:iam::111111111111:user/anna', 'arn:aws:iam::333333333333:user/staff/anna', 'app'], asked: ARNS } as const;
const ADDRESSES = {
  kind: 'address', sent: ['10.0.1.5', '10.0.2.5', '10.0.1.255', '2001:db8::1', '2001:db8:0:1::1'],
  asked: [
    '10.0.1.5', '10.0.1.0/24', '10.0.0.0/8', '10.0.1.4/31', '10.0.1.5/32', '0.0.0.0/0',
    '2001:db8::/32', '2001:db8::/64', '2001:db8::1', '2001:DB8:0::1', '2001:db8::1/128', '::/0',
  ],
} as const;
const TIMES = ['2027-01-31T00:00:00Z', '2027-01-30T23:59:59Z', '2027-01-31T09:00:00+09:00', '2027-01-31', '2027'];
const NUMBERS = ['0', '59', '60', '60.0', '60.5', '-1', '3600', '1801353600'];
const BOOLEANS = ['true', 'false', 'TRUE', 'False'];

/** Keys that API Gateway gives to policies, and one that it never sends. */
const KEYS: Readonly<Record<string, KeyValues>> = {
  'aws:SourceVpce': NETWORK,
  'aws:SourceVpc': NETWORK,
  'aws:UserAgent': { kind: 'text', sent: ['curl/8.5', 'vpce-1', 'a.b(c)[d]+$'], asked: ['curl/*', 'CURL/8.5', '*.5', 'a.b(c)[d]+$', 'a?b(c)[d]*', 'vpce-1'] },
  'aws:username': { kind: 'text', sent: ['anna', 'vpce-1', 'Anna', 'a*'], asked: ['anna', 'ANNA', 'an*', '${aws:username}', 'a${*}'] },
  'aws:PrincipalTag/team': { kind: 'text', sent: ['GET', 'vpce-2', 'orders'], asked: ['orders', 'ORDERS', '${aws:PrincipalTag/team}', '${aws:UserAgent}'] },
  'aws:PrincipalOrgPaths': {
    kind: 'texts', sent: [['o-a/r-1/ou-1/'], ['o-a/r-1/ou-1/', 'o-a/r-1/ou-2/'], ['o-b/r-2/ou-3/', 'O-A/R-1/OU-1/']],
    asked: ['o-a/r-1/ou-1/', 'o-a/*', 'o-?/r-?/ou-2/', 'O-A/r-1/ou-1/', 'o-b/*', '*'],
  },
  'aws:PrincipalArn': PRINCIPAL_ARN,
  'aws:SourceArn': {
    kind: 'arn', sent: ['arn:aws:lambda:ap-northeast-1:111111111111:function:app', 'arn:aws:sns:ap-northeast-1:111111111111:topic'],
    asked: ['arn:aws:lambda:*:function:app', 'arn:aws:lambda:*:*:function:*', 'arn:aws:lambda:ap-northeast-1:111111111111:*', 'arn:*:sns:*:*:topic', 'arn:aws:lambda:*:function:topic'],
  },
  'aws:VpcSourceIp': ADDRESSES,
  'aws:SourceIp': ADDRESSES,
  'aws:CurrentTime': { kind: 'time', sent: ['2027-01-31T00:00:00Z', '2027-01-30T23:59:59Z', '2027-01-31T00:00:01Z'], asked: [...TIMES, '1801353600'] },
  'aws:EpochTime': { kind: 'seconds', sent: ['1801353600', '1801353599', '1801353601'], asked: ['1801353599', '1801353601', ...NUMBERS, TIMES[0]] },
  'aws:MultiFactorAuthAge': { kind: 'number', sent: ['59', '60', '61', '60.5'], asked: NUMBERS },
  'aws:SecureTransport': { kind: 'boolean', sent: ['true', 'false'], asked: BOOLEANS },
  'aws:MultiFactorAuthPresent': { kind: 'boolean', sent: ['true', 'True', 'yes'], asked: BOOLEANS },
  'aws:VpceAccount': { kind: 'text', sent: [], asked: ['111111111111', '*'] },
};

const TEXT_OPERATORS = ['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike'];
const ARN_OPERATORS = ['ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike'];
const ordering = (type: string) => ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((name) => type + name);
const OPERATORS: Readonly<Record<KeyKind, readonly string[]>> = {
  text: TEXT_OPERATORS,
  texts: TEXT_OPERATORS,
  arn: [...ARN_OPERATORS, ...ARN_OPERATORS, ...TEXT_OPERATORS],
  address: ['IpAddress', 'NotIpAddress'],
  time: ordering('Date'),
  seconds: [...ordering('Date'), ...ordering('Numeric')],
  number: ordering('Numeric'),
  boolean: ['Bool'],
};
const ISO_8601 = /^\d{4}(-\d\d-\d\d(T.+)?)?$/;
const comparable = (operator: string, values: readonly string[]) => values.filter((value) => {
  if (operator.startsWith('Numeric')) return !ISO_8601.test(value) || value === '3600';
  return operator.startsWith('Date') ? !value.includes('.') && !value.startsWith('-') : true;
});

const spelled = (name: string) => fc.constantFrom(name, name, name, name.toLowerCase(), name.toUpperCase());
const listOf = (values: readonly string[], maxLength: number) =>
  fc.subarray([...values], { minLength: 1, maxLength: Math.min(maxLength, values.length) });

interface OneCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

const oneCondition: fc.Arbitrary<OneCondition> = fc.constantFrom(...Object.keys(KEYS)).chain((key) => {
  const { kind, asked } = KEYS[key];
  const compared = fc.constantFrom(...OPERATORS[kind]).chain((operator) => fc.record({
    operator: fc.tuple(
      kind === 'texts' ? fc.constantFrom('ForAnyValue:', 'ForAllValues:') : fc.constantFrom('', '', '', '', 'ForAnyValue:', 'ForAllValues:'),
      fc.constantFrom('', '', '', 'IfExists'),
    ).map(([qualifier, suffix]) => qualifier + operator + suffix),
    key: spelled(key),
    values: listOf(comparable(operator, asked), 3),
  }));
  const presence = fc.record({ operator: fc.constant('Null'), key: spelled(key), values: fc.constantFrom(['true'], ['false'], ['TRUE'], ['true', 'false']) });
  return fc.oneof({ weight: 9, arbitrary: compared }, { weight: 1, arbitrary: presence });
});

const conditions: fc.Arbitrary<WrittenConditions> = fc.array(oneCondition, { minLength: 1, maxLength: 2 }).map((list) => {
  const block: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of list) block[operator] = { ...sameKeyLeftOut(block[operator], key), [key]: values };
  return block;
});

/** A key may stand once under an operator, however it is spelled. */
function sameKeyLeftOut(block: Readonly<Record<string, readonly string[]>> = {}, key: string): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(block).filter(([name]) => name.toLowerCase() !== key.toLowerCase()));
}

const sometimesAlone = (values: fc.Arbitrary<string[]>): fc.Arbitrary<unknown> => values.map((list) => list.length === 1 ? list[0] : list);
const oftenNamed = <N extends string, X extends string>(name: N, excluded: X, values: fc.Arbitrary<unknown>) =>
  fc.tuple(fc.constantFrom(name, name, name, excluded), values).map(([element, value]) => ({ [element]: value }));

const action = fc.oneof(
  { weight: 1, arbitrary: oftenNamed('Action', 'NotAction', sometimesAlone(listOf(ACTIONS, 2))) },
  { weight: 1, arbitrary: fc.constantFrom('execute-api:Invoke', 'execute-api:*').map((Action) => ({ Action })) },
);
const resource = fc.oneof(
  { weight: 12, arbitrary: oftenNamed('Resource', 'NotResource', sometimesAlone(listOf(RESOURCES, 2))) },
  { weight: 12, arbitrary: fc.constantFrom(...BROAD_RESOURCES).map((Resource) => ({ Resource })) },
  { weight: 1, arbitrary: oftenNamed('Resource', 'NotResource', listOf(DISPUTED_RESOURCES, 1)) },
);
const namedPrincipals = fc.record({ AWS: sometimesAlone(listOf(PRINCIPALS, 3)) });
const principal: fc.Arbitrary<object> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ Principal: '*' }) },
  { weight: 3, arbitrary: namedPrincipals.map((Principal) => ({ Principal })) },
  { weight: 1, arbitrary: fc.constant({ Principal: { Service: 'lambda.amazonaws.com' } }) },
);
const exemption: fc.Arbitrary<object> = namedPrincipals.map((NotPrincipal) => ({ NotPrincipal }));

const effect = fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const);
const statement = (who: (effect: 'Allow' | 'Deny') => fc.Arbitrary<object>): fc.Arbitrary<WrittenStatement> => effect.chain((Effect) =>
  fc.tuple(who(Effect), action, resource, fc.option(conditions, { nil: undefined, freq: 4 }))
    .map(([caller, what, where, Condition]) => ({ Effect, ...caller, ...what, ...where, ...(Condition && { Condition }) })));
/** Nothing but conditions decides: these are where most of the mistakes of an evaluator are. */
const conditional = (who: object): fc.Arbitrary<WrittenStatement> =>
  conditions.map((Condition) => ({ Effect: 'Allow', ...who, Action: 'execute-api:*', Resource: '*', Condition }));
const policyOf = (any: fc.Arbitrary<WrittenStatement>, who: object): fc.Arbitrary<WrittenPolicy> => fc.record({
  Version: fc.constantFrom('2012-10-17', '2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17'),
  Statement: fc.oneof(fc.array(any, { minLength: 1, maxLength: 3 }), fc.tuple(conditional(who))),
});

export const resourcePolicy = policyOf(
  statement((Effect) => Effect === 'Deny' ? fc.oneof({ weight: 6, arbitrary: principal }, { weight: 1, arbitrary: exemption }) : principal), { Principal: '*' },
);
export const identityPolicy = policyOf(statement(() => fc.constant({})), {});

const keys: fc.Arbitrary<ContextKeys> = fc.tuple(...Object.entries(KEYS).filter(([, { sent }]) => sent.length > 0).map(([key, { sent }]) =>
  fc.tuple(spelled(key), fc.option(fc.constantFrom(...sent), { nil: undefined, freq: 3 }))))
  .map((entries) => Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as ContextKeys);

const requestOf = (callers: readonly Caller[]): fc.Arbitrary<PolicyRequest> => fc.record({
  principal: fc.constantFrom(...callers),
  action: fc.constantFrom('execute-api:Invoke', 'execute-api:Invoke', 'execute-api:Invoke', 'execute-api:InvalidateCache'),
  resource: fc.tuple(fc.constantFrom('v1', 'v1', 'v2'), fc.constantFrom('GET', 'GET', 'POST'), fc.constantFrom(...PATHS))
    .map(([stage, method, path]) => `${API}/${stage}/${method}${path === '' ? '/' : path}`),
  keys,
});
const MANY = 8;
export const requests = fc.array(requestOf(CALLERS), { minLength: MANY, maxLength: MANY });
export const signedRequests = fc.array(requestOf(CALLERS.filter(({ kind }) => kind === 'aws')), { minLength: MANY, maxLength: MANY });
