import { BY_FUNCTION, BY_IAM, Call, STAGE, Signer, WITHOUT_SIGNATURE, endpointId, isCovered, mistake, roleArn, storedPolicy, vpcId } from './allow-list-oracle';
import { ConsumerTerms } from '../../src/private/allow-terms';
import { compileAllowList } from '../../src/private/compile-allow-list';
import { CompiledPolicy, CompiledStatement, OneOrMore } from '../../src/private/policy-statements';

/** Every part of a compiled policy that can be left out: if a call is decided wrongly then, the part is needed and the calls would show its loss. */
function* mutants({ Version, Statement: statements }: CompiledPolicy): Generator<readonly [string, CompiledPolicy]> {
  for (const [index, statement] of statements.entries()) {
    const replace = (what: string, ...by: CompiledStatement[]) =>
      [`statement ${index} (${statement.Effect}): ${what}`, { Version, Statement: [...statements.slice(0, index), ...by, ...statements.slice(index + 1)] }] as const;
    yield replace('all of it');
    const { Sid: _, Condition: block = {}, ...rest } = statement;
    for (const [operator, keys] of Object.entries(block)) {
      for (const [key, values] of Object.entries(keys)) {
        const others = Object.fromEntries(Object.entries(keys).filter(([other]) => other !== key));
        const withKeys = (kept: Record<string, OneOrMore>) => {
          const Condition = { ...block, [operator]: kept };
          return { ...rest, Condition: Object.fromEntries(Object.entries(Condition).filter(([, each]) => Object.keys(each).length > 0)) };
        };
        yield replace(`${operator} ${key}`, withKeys(others));
        for (const value of [values].flat().slice(0, [values].flat().length > 1 ? undefined : 0)) {
          yield replace(`${operator} ${key} ${value}`, withKeys({ ...keys, [key]: [values].flat().filter((each) => each !== value) }));
        }
      }
    }
    for (const element of ['Resource', 'NotResource'] as const) {
      const resources = [statement[element] ?? []].flat();
      for (const resource of resources.length > 1 ? resources : []) {
        yield replace(`${element} ${resource}`, { ...statement, [element]: resources.filter((each) => each !== resource) });
      }
    }
  }
}

const SIGNERS: readonly Signer[] = [
  { account: '111111111111', role: 'app' }, { account: '111111111111', role: 'audit' }, { account: '333333333333', role: 'x' },
  { account: '444444444444', role: 'x', organization: 'o-aaaaaaaaaa' }, { account: '444444444444', role: 'x' },
];
const [APP, AUDIT] = SIGNERS.map(roleArn);
const [E1, E2, E3, E9] = ['1', '2', '3', '9'].map(endpointId);
const [V1, V2, V9] = ['1', '2', '9'].map(vpcId);

/** Each call that any of these facts makes; facts that no entry asks for do not vary. */
function* allCalls(list: readonly ConsumerTerms[]): Generator<Call> {
  const asked = JSON.stringify(list);
  const signers = asked.includes('arns') ? [undefined, ...SIGNERS] : [undefined, SIGNERS[0]];
  const addresses = asked.includes('sourceCidrs') ? ['10.0.1.5', '10.1.0.5', '10.2.0.5', '2001:db8::1'] : ['10.0.1.5'];
  const times = asked.includes('expires') ? ['2027-01-30T23:59:59Z', '2027-01-31T00:00:00Z'] : ['2027-01-30T23:59:59Z'];
  for (const endpoint of [E1, E2, E3, E9]) {
    for (const vpc of [V1, V2, V9]) {
      for (const signer of signers) {
        for (const address of addresses) {
          for (const time of times) {
            for (const [verb, path] of [['GET', '/pets'], ['GET', '/pets/'], ['GET', '/pets/1'], ['POST', '/pets'], ['POST', '/pets/'], ['OPTIONS', '/pets'], ['OPTIONS', '/pets/']]) {
              yield { endpoint, vpc, signer, address, time, stage: STAGE, verb, path };
            }
          }
        }
      }
    }
  }
}

