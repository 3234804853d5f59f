import { endpointId, vpcId } from './allow-list-oracle';
import { ConsumerTerms } from '../../src/private/allow-terms';
import { Limits, TermGroup, groupTerms, isLimited, joinLimits, missesToo, singleLimits } from '../../src/private/term-groups';

const [E1, E2] = ['1', '2'].map(endpointId);
const ROLE = 'arn:aws:iam::111111111111:role/app';
const endpoint = (id: string, terms: Partial<ConsumerTerms> = {}): ConsumerTerms => ({ source: { kind: 'vpcEndpoint', id }, ...terms });
const limitsOf = (terms: Partial<ConsumerTerms>) => groupTerms([endpoint(E1, terms)], 'v1').map(({ limits }) => limits);

test('consumers with terms that mean the same share a group for each kind of source', () => {
  const routes = ['GET /pets/{petId}', 'GET /pets'];
  expect(groupTerms([
    endpoint(E2, { routes, name: 'orders' }), endpoint(E1, { routes: ['GET /pets', 'GET /pets/{id}'] }), endpoint(E1, { routes, name: 'orders' }),
    { source: { kind: 'vpc', id: vpcId('1') }, routes },
  ], 'v1')).toEqual<TermGroup[]>([
    { key: 'aws:SourceVpce', values: [E1, E2], limits: { resources: ['execute-api:/v1/GET/pets', 'execute-api:/v1/GET/pets/*'] }, names: ['', 'orders'] },
    { key: 'aws:SourceVpc', values: [vpcId('1')], limits: { resources: ['execute-api:/v1/GET/pets', 'execute-api:/v1/GET/pets/*'] }, names: [''] },
  ]);
});

test('the kinds of callers of one entry are groups of their own', () => {
  const callers = { arns: [ROLE], accounts: ['333333333333', '111111111111'], organizations: ['o-aaaaaaaaaa'] };
  expect(groupTerms([{ source: { kind: 'principal', callers, fromAnyEndpoint: true } }], 'v1').map(({ key, values }) => [key, values])).toEqual([
    ['aws:PrincipalArn', [ROLE]], ['aws:PrincipalAccount', ['111111111111', '333333333333']], ['aws:PrincipalOrgID', ['o-aaaaaaaaaa']],
  ]);
});

test.each<[Partial<ConsumerTerms>, Limits[]]>([
  [{}, [{}]],
  [{ preflight: true }, [{}]],
  [{ routes: ['GET /'], preflight: true }, [{ resources: ['execute-api:/v1/GET/', 'execute-api:/v1/OPTIONS/'] }]],
  [{ routes: ['GET /*', 'GET /pets'] }, [{ resources: ['execute-api:/v1/GET/*'] }]],
  [{ sourceCidrs: ['10.0.1.0/24', '10.0.0.0/24', '10.0.1.0/24'] }, [{ cidrs: ['10.0.0.0/24', '10.0.1.0/24'] }]],
  [{ expires: '2027-01-31T00:00:00.999Z' }, [{ expires: '2027-01-31T00:00:00Z' }]],
  [{ principals: { arns: [ROLE], accounts: [] } }, [{ callers: { 'aws:PrincipalArn': [ROLE] } }]],
  [{ principals: { accounts: ['1'] }, preflight: true, sourceCidrs: ['10.0.0.1'] }, [
    { cidrs: ['10.0.0.1'], callers: { 'aws:PrincipalAccount': ['1'] } }, { resources: ['execute-api:/v1/OPTIONS/*'], cidrs: ['10.0.0.1'] },
  ]],
])('%j has the limits %j', (terms, expected) => {
  expect(limitsOf(terms)).toEqual(expected);
  expect(groupTerms([endpoint(E1, terms)], 'v1').map(isLimited)).toEqual(expected.map((limits) => Object.keys(limits).length > 0));
});

const FULL: Limits = { resources: ['a/*'], cidrs: ['10.0.0.0/16'], callers: { 'aws:PrincipalArn': ['a'] }, expires: '2027-01-01T00:00:00Z' };

