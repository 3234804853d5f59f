import * as fc from 'fast-check';
import {
  BY_FUNCTION, BY_IAM, Call, STAGE, Signer, WITHOUT_SIGNATURE, effectOf, endpointId, firstMistake, isCovered, roleArn, storedPolicy, vpcId,
} from './allow-list-oracle';
import { runs } from './runs';
import { ConsumerTerms, DeployedMethod } from '../../src/private/allow-terms';
import { authorizeCall } from '../../src/private/authorize-call';
import { AllowListInput, compileAllowList } from '../../src/private/compile-allow-list';
import { keySupport } from '../../src/private/condition-keys';
import { deployTimeText } from '../../src/private/deploy-time-text';
import { CompiledPolicy } from '../../src/private/policy-statements';

const SIGNERS: readonly Signer[] = [
  { account: '111111111111', role: 'app', organization: 'o-aaaaaaaaaa' },
  { account: '111111111111', role: 'app-two', organization: 'o-aaaaaaaaaa' },
  { account: '333333333333', role: 'team/app', organization: 'o-aaaaaaaaaa' },
  { account: '333333333333', role: 'other' },
  { account: '444444444444', role: 'app', organization: 'o-bbbbbbbbbb' },
];
const ENDPOINTS = ['1', '2', '3', '9'].map(endpointId);
const VPCS = ['1', '2', '9'].map(vpcId);
const ROUTES = [
  'GET /', 'GET /pets', 'GET /pets/', 'POST /pets', 'ANY /pets', 'GET /pets/{petId}', 'GET /pets/{petId}/owner', 'ANY /pets/*', 'GET /*', 'OPTIONS /pets',
  'DELETE /a.b/$(x)',
];
const PATHS = ['/', '/pets', '/pets/', '/pets//', '/petsx', '/PETS', '/pets/1', '/pets/1/', '/pets/1/owner', '/pets/1/owner/', '/pets/1/2/owner', '/a.b/$(x)', '/axb/$(x)'];
const VERBS = ['GET', 'POST', 'HEAD', 'DELETE', 'OPTIONS'];
const CIDRS = ['10.0.1.0/24', '10.0.0.0/16', '10.0.1.5', '100.64.0.0/10', '2001:db8::/64', '2001:db8::/32'];
const ADDRESSES = ['10.0.0.255', '10.0.1.0', '10.0.1.5', '10.0.1.255', '10.0.2.0', '10.1.0.0', '100.64.0.0', '100.128.0.0', '2001:db8::1', '2001:db8:0:1::1', '2001:db9::1'];
const EXPIRIES = ['2027-01-31T00:00:00Z', '2027-01-31T00:00:00.000Z', '2027-03-01T12:00:00Z'];
const TIMES = ['2027-01-30T23:59:59Z', '2027-01-31T00:00:00Z', '2027-01-31T00:00:01Z', '2027-03-01T11:59:59Z', '2027-03-01T12:00:00Z'];

const callersOf = (arns: string[], accounts: string[], organizations: string[]) => ({ arns, accounts, organizations });
const ARNS = [...SIGNERS.map(roleArn), 'arn:aws:iam::111111111111:role/app*', 'arn:aws:iam::333333333333:role/*'];
const callers = fc.record({
  arns: fc.subarray(ARNS, { maxLength: 2 }),
  accounts: fc.subarray(['111111111111', '333333333333'], { maxLength: 1 }),
  organizations: fc.subarray(['o-aaaaaaaaaa', 'o-bbbbbbbbbb'], { maxLength: 1 }),
}).filter(({ arns, accounts, organizations }) => arns.length + accounts.length + organizations.length > 0);

/** Present in one of `outOf` cases. */
const sometimes = <T>(arbitrary: fc.Arbitrary<T>, outOf: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 1, arbitrary }, { weight: outOf - 1, arbitrary: fc.constant(undefined) });
const commonTerms = {
  name: sometimes(fc.constantFrom('orders', 'Orders', 'billing team'), 2),
  routes: sometimes(fc.subarray(ROUTES, { minLength: 1, maxLength: 3 }), 2),
  expires: sometimes(fc.constantFrom(...EXPIRIES), 3),
};
const networkEntry = (signed: boolean): fc.Arbitrary<ConsumerTerms> => fc.record({
  ...commonTerms,
  source: fc.oneof(
    fc.constantFrom(...ENDPOINTS.slice(0, -1)).map((id) => ({ kind: 'vpcEndpoint' as const, id })),
    fc.constantFrom(...VPCS.slice(0, -1)).map((id) => ({ kind: 'vpc' as const, id })),
  ),
  sourceCidrs: sometimes(fc.subarray(CIDRS, { minLength: 1, maxLength: 2 }), 3),
  principals: signed ? sometimes(callers, 3) : fc.constant(undefined),
  preflight: fc.boolean(),
});
const principalEntry: fc.Arbitrary<ConsumerTerms> = fc.record({
  ...commonTerms,
  source: fc.oneof(
    fc.constantFrom(...ARNS).map((arn) => callersOf([arn], [], [])),
    fc.constantFrom('111111111111', '333333333333').map((account) => callersOf([], [account], [])),
    fc.constantFrom('o-aaaaaaaaaa', 'o-bbbbbbbbbb').map((organization) => callersOf([], [], [organization])),
  ).map((one) => ({ kind: 'principal' as const, callers: one, fromAnyEndpoint: true })),
});
const sourceOf = ({ source }: ConsumerTerms) => JSON.stringify(source);
const listOf = (entry: fc.Arbitrary<ConsumerTerms>) => fc.uniqueArray(entry, { minLength: 1, maxLength: 5, selector: sourceOf });
const networkList = listOf(networkEntry(false));
const anyList = listOf(fc.oneof({ weight: 3, arbitrary: networkEntry(true) }, { weight: 1, arbitrary: principalEntry }));

