import { readFileSync } from 'fs';
import { join } from 'path';
import * as fc from 'fast-check';
import { accessLogQuery, MAXIMUM_QUERY_LENGTH } from '../../src/private/access-log-query';
import type { ConsumerTerms, NetworkKind } from '../../src/private/allow-terms';

const ORDERS = 'vpce-03f6d2b1bb8d0f015';
const BILLING = 'vpce-0bbbbbbbbbbbbbbbb';
const VPC = 'vpc-0a1b2c3d4e5f60718';
const COLUMNS = 'httpMethod, resourcePath, status, errorResponseType, errorMessage, responseLatency';
const TITLE = '# Who called: the lines of the access log with the names of the consumers.';

function consumer(id: string, name?: string, kind: NetworkKind = 'vpcEndpoint'): ConsumerTerms {
  return { source: { kind, id }, name };
}

function endpoints(count: number, name: (index: number) => string): ConsumerTerms[] {
  return Array.from({ length: count }, (_each, index) => consumer(`vpce-0${index.toString(16).padStart(16, '0')}`, name(index)));
}

function nameOf(query: string, field: string, id: string): string | undefined {
  return new RegExp(`${field} = "${id}", "([^"]*)"`).exec(query)?.[1];
}

test('endpoints and VPCs show by the names of their consumers', () => {
  expect(accessLogQuery([consumer(VPC, 'reporting', 'vpc'), consumer(ORDERS, 'orders'), consumer(BILLING, 'billing')])).toBe([
    TITLE,
    `fields @timestamp, case(vpceId = "${ORDERS}", "orders", vpceId = "${BILLING}", "billing", vpcId = "${VPC}", "reporting", vpceId) as consumer, ${COLUMNS}`,
    '| sort @timestamp desc',
  ].join('\n'));
});

test.each([
  ['nobody', []],
  ['consumers without a name', [consumer(ORDERS)]],
  ['signed callers', [{ source: { kind: 'principal' as const, callers: { accounts: ['111111111111'] }, fromAnyEndpoint: true }, name: 'partner' }]],
])('%s: the endpoint shows by its id', (_what, consumers) => {
  expect(accessLogQuery(consumers)).toBe([TITLE, `fields @timestamp, vpceId as consumer, ${COLUMNS}`, '| sort @timestamp desc'].join('\n'));
});

test('the order in which consumers are added does not change the query', () => {
  const consumers = [consumer(ORDERS, 'orders'), consumer(BILLING, 'billing'), consumer(VPC, 'reporting', 'vpc'), consumer(ORDERS, 'shop')];

  expect(accessLogQuery([...consumers].reverse())).toBe(accessLogQuery(consumers));
  const each = [consumer(ORDERS, 'orders'), consumer(BILLING, 'billing'), consumer('vpce-03f6d2b1bb8d0f016', 'audit')];
  expect(accessLogQuery([...each].reverse())).toBe(accessLogQuery(each));
});

test('what an id stands for that is known at deployment only comes into its place, and does not change the order', () => {
  const late = '{known only at deploy: Ref Network/Endpoint}';
  const consumers = [consumer(late, 'late'), consumer(ORDERS, 'orders')];
  const query = accessLogQuery(consumers, [{ text: late, value: '$& token' }, { text: ORDERS, value: ORDERS }]);

  expect(query).toBe(accessLogQuery(consumers).replace(late, () => '$& token'));
  expect(query).toContain('vpceId = "$& token", "late"');
});

test('an endpoint on the list with several names shows all of them, once each', () => {
  const query = accessLogQuery([consumer(ORDERS, 'shop'), consumer(ORDERS, 'orders'), consumer(ORDERS, 'shop')]);

  expect(query).toContain(`case(vpceId = "${ORDERS}", "orders, shop", vpceId) as consumer`);
});

