import { endpointId, vpcId } from './allow-list-oracle';
import { ConsumerTerms, SignedCallers } from '../../src/private/allow-terms';
import { DENY_EVERYTHING, compileAllowList } from '../../src/private/compile-allow-list';
import { contradictions, termProblems, termWarnings } from '../../src/private/term-problems';

const E1 = endpointId('1');
const WHO = `${E1} (orders)`;
const ROLE = 'arn:aws:iam::111111111111:role/app';
const consumer = (terms: Partial<ConsumerTerms> = {}): ConsumerTerms => ({ source: { kind: 'vpcEndpoint', id: E1 }, name: 'orders', ...terms });
const signed = (callers: SignedCallers, terms: Partial<ConsumerTerms> = {}, fromAnyEndpoint = true): ConsumerTerms =>
  ({ source: { kind: 'principal', callers, fromAnyEndpoint }, ...terms });
const ANYWHERE = `callers fromAnyEndpoint ${ROLE}`;

const SESSION = 'arn:aws:sts::111111111111:assumed-role/app/one';
const LATER = '{known only at deploy: Ref OrdersEndpointId}';
const cidr = (text: string) => `sourceCidrs of ${WHO} must be CIDR ranges of IPv4 or IPv6, got "${text}"; write one like "10.0.1.0/24"`;
const all = (text: string) => `sourceCidrs of ${WHO} must not hold every address, got "${text}"; leave it out, or name the subnets of the callers`;
const time = (text: string) => `expires of ${WHO} must be a time in UTC, got "${text}"; write it like "2027-01-31T00:00:00Z"`;
const arn = (text: string) => `principals of ${WHO} must be the ARN of a role or a user with its account, got "${text}"; copy it from the IAM console`;
const account = (text: string) => `principals of ${WHO} must be an account id of 12 digits, got "${text}"; copy it from the account's console`;
const organization = (text: string) =>
  `principals of ${WHO} must be an organization id ("o-" and 10 to 32 letters in lower case or digits), got "${text}"; copy it from the console of AWS Organizations`;