const call = (signed: boolean): fc.Arbitrary<Call> => fc.record({
  endpoint: fc.constantFrom(...ENDPOINTS),
  vpc: fc.constantFrom(...VPCS),
  address: fc.constantFrom(...ADDRESSES),
  time: fc.constantFrom(...TIMES),
  stage: fc.constantFrom(STAGE, STAGE, STAGE, STAGE, STAGE, 'v2'),
  verb: fc.constantFrom(...VERBS),
  path: fc.constantFrom(...PATHS),
  signer: signed ? fc.constantFrom(undefined, ...SIGNERS) : fc.constant(undefined),
});
const callsOf = (signed: boolean) => fc.array(call(signed), { minLength: 40, maxLength: 40, size: 'max' });

/** Random calls, and for each entry the calls that it covers or just misses by one fact. */
function withNeighbours(list: readonly ConsumerTerms[], calls: readonly Call[]): Call[] {
  return list.flatMap(({ source, routes, sourceCidrs, expires }, index) => {
    const seed = calls[index];
    const signer = source.kind === 'principal' ? SIGNERS.find((each) => isCovered([{ source }], { ...seed, stage: STAGE, signer: each })) : seed.signer;
    const [verb, path] = (routes?.[0] ?? 'GET /pets').replace('ANY', 'POST').replace(/\{petId\}|\*/, '1').split(' ');
    const covered: Call = {
      ...seed,
      ...(source.kind === 'vpcEndpoint' && { endpoint: source.id }),
      ...(source.kind === 'vpc' && { vpc: source.id }),
      address: sourceCidrs === undefined ? seed.address : ADDRESSES.find((address) => isCovered([{ source: { kind: 'vpc', id: seed.vpc }, sourceCidrs }], { ...seed, stage: STAGE, address }))!,
      time: expires === undefined ? seed.time : TIMES[0],
      stage: STAGE, verb, path, signer,
    };
    return [
      covered,
      ...ENDPOINTS.map((endpoint) => ({ ...covered, endpoint })), ...VPCS.map((vpc) => ({ ...covered, vpc })),
      ...ADDRESSES.map((address) => ({ ...covered, address })), ...TIMES.map((time) => ({ ...covered, time })),
      ...VERBS.map((other) => ({ ...covered, verb: other })), ...PATHS.map((other) => ({ ...covered, path: other })),
      { ...covered, stage: 'v2' }, { ...covered, signer: undefined }, ...SIGNERS.map((other) => ({ ...covered, signer: other })),
    ];
  }).concat(calls);
}

const EVERYTHING: AllowListInput = {
  stageName: STAGE, consumers: [], useUndocumentedNotResource: true, maximumLength: 1_000_000, arnPrefixLength: 60,
};
const UNAUTHORIZED_METHODS: readonly DeployedMethod[] = ['/', '/{proxy+}'].map((path) => ({ path, httpMethod: 'ANY', authorizationType: 'NONE' }));

function compile(consumers: readonly ConsumerTerms[], input: Partial<AllowListInput> = {}): CompiledPolicy {
  const { policy, errors } = compileAllowList({ ...EVERYTHING, consumers, ...input });
  expect(errors).toEqual([]);
  return policy;
}

/** Only what AWS documents: the guard and every Allow. */
function documentedPart({ Version, Statement: [guard, ...others] }: CompiledPolicy): CompiledPolicy {
  return { Version, Statement: [guard, ...others.filter(({ Effect }) => Effect === 'Allow')] };
}

const anonymous = (calls: readonly Call[]) => calls.map((each) => ({ ...each, signer: undefined }));

