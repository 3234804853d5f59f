import * as fc from 'fast-check';
import { Call, STAGE, Signer, endpointId, isCovered, roleArn, vpcId } from './allow-list-oracle';
import { ConsumerTerms } from '../../src/private/allow-terms';

/** Lists of consumers, and calls near the limits of their terms. */

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
export const networkEntry = (signed: boolean): fc.Arbitrary<ConsumerTerms> => fc.record({
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
export const sourceOf = ({ source }: ConsumerTerms) => JSON.stringify(source);
const listOf = (entry: fc.Arbitrary<ConsumerTerms>) => fc.uniqueArray(entry, { minLength: 1, maxLength: 5, selector: sourceOf });
export const networkList = listOf(networkEntry(false));
export const anyList = listOf(fc.oneof({ weight: 3, arbitrary: networkEntry(true) }, { weight: 1, arbitrary: principalEntry }));

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
export const callsOf = (signed: boolean) => fc.array(call(signed), { minLength: 40, maxLength: 40, size: 'max' });

/** Random calls, and for each entry the calls that it covers or just misses by one fact. */
export function withNeighbours(list: readonly ConsumerTerms[], calls: readonly Call[]): Call[] {
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
