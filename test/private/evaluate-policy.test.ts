import * as fc from 'fast-check';
import { runs } from './runs';
import { PolicyRequest, evaluatePolicy } from '../../src/private/evaluate-policy';
import { Policy, Statement, parsePolicy } from '../../src/private/policy-document';

const API = 'arn:aws:execute-api:ap-northeast-1:222222222222:6r6oaqtr37';
const REQUEST: PolicyRequest = {
  principal: { kind: 'anonymous' },
  action: 'execute-api:Invoke',
  resource: `${API}/v1/GET/pets/`,
  keys: { 'aws:SourceVpce': 'vpce-1', 'aws:SourceVpc': 'vpc-1' },
};
const ALLOW: Statement = { Effect: 'Allow', Principal: { AWS: ['*'] }, Action: ['execute-api:Invoke'], Resource: [`${API}/*`] };

const effectOf = (statement: object, request: Partial<PolicyRequest> = {}, Version = '2012-10-17') =>
  evaluatePolicy(parsePolicy({ Version, Statement: { ...ALLOW, ...statement } }), { ...REQUEST, ...request }).effect;

describe('the canonical policy: a guard and an Allow', () => {
  const policy = parsePolicy({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'Guard', Effect: 'Deny', Principal: '*', Action: 'execute-api:*', Resource: `${API}/*`,
        Condition: { StringNotEquals: { 'aws:sourceVpce': ['vpce-1', 'vpce-2'] } },
      },
      { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: `${API}/v1/GET/pets*` },
    ],
  });

  test.each<[string, Partial<PolicyRequest>, object]>([
    ['a listed endpoint', {}, { effect: 'allow', statement: { index: 1 } }],
    ['another endpoint', { keys: { 'aws:SourceVpce': 'vpce-9' } }, { effect: 'explicitDeny', statement: { index: 0, sid: 'Guard' } }],
    ['no endpoint', { keys: {} }, { effect: 'explicitDeny', statement: { index: 0, sid: 'Guard' } }],
    ['a listed endpoint, another route', { resource: `${API}/v1/DELETE/pets` }, { effect: 'implicitDeny' }],
    ['a listed endpoint, another action', { action: 'execute-api:InvalidateCache' }, { effect: 'implicitDeny' }],
  ])('%s', (_, request, expected) => {
    expect(evaluatePolicy(policy, { ...REQUEST, ...request })).toEqual(expected);
  });
});

test('names the first statement that decides', () => {
  const [first, second] = [{ ...ALLOW, Sid: 'first' }, { ...ALLOW, Sid: 'second' }];
  const deny: Statement = { ...ALLOW, Effect: 'Deny' };
  const decide = (...statements: Statement[]) => evaluatePolicy({ Version: '2012-10-17', Statement: statements }, REQUEST);
  expect(decide(first, second)).toEqual({ effect: 'allow', statement: { index: 0, sid: 'first' } });
  expect(decide(first, deny, { ...deny, Sid: 'later' })).toEqual({ effect: 'explicitDeny', statement: { index: 1 } });
  expect(decide()).toEqual({ effect: 'implicitDeny' });
});

describe('an Allow that names the account of the caller only', () => {
  const account: Statement = { ...ALLOW, Sid: 'account', Principal: { AWS: ['111111111111'] } };
  const caller: Statement = { ...ALLOW, Sid: 'caller', Principal: { AWS: ['arn:aws:iam::111111111111:role/app'] } };
  const principal = { kind: 'aws', arn: 'arn:aws:sts::111111111111:assumed-role/app/one', account: '111111111111' } as const;
  const decide = (...statements: Statement[]) => evaluatePolicy({ Version: '2012-10-17', Statement: statements }, { ...REQUEST, principal });

  test('is told apart', () => {
    expect(decide(account, { ...account, Sid: 'again' })).toEqual({ effect: 'allow', statement: { index: 0, sid: 'account' }, toAccount: true });
  });

  test('gives way to one that names the caller, or everyone, and to a Deny', () => {
    expect(decide(account, caller)).toEqual({ effect: 'allow', statement: { index: 1, sid: 'caller' } });
    expect(decide(caller, account)).toEqual({ effect: 'allow', statement: { index: 0, sid: 'caller' } });
    expect(decide(account, ALLOW)).toEqual({ effect: 'allow', statement: { index: 1 } });
    expect(decide(account, caller, { ...account, Effect: 'Deny' })).toEqual({ effect: 'explicitDeny', statement: { index: 2, sid: 'account' } });
  });
});

test.each([
  [{ Action: 'EXECUTE-API:invoke' }, 'allow'],
  [{ Action: 'execute-api:*' }, 'allow'],
  [{ Action: 'execute-api:Invo?e' }, 'allow'],
  [{ Action: '*' }, 'allow'],
  [{ Action: ['execute-api:ManageConnections', 'execute-api:InvalidateCache'] }, 'implicitDeny'],
  [{ Action: undefined, NotAction: 'execute-api:invoke' }, 'implicitDeny'],
  [{ Action: undefined, NotAction: 's3:*' }, 'allow'],
])('actions %j: %s', (statement, expected) => {
  expect(effectOf(statement)).toBe(expected);
});