test.each<[ConsumerTerms, string[]]>([
  [consumer({ routes: [] }), [`routes of ${WHO} must name at least one, got []; leave it out to allow every route`]],
  [consumer({ sourceCidrs: [] }), [`sourceCidrs of ${WHO} must name at least one, got []; leave it out to allow every address`]],
  [consumer({ routes: ['GET /pets', 'pets'] }), [
    `routes of ${WHO} must have a method in capital letters, a space and a path that begins with a slash, got "pets"; `
    + 'write it like "GET /pets/{petId}", or like "ANY /pets/*" for whatever lies below a path',
  ]],
  ...['10.0.0.0/33', '10.0.0', '', '2001:db8::/129', '10.0.0.0/8 '].map((text): [ConsumerTerms, string[]] => [consumer({ sourceCidrs: ['10.0.0.0/8', text] }), [cidr(text)]]),
  ...['0.0.0.0/0', '::/0', '10.0.0.0/0'].map((text): [ConsumerTerms, string[]] => [consumer({ sourceCidrs: [text] }), [all(text)]]),
  ...['2027-01-31', '2027-01-31T00:00:00', '2027-01-31T00:00:00+01:00', '2027-02-29T00:00:00Z', '2027-13-01T00:00:00Z', '2027-01-31T24:00:00Z', 'soon', ''].map(
    (text): [ConsumerTerms, string[]] => [consumer({ expires: text }), [time(text)]]),
  [consumer({ principals: {} }), [`principals of ${WHO} must name a caller, got {}; add one`]],
  [consumer({ principals: { arns: [], accounts: [] } }), [`principals of ${WHO} must name a caller, got {"arns":[],"accounts":[]}; add one`]],
  ...[SESSION, `arn:${LATER}:sts::${LATER}:assumed-role/app/one`].map((text): [ConsumerTerms, string[]] => [consumer({ principals: { arns: [text] } }), [
    `principals of ${WHO} must be the ARN of a role and not of a session, got "${text}"; a session is known by its role's ARN, which begins with "arn:…:iam::"`,
  ]]),
  ...['*', 'arn:aws:iam::*:role/app', 'arn:aws:iam::11111111111?:role/app', 'arn:*:iam::111111111111:role/app', 'arn:aws:iam::111111111111:group/x', 'arn:aws:iam::111111111111:*', 'app', `arn:${LATER}:iam::*:role/app`, `x${LATER}`, `${LATER}:role/app`].map(
    (text): [ConsumerTerms, string[]] => [consumer({ principals: { arns: [text] } }), [arn(text)]]),
  ...['11111111111', '1111111111111', 'x', `1${LATER}`].map((text): [ConsumerTerms, string[]] => [consumer({ principals: { accounts: [text] } }), [account(text)]]),
  ...['o-AAAAAAAAAA', 'o-aaaaaaaaa', 'r-aaaaaaaaaa', `o-${'a'.repeat(33)}`, `o-${LATER}`].map(
    (text): [ConsumerTerms, string[]] => [consumer({ principals: { organizations: [text] } }), [organization(text)]]),
  [signed({}), ['principal of callers fromAnyEndpoint  must name a caller, got {}; add one']],
  [signed({ accounts: ['1'] }, { name: 'audit' }), [
    'principal of callers fromAnyEndpoint 1 (audit) must be an account id of 12 digits, got "1"; copy it from the account\'s console',
  ]],
  [signed({ arns: [ROLE] }, {}, false), [
    `fromAnyEndpoint of ${ANYWHERE} must be true, got false; without a network these callers may come through any endpoint of the Region, `
    + 'so say so, or give principals to a VPC endpoint or a VPC',
  ]],
  [signed({ arns: [ROLE] }, { sourceCidrs: ['10.0.0.0/8'], principals: { arns: [ROLE] }, preflight: true }), [
    `sourceCidrs of ${ANYWHERE} must stand with a VPC endpoint or a VPC, got ["10.0.0.0/8"]; the same private addresses are used in many VPCs, so name the network too`,
    `principals of ${ANYWHERE} must stand with a VPC endpoint or a VPC, got {"arns":["${ROLE}"]}; name all callers of the entry in one place`,
    `preflight of ${ANYWHERE} must stand with a VPC endpoint or a VPC, got true; a preflight request is anonymous and would be allowed from everywhere, so name the network too`,
  ]],
])('%j fails', (terms, expected) => {
  expect(termProblems(terms)).toEqual(expected);
  expect(compileAllowList({ stageName: 'v1', consumers: [terms], useUndocumentedNotResource: true, maximumLength: 8192, arnPrefixLength: 60 }))
    .toEqual({ policy: DENY_EVERYTHING, errors: expected, warnings: [], length: 0 });
});

test.each<ConsumerTerms>([
  consumer(),
  consumer({ source: { kind: 'vpc', id: vpcId('1') }, routes: ['GET /'], sourceCidrs: ['10.0.0.1', '2001:db8::/32', '8.0.0.0/1'], expires: '2028-02-29T23:59:59.123Z' }),
  consumer({ principals: { arns: [ROLE, 'arn:aws-cn:iam::111111111111:role/a/*', 'arn:aws:iam::111111111111:user/x', 'arn:aws:sts::111111111111:federated-user/x'] } }),
  consumer({ principals: { arns: [LATER], accounts: [LATER, '111111111111'], organizations: [LATER, 'o-aaaaaaaaaa', `o-${'a'.repeat(32)}`] } }),
  consumer({
    principals: {
      arns: [
        `arn:${LATER}:iam::111111111111:role/app*`, `arn:aws:iam::${LATER}:user/x`, `arn:${LATER}:iam::${LATER}:role/x`, `arn:aws:iam::111111111111:role/a/${LATER}`,
      ],
    },
  }),
  signed({ arns: [ROLE] }, { preflight: false, routes: ['GET /'], expires: '2027-01-31T00:00:00Z' }),
])('%j is fine', (terms) => {
  expect(termProblems(terms)).toEqual([]);
});