describe('for any list, a call is allowed if and only if a term covers it and the authorization of its method passes', () => {
  test('where every method is open or has a user pool: with documented elements only', () => {
    fc.assert(fc.property(networkList, callsOf(false), (list, calls) => {
      const compiled = compile(list, { methods: UNAUTHORIZED_METHODS, useUndocumentedNotResource: false });
      expect(compiled.Statement.filter(({ Effect }) => Effect === 'Deny')).toHaveLength(1);
      const policy = storedPolicy(compiled);
      expect(firstMistake(list, policy, anonymous(withNeighbours(list, calls)), WITHOUT_SIGNATURE)).toBeUndefined();
    }), { numRuns: runs(90) });
  });

  test('where a method may have a Lambda authorizer, open methods included', () => {
    fc.assert(fc.property(anyList, callsOf(false), (list, calls) => {
      const policy = storedPolicy(compile(list));
      expect(firstMistake(list, policy, anonymous(withNeighbours(list, calls)), [...WITHOUT_SIGNATURE, ...BY_FUNCTION])).toBeUndefined();
    }), { numRuns: runs(90) });
  });

  test('where a method may authorize by IAM', () => {
    fc.assert(fc.property(anyList, callsOf(true), (list, calls) => {
      const policy = storedPolicy(compile(list));
      expect(firstMistake(list, policy, withNeighbours(list, calls), BY_IAM)).toBeUndefined();
    }), { numRuns: runs(90) });
  });

  test('other actions than Invoke are refused from outside the terms and never allowed by the policy itself', () => {
    fc.assert(fc.property(anyList, callsOf(true), (list, calls) => {
      const policy = storedPolicy(compile(list));
      const effects = calls.map((each) => effectOf(policy, each, 'execute-api:InvalidateCache'));
      expect(effects).toEqual(calls.map((each) => isCovered(list, each) ? 'implicitDeny' : 'explicitDeny'));
    }), { numRuns: runs(30) });
  });

  test('open methods and user pools do not depend on the statements that no document shows', () => {
    fc.assert(fc.property(anyList, callsOf(false), (list, calls) => {
      const policy = storedPolicy(documentedPart(compile(list)));
      expect(firstMistake(list, policy, withNeighbours(list, calls), WITHOUT_SIGNATURE)).toBeUndefined();
    }), { numRuns: runs(30) });
  });
});

/** Another way to write the same list. */
const rewritten = (list: readonly ConsumerTerms[], seed: number): ConsumerTerms[] => {
  const turn = (values: readonly string[] = []) => {
    const at = seed % values.length;
    return [...values.slice(at), ...values.slice(0, at), ...values.slice(0, 1)];
  };
  return list.map((entry) => ({
    ...entry,
    routes: entry.routes && turn(entry.routes),
    sourceCidrs: entry.sourceCidrs && turn(entry.sourceCidrs),
    principals: entry.principals && Object.fromEntries(Object.entries(entry.principals).reverse().map(([kind, values]) => [kind, turn(values)])),
  }));
};

test('neither the order nor the repetition of entries, nor that of what is in an entry, changes a character of the policy', () => {
  const shuffles = anyList.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 }), fc.nat(5)));
  fc.assert(fc.property(shuffles, fc.constantFrom(undefined, UNAUTHORIZED_METHODS), ([list, shuffled, seed], methods) => {
    const expected = JSON.stringify(compileAllowList({ ...EVERYTHING, consumers: list, methods }).policy);
    expect(JSON.stringify(compileAllowList({ ...EVERYTHING, consumers: rewritten(shuffled, seed), methods }).policy)).toBe(expected);
  }), { numRuns: runs(90) });
});

test('a policy uses keys that API Gateway knows, and those of signed requests only where the list names callers', () => {
  fc.assert(fc.property(anyList, (list) => {
    const keys = compile(list).Statement.flatMap(({ Condition = {} }) => Object.values(Condition).flatMap((block) => Object.keys(block)));
    const named = list.some(({ source, principals }) => source.kind === 'principal' || principals !== undefined);
    expect(keys.filter((key) => keySupport(key) === 'unsupported')).toEqual([]);
    expect(keys.some((key) => keySupport(key) === 'signed')).toBe(named);
    // Behind an endpoint it is not the caller's address.
    expect(keys).not.toContain('aws:SourceIp');
  }), { numRuns: runs(90) });
});

test('two ids that are known at deployment only may turn out to be the same, or one that is written out: nothing is allowed then that no entry covers', () => {
  const laterList = fc.uniqueArray(fc.tuple(networkEntry(true), fc.boolean()), {
    minLength: 2, maxLength: 4, comparator: ([one, oneLater], [other, otherLater]) => !oneLater && !otherLater && sourceOf(one) === sourceOf(other),
  });
  fc.assert(fc.property(laterList, callsOf(true), (entries, calls) => {
    const list = entries.map(([entry]) => entry);
    const ids = list.map(({ source }) => source.kind === 'principal' ? '' : source.id);
    const placeholder = (index: number) => deployTimeText(`Ref Id${index}`);
    const written = entries.map(([entry, later], index) => later ? { ...entry, source: { ...entry.source, id: placeholder(index) } as ConsumerTerms['source'] } : entry);
    const deployed = ids.reduce((text, id, index) => text.replaceAll(placeholder(index), id), JSON.stringify(compile(written)));
    const policy = storedPolicy(JSON.parse(deployed) as object);
    const widened = withNeighbours(list, calls).filter((each) => !isCovered(list, each)).find((each) => {
      const effect = effectOf(policy, each);
      return [...BY_FUNCTION, ...BY_IAM, ...WITHOUT_SIGNATURE].some(([authorization]) => authorizeCall(effect, authorization) === 'allow');
    });
    expect(widened).toBeUndefined();
  }), { numRuns: runs(90) });
});