test('limits are split into their dimensions', () => {
  expect(singleLimits({})).toEqual([]);
  expect(singleLimits(FULL)).toEqual([{ resources: FULL.resources }, { cidrs: FULL.cidrs }, { callers: FULL.callers }, { expires: FULL.expires }]);
});

test.each<[Limits, Limits, Limits]>([
  [{}, {}, {}],
  [FULL, {}, FULL],
  [{}, FULL, FULL],
  [{ resources: ['a/b', 'c'] }, { resources: ['a/*'] }, { resources: ['a/*', 'c'] }],
  [{ cidrs: ['10.0.1.0/24'] }, { cidrs: ['10.0.0.0/24', '10.0.1.0/24'] }, { cidrs: ['10.0.0.0/24', '10.0.1.0/24'] }],
  [{ expires: '2027-01-01T00:00:00Z' }, { expires: '2028-01-01T00:00:00Z' }, { expires: '2028-01-01T00:00:00Z' }],
  [{ expires: '2028-01-01T00:00:00Z' }, { expires: '2027-01-01T00:00:00Z' }, { expires: '2028-01-01T00:00:00Z' }],
  [{ callers: { 'aws:PrincipalArn': ['b'] } }, { callers: { 'aws:PrincipalArn': ['a'], 'aws:PrincipalAccount': ['1'] } },
    { callers: { 'aws:PrincipalArn': ['a', 'b'], 'aws:PrincipalAccount': ['1'] } }],
])('outside of %j and of %j is outside of %j', (one, other, expected) => {
  expect(joinLimits(one, other)).toEqual(expected);
});

test.each<[Limits, Limits, boolean]>([
  [{}, {}, false],
  [{}, FULL, false],
  [FULL, {}, false],
  [FULL, FULL, true],
  [{ resources: ['a/*'] }, { resources: ['a/b', 'a/c/*'] }, true],
  [{ resources: ['a/b', 'c/*'] }, { resources: ['a/b', 'c/d'] }, true],
  [{ resources: ['a/*'] }, { resources: ['a/b', 'b'] }, false],
  [{ cidrs: ['10.0.0.0/16'] }, { cidrs: ['10.0.0.0/16', '10.0.1.0/24'] }, true],
  [{ cidrs: ['10.0.1.0/24'] }, { cidrs: ['10.0.0.0/16'] }, false],
  [{ cidrs: ['10.0.0.0/16'] }, { cidrs: ['10.1.0.0/24'] }, false],
  [{ cidrs: ['10.0.0.0/8'] }, { cidrs: ['2001:db8::/32'] }, false],
  [{ callers: { 'aws:PrincipalArn': ['a', 'b'] } }, { callers: { 'aws:PrincipalArn': ['a'] } }, true],
  [{ callers: { 'aws:PrincipalArn': ['a'] } }, { callers: { 'aws:PrincipalArn': ['a', 'b'] } }, false],
  [{ callers: { 'aws:PrincipalArn': ['a*'] } }, { callers: { 'aws:PrincipalArn': ['ab', 'ac*'] } }, true],
  [{ callers: { 'aws:PrincipalArn': ['a'] } }, { callers: { 'aws:PrincipalArn': ['a*'] } }, false],
  [{ callers: { 'aws:PrincipalArn': ['a'] } }, { callers: { 'aws:PrincipalAccount': ['a'] } }, false],
  [{ expires: '2027-01-01T00:00:00Z' }, { expires: '2027-01-01T00:00:00Z' }, true],
  [{ expires: '2027-01-01T00:00:00Z' }, { expires: '2027-01-01T00:00:01Z' }, false],
  [{ resources: ['a'], expires: '2028-01-01T00:00:00Z' }, { resources: ['b'], expires: '2027-01-01T00:00:00Z' }, true],
])('a call outside of %j is outside of %j: %p', (missed, limits, expected) => {
  expect(missesToo(missed, limits)).toBe(expected);
});