test.each([
  [{ Resource: '*' }, 'allow'],
  [{ Resource: `${API}/v1/GET/pets/` }, 'allow'],
  [{ Resource: `${API}/v1/GET/pets` }, 'implicitDeny'],
  [{ Resource: `${API}/v1/GET/PETS/` }, 'implicitDeny'],
  [{ Resource: `${API}/v1/???/pets/` }, 'allow'],
  [{ Resource: `${API}/*/pets/` }, 'allow'],
  [{ Resource: 'arn:aws:execute-api' }, 'allow'],
  [{ Resource: 'arn:aws:execute-api:ap-northeast-1:222222222222' }, 'allow'],
  [{ Resource: 'arn:aws:execute-api:us-east-1' }, 'implicitDeny'],
  [{ Resource: 'arn:aws:execute-api:*' }, 'allow'],
  [{ Resource: undefined, NotResource: `${API}/v1/GET/pets/` }, 'implicitDeny'],
  [{ Resource: undefined, NotResource: [`${API}/v1/GET/dogs`, `${API}/v1/GET/cats`] }, 'allow'],
  [{ Resource: `${API}/v1/GET/\${aws:PrincipalTag/team}/` }, 'implicitDeny'],
  [{ Resource: undefined, NotResource: `${API}/v1/GET/\${aws:PrincipalTag/team}/` }, 'allow'],
  [{ Resource: `${API}/v1/GET/\${aws:PrincipalTag/team, 'pets'}/` }, 'allow'],
])('resources %j: %s', (statement, expected) => {
  expect(effectOf(statement)).toBe(expected);
});

test('`*` in a resource swallows method and path', () => {
  expect(effectOf({ Resource: `${API}/*/GET/pets` }, { resource: `${API}/v1/POST/x/GET/pets` })).toBe('allow');
});

test('variables are plain text in the old version of the policy language', () => {
  const statement = { Resource: `${API}/\${aws:SourceVpce}` };
  expect(effectOf(statement, { resource: `${API}/vpce-1` })).toBe('allow');
  expect(effectOf(statement, { resource: `${API}/vpce-1` }, '2008-10-17')).toBe('implicitDeny');
  expect(effectOf(statement, { resource: `${API}/\${aws:SourceVpce}` }, '2008-10-17')).toBe('allow');
});

test('a wildcard that a variable brings in is plain text', () => {
  const statement = { Resource: `${API}/\${aws:UserAgent}` };
  expect(effectOf(statement, { keys: { 'aws:UserAgent': '*' } })).toBe('implicitDeny');
});

describe('principals', () => {
  const role: PolicyRequest['principal'] = { kind: 'aws', arn: 'arn:aws:sts::111111111111:assumed-role/app/one', account: '111111111111' };
  test.each<[object, PolicyRequest['principal'], string]>([
    [{ Principal: '*' }, { kind: 'anonymous' }, 'allow'],
    [{ Principal: { AWS: '*' } }, { kind: 'anonymous' }, 'allow'],
    [{ Principal: { AWS: 'arn:aws:iam::111111111111:role/app' } }, { kind: 'anonymous' }, 'implicitDeny'],
    [{ Principal: { AWS: 'arn:aws:iam::111111111111:role/app' } }, role, 'allow'],
    [{ Principal: { Service: 'apigateway' } }, role, 'implicitDeny'],
    [{ Principal: undefined }, role, 'allow'],
    [{ Effect: 'Deny', Principal: undefined, NotPrincipal: { AWS: '111111111111' } }, { kind: 'anonymous' }, 'explicitDeny'],
    [{ Effect: 'Deny', Principal: undefined, NotPrincipal: '*' }, role, 'implicitDeny'],
  ])('%j for %j: %s', (statement, principal, expected) => {
    expect(effectOf(statement, { principal })).toBe(expected);
  });
});

test('fails for the short form of a resource', () => {
  expect(() => effectOf({ Resource: 'execute-api:/*' })).toThrow(
    new Error('Resource must be in full, got "execute-api:/*"; expand the policy for its API before you evaluate it'),
  );
});

test('fails for a context key in two spellings', () => {
  expect(() => effectOf({}, { keys: { 'aws:SourceVpc': 'a', 'aws:sourceVpc': 'b' } })).toThrow(
    new Error('keys must name each context key once, got "aws:sourceVpc" again; names differ in more than case'),
  );
});

test.each<Statement>([{ Effect: 'Allow', Resource: ['*'] }, { Effect: 'Allow', Action: ['*'] }])('fails for %j, which parsePolicy refuses', (statement) => {
  expect(() => evaluatePolicy({ Version: '2012-10-17', Statement: [statement] }, REQUEST)).toThrow(
    new Error('statement must name actions and resources, got one without; read the policy with parsePolicy'),
  );
});