/** What the policy decides without the Denies of limits has to be right for open methods too, so no part of an Allow is idle. */
function isCaught(list: readonly ConsumerTerms[], mutant: CompiledPolicy, calls: readonly Call[]): boolean {
  const [all, documented] = [storedPolicy(mutant), storedPolicy({
    ...mutant, Statement: mutant.Statement.filter(({ Effect }, index) => Effect === 'Allow' || index === 0),
  })];
  return calls.some((call) => (call.signer === undefined
    ? mistake(list, all, call, [...WITHOUT_SIGNATURE, ...BY_FUNCTION])
    : mistake(list, all, call, BY_IAM)) !== undefined
    || (mutant.Statement[0].Effect === 'Deny' && mistake(list, documented, call, [[{ type: 'NONE' }, true]]) !== undefined));
}

const endpoint = (id: string, terms: Partial<ConsumerTerms> = {}): ConsumerTerms => ({ source: { kind: 'vpcEndpoint', id }, ...terms });
const vpc = (id: string, terms: Partial<ConsumerTerms> = {}): ConsumerTerms => ({ source: { kind: 'vpc', id }, ...terms });
const UNLIMITED = [endpoint(E3), vpc(V2)];
const callers = { arns: [APP], accounts: ['333333333333'], organizations: ['o-aaaaaaaaaa'] };

test.each<[string, ConsumerTerms[]]>([
  ['no terms', [endpoint(E1), endpoint(E2), vpc(V1), vpc(V2)]],
  ['callers from anywhere', [endpoint(E1), { source: { kind: 'principal', callers, fromAnyEndpoint: true } }]],
  ['routes', [endpoint(E1, { routes: ['GET /pets', 'GET /pets/{petId}'], preflight: true }), endpoint(E2, { routes: ['POST /pets'] }), endpoint(E3)]],
  ['addresses and an expiry', [
    endpoint(E1, { sourceCidrs: ['10.0.0.0/16', '2001:db8::/32'], expires: '2027-01-31T00:00:00Z' }),
    vpc(V1, { sourceCidrs: ['10.1.0.0/16'] }), ...UNLIMITED,
  ]],
  ['callers', [
    endpoint(E1, { principals: callers }), endpoint(E2, { principals: { arns: [APP, AUDIT] } }),
    endpoint(E3, { principals: { arns: [AUDIT] } }), vpc(V2),
  ]],
  ['an unlimited endpoint in a limited VPC', [
    vpc(V1, { routes: ['GET /pets'], expires: '2027-01-31T00:00:00Z' }), endpoint(E1), endpoint(E2, { routes: ['POST /pets'] }), ...UNLIMITED,
  ]],
  ['a limited endpoint in an unlimited VPC', [
    vpc(V1), endpoint(E1, { routes: ['GET /pets'], sourceCidrs: ['10.0.0.0/16'] }), endpoint(E2, { routes: ['POST /pets'] }), ...UNLIMITED,
  ]],
  ['an endpoint and a VPC with different terms', [
    vpc(V1, { routes: ['GET /pets'] }), endpoint(E1, { routes: ['POST /pets'], sourceCidrs: ['10.0.0.0/16'] }), ...UNLIMITED,
  ]],
  ['preflight beside callers', [
    endpoint(E1, { routes: ['GET /pets'], principals: { arns: [AUDIT] }, preflight: true }), endpoint(E2, { principals: { arns: [APP] } }),
  ]],
  ['limited callers from anywhere', [
    endpoint(E1, { routes: ['POST /pets'] }), ...UNLIMITED,
    { source: { kind: 'principal', callers: { arns: [APP] }, fromAnyEndpoint: true }, routes: ['GET /pets'] },
    { source: { kind: 'principal', callers: { arns: [AUDIT] }, fromAnyEndpoint: true } },
  ]],
])('no part of a policy is idle: %s', (_, list) => {
  const { policy, errors } = compileAllowList({
    stageName: STAGE, consumers: list, useUndocumentedNotResource: true, maximumLength: 8192, arnPrefixLength: 60,
  });
  expect(errors).toEqual([]);
  const calls = [...allCalls(list)];
  expect(calls.some((call) => isCovered(list, call))).toBe(true);
  expect(isCaught(list, policy, calls)).toBe(false);
  expect([...mutants(policy)].filter(([, mutant]) => !isCaught(list, mutant, calls)).map(([what]) => what)).toEqual([]);
});