test('an empty list fails', () => {
  expect(compileAllowList({ stageName: 'v1', consumers: [], useUndocumentedNotResource: true, maximumLength: 8192, arnPrefixLength: 60 })).toEqual({
    policy: DENY_EVERYTHING, errors: ['allowedConsumers must name a consumer, got []; add one, since no one else can call a private API'], warnings: [], length: 0,
  });
  expect(DENY_EVERYTHING).toEqual({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Principal: '*', Action: 'execute-api:*', Resource: 'execute-api:/*' }] });
});

describe('addresses', () => {
  test.each(['10.0.0.0/8', '10.255.255.255', '172.16.0.0/12', '172.31.0.0/16', '192.168.0.0/16', '100.64.0.0/10', '100.127.0.0/16', '2001:db8::/32', 'fd00::/8'])('%s is not warned about', (text) => {
    expect(termWarnings(consumer({ sourceCidrs: [text] }), undefined)).toEqual([]);
  });

  test.each(['10.0.0.0/7', '11.0.0.0/8', '172.32.0.0/16', '172.16.0.0/11', '192.169.0.0/16', '100.63.0.0/16', '203.0.113.7'])('%s is warned about', (text) => {
    expect(termWarnings(consumer({ sourceCidrs: ['10.0.0.0/8', text] }), undefined)).toEqual([{
      id: 'publicSourceCidr',
      message: `sourceCidrs of ${WHO} should be in the private ranges of RFC 1918 and RFC 6598, got "${text}"; `
        + 'they are compared with the caller\'s address in its VPC, not with one in the internet',
    }]);
  });
});

describe('a source that stands on the list twice', () => {
  const contradiction = (value: string, one: object, other: object) =>
    `allowedConsumers must name ${value} with the same terms each time, got ${JSON.stringify(one)} and ${JSON.stringify(other)}; put all that it may do into one entry`;

  test('fails with other terms, in the same words whatever the order', () => {
    const list = [consumer({ routes: ['GET /pets'] }), consumer(), consumer({ name: 'other' })];
    const expected = [contradiction(E1, { routes: ['GET /pets'] }, {})];
    expect(contradictions(list)).toEqual(expected);
    expect(contradictions([...list].reverse())).toEqual(expected);
    expect(compileAllowList({ stageName: 'v1', consumers: list, useUndocumentedNotResource: true, maximumLength: 8192, arnPrefixLength: 60 }).errors).toEqual(expected);
  });

  test('fails for each source, in the order of their names', () => {
    const audit = 'arn:aws:iam::111111111111:role/audit';
    const [one, other] = [{ expires: '2027-01-31T00:00:00Z' }, { routes: ['GET /'] }];
    const list = [signed({ arns: [audit] }, one), signed({ arns: [ROLE] }, one), signed({ arns: [audit] }, other), signed({ arns: [ROLE] }, other)];
    expect(contradictions(list)).toEqual([contradiction(ROLE, one, other), contradiction(audit, one, other)]);
    expect(contradictions([consumer({ preflight: true, principals: { arns: [ROLE] } }), consumer({ principals: { arns: [ROLE] } })]))
      .toEqual([contradiction(E1, { principals: { arns: [ROLE] }, preflight: true }, { principals: { arns: [ROLE] } })]);
  });

  test('is fine with terms that mean the same', () => {
    expect(contradictions([
      consumer({ routes: ['GET /pets/{petId}', 'GET /pets'], expires: '2027-01-31T00:00:00Z' }),
      consumer({ routes: ['GET /pets/', 'GET /pets/{id}', 'GET /pets'], expires: '2027-01-31T00:00:00.000Z', name: 'again' }),
      consumer({ source: { kind: 'vpc', id: vpcId('1') } }),
    ])).toEqual([]);
  });
});