test('a key with several values works with a qualifier', () => {
  const Condition = { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-1/*' } };
  expect(effectOf({ Condition }, { keys: { 'aws:PrincipalOrgPaths': ['o-2/r', 'o-1/r'] } })).toBe('allow');
  expect(effectOf({ Condition }, { keys: { 'aws:PrincipalOrgPaths': [] } })).toBe('implicitDeny');
});

describe('for any policy and request', () => {
  const VALUE = fc.constantFrom('vpce-1', 'vpce-2', 'vpc-1', '10.0.0.1', 'x*');
  const KEY = fc.constantFrom('aws:SourceVpce', 'aws:sourceVpc', 'aws:VpcSourceIp');
  const OPERATOR = fc.constantFrom('StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLikeIfExists', 'ForAllValues:StringEquals', 'ForAnyValue:StringLike');
  const CONDITION = fc.dictionary(OPERATOR, fc.dictionary(KEY, fc.array(VALUE, { minLength: 1, maxLength: 3 }), { maxKeys: 2 }), { maxKeys: 2 });
  const RESOURCES = fc.uniqueArray(fc.constantFrom(`${API}/*`, `${API}/v1/GET/*`, `${API}/v1/GET/pets`, `${API}/*/pets`), { minLength: 1 });
  const ACTIONS = fc.uniqueArray(fc.constantFrom('*', 'execute-api:*', 'execute-api:Invoke', 's3:*'), { minLength: 1 });
  const statementWith = (effect: fc.Arbitrary<'Allow' | 'Deny'>): fc.Arbitrary<Statement> => fc.tuple(
    effect, fc.boolean(), ACTIONS, fc.boolean(), RESOURCES, fc.option(CONDITION, { nil: undefined }),
  ).map(([Effect, not, actions, notResource, resources, Condition]) => ({
    Effect,
    Principal: { AWS: ['*'] },
    ...(not ? { NotAction: actions } : { Action: actions }),
    ...(notResource ? { NotResource: resources } : { Resource: resources }),
    ...(Condition && { Condition }),
  }));
  const STATEMENT = statementWith(fc.constantFrom('Allow', 'Deny'));
  const POLICY: fc.Arbitrary<Policy> = fc.array(STATEMENT, { maxLength: 5 }).map((statements) => ({ Version: '2012-10-17', Statement: statements }));
  const REQUESTS: fc.Arbitrary<PolicyRequest> = fc.record({
    principal: fc.constant({ kind: 'anonymous' as const }),
    action: fc.constantFrom('execute-api:Invoke', 'execute-api:InvalidateCache'),
    resource: fc.constantFrom(`${API}/v1/GET/pets`, `${API}/v1/GET/pets/1`, `${API}/v1/POST/pets`),
    keys: fc.dictionary(KEY, VALUE),
  });
  const RANK = { allow: 2, implicitDeny: 1, explicitDeny: 0 };
  const adding = (policy: Policy, statement: Statement, at: number): Policy => {
    const index = at % (policy.Statement.length + 1);
    return { ...policy, Statement: [...policy.Statement.slice(0, index), statement, ...policy.Statement.slice(index)] };
  };

  test('one more Deny never allows more', () => {
    fc.assert(fc.property(POLICY, REQUESTS, statementWith(fc.constant('Deny')), fc.nat(), (policy, request, deny, at) => {
      const [before, after] = [policy, adding(policy, deny, at)].map((each) => RANK[evaluatePolicy(each, request).effect]);
      expect(after).toBeLessThanOrEqual(before);
    }), { numRuns: runs(500) });
  });

  test('one more Allow never refuses more', () => {
    fc.assert(fc.property(POLICY, REQUESTS, statementWith(fc.constant('Allow')), fc.nat(), (policy, request, allow, at) => {
      const [before, after] = [policy, adding(policy, allow, at)].map((each) => RANK[evaluatePolicy(each, request).effect]);
      expect(after).toBeGreaterThanOrEqual(before);
    }), { numRuns: runs(500) });
  });

  test('the order of the statements does not change the effect, nor does a round trip through JSON', () => {
    fc.assert(fc.property(POLICY, REQUESTS, (policy, request) => {
      const { effect } = evaluatePolicy(policy, request);
      expect(evaluatePolicy({ ...policy, Statement: [...policy.Statement].reverse() }, request).effect).toBe(effect);
      expect(evaluatePolicy(parsePolicy(JSON.stringify(policy)), request).effect).toBe(effect);
    }), { numRuns: runs(500) });
  });

  test('the case of context keys and actions does not matter', () => {
    fc.assert(fc.property(POLICY, REQUESTS, (policy, request) => {
      const keys = Object.fromEntries(Object.entries(request.keys).map(([key, value]) => [key.toUpperCase(), value]));
      expect(evaluatePolicy(policy, { ...request, keys, action: request.action.toUpperCase() })).toEqual(evaluatePolicy(policy, request));
    }));
  });

  test('the statement that decides has the effect of the decision', () => {
    fc.assert(fc.property(POLICY, REQUESTS, (policy, request) => {
      const { effect, statement } = evaluatePolicy(policy, request);
      const expected = { allow: 'Allow', explicitDeny: 'Deny', implicitDeny: undefined }[effect];
      expect(statement && policy.Statement[statement.index].Effect).toBe(expected);
    }));
  });
});
