import { E1, E2, E9, INPUT, V1, V9, compile, endpoint, method, vpc } from './allow-list-fixtures';
import { API, Call, STAGE, Signer, effectOf, endpointId, storedPolicy, vpcId } from './allow-list-oracle';
import { ConsumerTerms, DeployedMethod } from '../../src/private/allow-terms';
import { AllowListInput, DENY_EVERYTHING, compileAllowList } from '../../src/private/compile-allow-list';
import { apiArnPrefixLength } from '../../src/private/policy-room';

const R: Signer = { account: '111111111111', role: 'app', organization: 'o-aaaaaaaaaa' };
const S: Signer = { account: '333333333333', role: 'other' };
const ROLE_R = 'arn:aws:iam::111111111111:role/app';
const CALL: Call = { endpoint: E1, vpc: V9, address: '10.0.1.5', time: '2027-01-01T00:00:00Z', stage: STAGE, verb: 'GET', path: '/pets' };

describe('a list without terms', () => {
  test('is a guard and an Allow, whatever the methods are', () => {
    const expected = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny', Principal: '*', Action: 'execute-api:*', Resource: 'execute-api:/*',
          Condition: { StringNotEquals: { 'aws:SourceVpce': [E1, E2], 'aws:SourceVpc': V1 } },
        },
        { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
      ],
    };
    for (const methods of [undefined, [], [method('GET /pets', 'CUSTOM')]]) {
      expect(compile([endpoint(E2, { name: 'orders' }), vpc(V1), endpoint(E1), endpoint(E2)], { methods, useUndocumentedNotResource: false }).policy).toEqual(expected);
    }
  });

  test('denies unless one of the keys matches, each caller by its own', () => {
    const callers = { arns: [ROLE_R], accounts: ['333333333333'], organizations: ['o-bbbbbbbbbb'] };
    const { policy } = compile([endpoint(E1), { source: { kind: 'principal', fromAnyEndpoint: true, callers } }]);
    expect(policy.Statement[0].Condition).toEqual({
      StringNotEquals: { 'aws:SourceVpce': E1, 'aws:PrincipalAccount': '333333333333', 'aws:PrincipalOrgID': 'o-bbbbbbbbbb' },
      ArnNotLike: { 'aws:PrincipalArn': ROLE_R },
    });
    expect(policy.Statement).toHaveLength(2);
    const stored = storedPolicy(policy);
    const signers: (Signer | undefined)[] = [
      undefined, R, S, { account: '111111111111', role: 'other' }, { account: '444444444444', role: 'x', organization: 'o-bbbbbbbbbb' },
    ];
    expect(signers.map((signer) => effectOf(stored, { ...CALL, endpoint: E9, signer }))).toEqual(['explicitDeny', 'allow', 'allow', 'explicitDeny', 'allow']);
  });
});

describe('unlimited consumers beside limited ones', () => {
  const others = ['3', '4', '5'].map((digit) => endpoint(endpointId(digit)));
  const allowOf = (list: readonly ConsumerTerms[]) =>
    compile(list).policy.Statement.filter(({ Effect, Resource }) => Effect === 'Allow' && Resource === 'execute-api:/*').map(({ Condition }) => Condition);

  test('are those that are not limited, where that is shorter', () => {
    expect(allowOf([endpoint(E1, { routes: ['GET /pets'] }), ...others])).toEqual([{ StringNotEquals: { 'aws:SourceVpce': E1 } }]);
  });

  test('are listed where that is no longer', () => {
    expect(allowOf([endpoint(E1, { routes: ['GET /pets'] }), endpoint(E2)])).toEqual([{ StringEquals: { 'aws:SourceVpce': E2 } }]);
  });

  test('are listed where they may have a limited source of another kind too', () => {
    expect(allowOf([vpc(V1, { routes: ['GET /pets'] }), endpoint(E1, { routes: ['GET /pets'] }), ...others, vpc(V9)])).toEqual([
      { StringEquals: { 'aws:SourceVpce': ['3', '4', '5'].map(endpointId) } },
      { StringEquals: { 'aws:SourceVpc': V9 } },
    ]);
  });
});

test('callers are compared as ARNs with patterns, and each key\'s values are in order', () => {
  const arns = ['arn:aws:iam::111111111111:role/b-*', 'arn:aws:iam::111111111111:role/a'];
  const { policy } = compile([endpoint(E1, { principals: { arns, accounts: ['333333333333'] } }), endpoint(E2, { sourceCidrs: ['10.0.2.0/24', '10.0.1.0/24'] })]);
  expect(policy.Statement.slice(1).map(({ Effect, Condition }) => [Effect, Condition])).toEqual([
    ['Allow', { StringEquals: { 'aws:SourceVpce': E1 }, ArnLike: { 'aws:PrincipalArn': [arns[1], arns[0]] } }],
    ['Allow', { StringEquals: { 'aws:SourceVpce': E1, 'aws:PrincipalAccount': '333333333333' } }],
    ['Allow', { StringEquals: { 'aws:SourceVpce': E2 }, IpAddress: { 'aws:VpcSourceIp': ['10.0.1.0/24', '10.0.2.0/24'] } }],
    ['Deny', {
      StringEquals: { 'aws:SourceVpce': E1 }, StringNotEquals: { 'aws:PrincipalAccount': '333333333333' }, ArnNotLike: { 'aws:PrincipalArn': [arns[1], arns[0]] },
    }],
    ['Deny', { StringEquals: { 'aws:SourceVpce': E2 }, NotIpAddress: { 'aws:VpcSourceIp': ['10.0.1.0/24', '10.0.2.0/24'] } }],
  ]);
});

describe('the ids of statements', () => {
  const idsOf = (list: readonly ConsumerTerms[], input: Partial<AllowListInput> = {}) => compile(list, input).policy.Statement.map(({ Sid }) => Sid);

  test('begin with the effect and the name of the one consumer that they are about', () => {
    expect(idsOf([endpoint(E1, { name: 'orders team', routes: ['GET /pets'], sourceCidrs: ['10.0.1.0/24'] }), endpoint(E2, { name: 'billing' })]))
      .toEqual([undefined, undefined, 'AllowOrdersTeam', 'DenyOrdersTeam', 'DenyOrdersTeam2']);
  });

  test.each([
    ['several names', [{ name: 'orders' }, { name: 'billing' }]],
    ['a consumer without a name', [{ name: 'orders' }, {}]],
    ['a name without letters and digits', [{ name: '_-' }, { name: '_-' }]],
    ['a long name', [{ name: 'o'.repeat(25) }, { name: 'o'.repeat(25) }]],
  ])('are left out for %s', (_, [one, other]) => {
    expect(idsOf([endpoint(E1, { ...one, routes: ['GET /pets'] }), endpoint(E2, { ...other, routes: ['GET /pets'] })])).toEqual([undefined, undefined, undefined]);
  });

  test('are left out if the policy fits only without them', () => {
    const list = [endpoint(E1, { name: 'orders', routes: ['GET /pets'] })];
    const { length } = compile(list);
    expect(idsOf(list, { maximumLength: length })).toEqual([undefined, 'AllowOrders', 'DenyOrders']);
    expect(idsOf(list, { maximumLength: length - 1 })).toEqual([undefined, undefined, undefined]);
    expect(compile(list, { maximumLength: length - 1 }).length).toBe(length - '"Sid":"AllowOrders","Sid":"DenyOrders",'.length);
  });
});

describe('a revision', () => {
  const list = [endpoint(E1, { name: 'orders', routes: ['GET /pets'] }), endpoint(E2)];

  test('is the id of the guard and changes nothing else', () => {
    const [plain, revised] = [compile(list), compile(list, { revision: 'r1' })];
    expect(revised.policy.Statement[0]).toEqual({ Sid: 'r1', ...plain.policy.Statement[0] });
    expect(revised.policy.Statement.slice(1)).toEqual(plain.policy.Statement.slice(1));
    expect(revised.length - plain.length).toBe('"Sid":"r1",'.length);
  });

  test('stays where the names do not fit', () => {
    const { length } = compile(list, { revision: 'r1' });
    expect(compile(list, { revision: 'r1', maximumLength: length - 1 }).policy.Statement.map(({ Sid }) => Sid)).toEqual(['r1', undefined, undefined, undefined]);
  });

  test('is no consumer\'s id', () => {
    expect(compile(list, { revision: 'DenyOrders' }).policy.Statement.map(({ Sid }) => Sid)).toEqual(['DenyOrders', undefined, 'AllowOrders', 'DenyOrders2']);
  });
});

test('what is appended takes room too', () => {
  const list = [endpoint(E1, { name: 'orders', routes: ['GET /pets'] })];
  const [bare, extended] = [compile(list), compile(list, { extraLength: 100 })];
  expect(extended.policy).toEqual(bare.policy);
  expect(extended.length).toBe(bare.length + 100);
  expect(compile(list, { extraLength: 100, maximumLength: bare.length + 99 }).policy.Statement[1].Sid).toBeUndefined();
  const { errors } = compileAllowList({ ...INPUT, consumers: list, extraLength: 8000 });
  const unnamed = bare.length - '"Sid":"AllowOrders","Sid":"DenyOrders",'.length;
  expect(errors).toEqual([expect.stringContaining(`got ${unnamed + 8000} with 1 VPC endpoint, 0 VPCs and 1 group of limited consumers (about 0 such groups would fit); `)]);
});

describe('the Deny with NotResource', () => {
  const list = [endpoint(E1, { name: 'orders', routes: ['GET /pets'] })];
  const refuse = (consumers: readonly ConsumerTerms[], methods?: readonly DeployedMethod[]) => {
    const { policy, errors } = compileAllowList({ ...INPUT, consumers, methods, useUndocumentedNotResource: false });
    expect(policy).toBe(DENY_EVERYTHING);
    return errors;
  };
  const REASON = 'got false; where a Lambda authorizer or an identity policy allows a call too, only a Deny for all other routes limits it, and that needs '
    + 'NotResource, which no document of AWS shows for API Gateway: try it on your API before you rely on it, or leave routes out, or give these callers an '
    + 'API of their own';

  test.each(['AWS_IAM', 'CUSTOM'] as const)('must be asked for where a method has the authorization %s', (authorizationType) => {
    expect(refuse(list, [method('GET /open', 'NONE'), method('GET /pets', authorizationType)])).toEqual([
      `useUndocumentedNotResource must be true to limit the routes of ${E1} (orders) on an API with "GET /pets", which has the authorization ${authorizationType}, ${REASON}`,
    ]);
  });

  test('must be asked for where the methods cannot be read', () => {
    expect(refuse([...list, endpoint(E2), vpc(V1, { sourceCidrs: ['10.0.0.0/8'] })])).toEqual([
      `useUndocumentedNotResource must be true to limit the routes of ${E1} (orders) on an API whose methods cannot be read at synthesis, ${REASON}`,
    ]);
  });

  test('must be asked for by everyone who needs it', () => {
    expect(refuse([endpoint(E2, { routes: ['GET /pets'] }), ...list])).toEqual([
      `useUndocumentedNotResource must be true to limit the routes of ${E1} (orders), ${E2} on an API whose methods cannot be read at synthesis, ${REASON}`,
    ]);
  });

  test('must be asked for where preflight requests are excepted from the callers', () => {
    expect(refuse([
      endpoint(E1, { principals: { arns: [ROLE_R] }, preflight: true }),
      endpoint(E2, { preflight: true }),
      endpoint(E9, { principals: { arns: [ROLE_R] } }),
    ])).toEqual([
      `useUndocumentedNotResource must be true to limit the routes of ${E1} on an API whose methods cannot be read at synthesis, ${REASON}`,
    ]);
  });

  test('is not used where all methods are open or have a user pool', () => {
    const methods = [method('GET /pets', 'NONE'), method('GET /dogs', 'COGNITO_USER_POOLS')];
    const { policy } = compile(list, { methods, useUndocumentedNotResource: false });
    expect(policy.Statement.map(({ Effect }) => Effect)).toEqual(['Deny', 'Allow']);
  });

  test('is not needed for other limits than routes', () => {
    const { policy } = compile([endpoint(E1, { sourceCidrs: ['10.0.1.0/24'], expires: '2027-01-31T00:00:00Z', principals: { arns: [ROLE_R] } })],
      { useUndocumentedNotResource: false });
    expect(policy.Statement.map(({ Effect, NotResource }) => [Effect, NotResource])).toEqual([
      ['Deny', undefined], ['Allow', undefined], ['Deny', undefined], ['Deny', undefined], ['Deny', undefined],
    ]);
  });
});

describe('the room', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => endpoint(`vpce-${String(index).padStart(17, '0')}`));
  const compileMany = (count: number, input: Partial<AllowListInput> = {}) => compileAllowList({ ...INPUT, consumers: many(count), ...input });
  const WAYS_OUT = 'let callers sign and allow their account or organization, or have the quota L-8B81B02C raised and set maximumPolicyLength';

  test.each([
    ['ap-northeast-1', 313],
    ['us-east-1', 313],
    [undefined, 312],
  ])('in %s takes %d endpoints, and not one more', (region, count) => {
    const arnPrefixLength = apiArnPrefixLength('aws', region);
    expect(compileMany(count, { arnPrefixLength }).errors).toEqual([]);
    expect(compileMany(count + 1, { arnPrefixLength }).errors).toHaveLength(1);
  });

  test.each<[string, (index: number) => Partial<ConsumerTerms>]>([
    ['routes', (index) => ({ routes: [`GET /resource${index}`] })],
    ['addresses', (index) => ({ sourceCidrs: [`10.0.${index}.0/24`] })],
    ['an expiry', (index) => ({ expires: `2027-01-${10 + index}T00:00:00Z` })],
  ])('takes about ten groups of consumers with distinct %s', (_, termsOf) => {
    const compileLimited = (count: number) =>
      compileAllowList({ ...INPUT, consumers: many(count).map((entry, index) => ({ ...entry, ...termsOf(index), name: `team${index}` })) });
    expect(compileLimited(10).errors).toEqual([]);
    expect(compileLimited(20).errors).toHaveLength(1);
  });

  test('takes as many consumers with equal terms as have room in three lists', () => {
    const limited = (count: number) => compileAllowList({ ...INPUT, consumers: many(count).map((entry) => ({ ...entry, routes: ['GET /pets'] })) }).errors;
    expect(limited(98)).toEqual([]);
    expect(limited(100)).toHaveLength(1);
  });

  test('is counted as the stored document, which is minified and has full ARNs', () => {
    const { policy, length } = compile([endpoint(E1, { routes: ['GET /pets'] }), vpc(V1)]);
    const arn = `arn:${API.partition}:execute-api:${API.region}:${API.account}:${API.apiId}/`;
    expect(length).toBe(JSON.stringify(policy).split('execute-api:/').join(arn).length);
  });

  test('fits a policy that fills it, and no longer one', () => {
    const { length } = compileMany(10);
    expect(compileMany(10, { maximumLength: length }).errors).toEqual([]);
    expect(compileMany(10, { maximumLength: length - 1 })).toEqual({
      policy: DENY_EVERYTHING,
      errors: [
        `resource policy must have at most ${length - 1} characters, got ${length} with 10 VPC endpoints, 0 VPCs and 0 groups of limited consumers; `
        + `allow a VPC instead of each endpoint in it, ${WAYS_OUT}`,
      ],
      warnings: [],
      length,
    });
  });

  test('is said to be nearly full from 90 %', () => {
    const { length } = compileMany(10);
    expect(compileMany(10, { maximumLength: length / 0.9 + 1 }).warnings).toEqual([]);
    expect(compileMany(10, { maximumLength: 1000, arnPrefixLength: INPUT.arnPrefixLength + Math.ceil((900 - length) / 2) }).warnings).toEqual([{
      id: 'policyNearlyFull',
      message: expect.stringMatching(/^resource policy should stay below 90 % of its 1000 characters, got 90[01] with 10 VPC endpoints, 0 VPCs and 0 groups of limited consumers; /),
    }]);
  });

  test('says how many limited groups fit', () => {
    const limited = (count: number) => many(count).map((entry, index) => ({ ...entry, routes: [`GET /pets${String(index).padStart(2, '0')}`] }));
    const compileLimited = (count: number) => compileAllowList({ ...INPUT, consumers: [vpc(V1), ...limited(count)] });
    const { errors, length } = compileLimited(30);
    const fit = Number(/about (\d+)/.exec(errors[0])?.[1]);
    expect(compileLimited(fit).errors).toEqual([]);
    expect(compileLimited(fit + 1).errors).toHaveLength(1);
    expect(errors).toEqual([
      `resource policy must have at most 8192 characters, got ${length} with 30 VPC endpoints, 1 VPC and 30 groups of limited consumers (about ${fit} such groups `
      + `would fit); allow a VPC instead of each endpoint in it, give more consumers equal terms, which share their statements, ${WAYS_OUT}`,
    ]);
  });
});

test.each([
  [[endpoint(E1, { sourceCidrs: ['10.0.0.0/8'] }), vpc(V1)], false],
  [[endpoint(E1), vpc(V1, { sourceCidrs: ['10.0.0.0/8'] })], false],
  [[endpoint(E1, { sourceCidrs: ['10.0.0.0/16'] }), vpc(V1, { sourceCidrs: ['10.0.0.0/8'] })], true],
])('a full policy is said to have limited consumers of several kinds, if so: %#', (consumers, isSaid) => {
  const [error] = compileAllowList({ ...INPUT, consumers, maximumLength: 100 }).errors;
  expect(error.includes('name all limited consumers by endpoint, or all by VPC, ')).toBe(isSaid);
});

describe('limited groups by endpoint and by VPC in turn', () => {
  const mixed = (count: number, authorizationType: DeployedMethod['authorizationType']) => compileAllowList({
    ...INPUT,
    methods: Array.from({ length: 8 }, (_, index) => method(`GET /pets${index}`, authorizationType)),
    consumers: Array.from({ length: count }, (_, index) => (index % 2 === 0 ? endpoint(endpointId(`${index}`)) : vpc(vpcId(`${index}`))))
      .map((entry, index) => ({ ...entry, routes: [`GET /pets${index}`], sourceCidrs: [`10.0.${index}.0/24`] })),
  });
  const said = (errors: readonly string[]) => Number(/at least (\d+) such group/.exec(errors[0])![1]);

  test('take as much as those of one kind where only documented elements are used', () => {
    expect(mixed(8, 'NONE').errors).toEqual([]);
  });

  test('are few behind an authorizer, where a call of several kinds has Denies of its own, and no more are promised', () => {
    expect(mixed(2, 'CUSTOM').errors).toEqual([]);
    for (const count of [4, 5, 6, 7, 8]) {
      const { errors } = mixed(count, 'CUSTOM');
      expect(errors).toHaveLength(1);
      expect(said(errors)).toBeLessThan(4);
      expect(mixed(said(errors), 'CUSTOM').errors).toEqual([]);
    }
  });
});

test('a call may have many sources at once, but not any number', () => {
  const list = Array.from({ length: 12 }, (_, index): ConsumerTerms => ({
    source: { kind: 'principal', callers: { arns: [`arn:aws:iam::111111111111:role/*a${index}*`] }, fromAnyEndpoint: true }, routes: [`GET /r${index}`],
  }));
  expect(compileAllowList({ ...INPUT, consumers: [...list, vpc(V1)] })).toEqual({
    policy: DENY_EVERYTHING,
    errors: [
      'allowedConsumers must overlap less, got 12 groups of limited consumers of which a call can belong to several; '
      + 'give more of them equal terms, or name them all by endpoint or all by VPC',
    ],
    warnings: [],
    length: 0,
  });
});

test('an expired entry is warned about, and goes on denying', () => {
  const input = { now: '2027-01-31T00:00:00Z', methods: [method('GET /pets', 'CUSTOM')] };
  const list = [endpoint(E1, { name: 'orders', expires: '2027-01-31T00:00:00Z' })];
  const { policy, warnings } = compile(list, input);
  expect(warnings).toEqual([{
    id: 'accessExpired',
    message: `expires of ${E1} (orders) should be in the future, got "2027-01-31T00:00:00Z"; nothing is allowed to it any more, so remove the entry`,
  }]);
  expect(effectOf(storedPolicy(policy), { ...CALL, time: input.now })).toBe('explicitDeny');
  expect(compile(list, { ...input, now: '2027-01-30T23:59:59Z' }).warnings).toEqual([]);
  expect(compile(list, { ...input, now: undefined }).warnings).toEqual([]);
});