test.each([
  ['a quote', 'the "orders" team', 'the _orders_ team'],
  ['an apostrophe', 'Alice\'s', 'Alice_s'],
  ['a backslash', 'a\\', 'a_'],
  ['a command', 'a | limit 0', 'a _ limit 0'],
  ['a comment', 'a#b', 'a_b'],
  ['a line end', 'a\n| limit 0', 'a__ limit 0'],
  ['letters of any language', 'Bestellungen für Zürich', 'Bestellungen für Zürich'],
  ['signs of everyday names', 'team/orders-v1.2 (eu): a_b@x, y+z&w;', 'team/orders-v1.2 (eu): a_b@x, y+z&w;'],
  ['forty characters', 'a'.repeat(40), 'a'.repeat(40)],
  ['forty-one characters', 'a'.repeat(41), 'a'.repeat(40)],
  ['a character of two units at the end', `${'a'.repeat(39)}𝒜b`, `${'a'.repeat(39)}𝒜`],
])('%s in a name cannot change the query', (_what, name, shown) => {
  expect(nameOf(accessLogQuery([consumer(ORDERS, name)]), 'vpceId', ORDERS)).toBe(shown);
});

test('whatever the name, the query has three lines and one text more', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
    const query = accessLogQuery([consumer(ORDERS, name)]);

    expect(query.split('\n')).toHaveLength(3);
    expect(query.match(/["'\\|#]/g)!.join('')).toBe('#""""|');
  }));
});

test('one case() takes ten branches, and its default holds the next', () => {
  expect(accessLogQuery(endpoints(10, (index) => `c${index}`)).match(/case\(/g)).toHaveLength(1);

  const eleven = accessLogQuery(endpoints(11, (index) => `c${index}`));
  expect(eleven).toContain('"c9", case(vpceId = "vpce-0000000000000000a", "c10", vpceId)) as consumer');
});

test.each([
  ['the longest list that fits', 240, 240, 9_963],
  ['one more, which also needs the room for saying so', 241, 237, 9_959],
])('%s: %d consumers, %d of them named', (_what, count, named, length) => {
  const query = accessLogQuery(endpoints(count, () => 'a'));

  expect(query.match(/vpceId = /g)).toHaveLength(named);
  expect(query).toHaveLength(length);
  expect(query.includes(`# ${count - named} of ${count} names are left out`)).toBe(count !== named);
});

test('a longer list is cut, and the query says by how many', () => {
  const query = accessLogQuery(endpoints(310, (index) => `consumer-${index}`));
  const named = query.match(/vpceId = /g)!.length;

  expect(query.length).toBeLessThanOrEqual(10_000);
  expect(query.length).toBeGreaterThan(9_900);
  expect(query.split('\n')[1])
    .toBe(`# ${310 - named} of 310 names are left out, because a query holds 10000 characters: these consumers show by their endpoint's id.`);
  expect(query).toContain('"consumer-0"');
  expect(query).not.toContain('"consumer-309"');
});

test('no list makes a query that is too long, ids that become longer at deploy included', () => {
  const id = fc.nat().map((number) => `\${Token[A.${number}]}`);
  const list = fc.array(fc.record({ id, name: fc.string({ minLength: 1, maxLength: 60 }) }), { maxLength: 400, size: 'max' });

  fc.assert(fc.property(list, (consumers) => {
    const query = accessLogQuery(consumers.map((each) => consumer(each.id, each.name)));

    expect(query.replace(/\$\{Token\[[^\]]*\]\}/g, ORDERS).length).toBeLessThanOrEqual(MAXIMUM_QUERY_LENGTH);
  }), { numRuns: 50 });
});

test('a placeholder of an id that is known only at deploy stays as it is, to be replaced', () => {
  const placeholder = '{known only at deploy: Ref OrdersEndpointId}';

  expect(accessLogQuery([consumer(placeholder, 'orders')])).toContain(`vpceId = "${placeholder}", "orders"`);
});

test('the docs show what the query looks like', () => {
  const docs = readFileSync(join(__dirname, '..', '..', 'docs', 'logging.md'), 'utf8');

  expect(docs).toContain(accessLogQuery([consumer(ORDERS, 'orders'), consumer(VPC, 'reporting', 'vpc')]));
});
