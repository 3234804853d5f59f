import { isIP, isIPv4 } from 'node:net';
import * as fc from 'fast-check';
import * as ipaddr from 'ipaddr.js';
import { runs } from './runs';
import { parseIpAddress, parseIpRange, rangeHolds } from '../../src/private/ip-range';

const holds = (range: string, address: string) => rangeHolds(parseIpRange(range)!, parseIpAddress(address)!);

test.each([
  ['10.0.1.0/24', '10.0.0.255', false],
  ['10.0.1.0/24', '10.0.1.0', true],
  ['10.0.1.0/24', '10.0.1.255', true],
  ['10.0.1.0/24', '10.0.2.0', false],
  ['10.0.1.5', '10.0.1.5', true],
  ['10.0.1.5', '10.0.1.6', false],
  ['10.0.1.5/24', '10.0.1.200', true],
  ['10.0.1.4/31', '10.0.1.5', true],
  ['10.0.1.4/31', '10.0.1.6', false],
  ['100.64.0.0/10', '100.127.255.255', true],
  ['100.64.0.0/10', '100.128.0.0', false],
  ['0.0.0.0/0', '255.255.255.255', true],
  ['0.0.0.0/0', '::1', false],
  ['::/0', '10.0.0.1', false],
  ['::/0', '2001:db8::1', true],
  ['2001:db8::/33', '2001:db8:7fff::1', true],
  ['2001:db8::/33', '2001:db8:8000::1', false],
  ['2001:DB8::1', '2001:db8:0:0:0:0:0:1', true],
  ['::ffff:10.0.0.1', '::ffff:a00:1', true],
  ['::ffff:10.0.0.1', '10.0.0.1', false],
])('%p holds %p: %p', (range, address, expected) => {
  expect(holds(range, address)).toBe(expected);
});

test.each(['', '10.0.0', '10.0.0.0.0', '10.0.0.256', '010.0.0.1', '10.0.0.00', '10..0.0', '10.0.0.', '.10.0.0', '10.0.0.1 ', '10.0.0.1a', '10,0.0.1', '99999999999999999999.0.0.1', '10.0.0.0/33', '10.0.0.0/', '10.0.0.0/-1', '10.0.0.0/8/8', '::/129', ':::', 'fe80::1%eth0', 'x'])(
  'reads no range in %p', (text) => {
    expect(parseIpRange(text)).toBeUndefined();
  },
);

test('takes exactly the IPv4 addresses that Node.js takes', () => {
  const text = fc.oneof(fc.ipV4(), fc.string({ unit: fc.constantFrom('0', '1', '25', '5', '.', ' '), maxLength: 12 }));
  fc.assert(fc.property(text, (candidate) => {
    expect(parseIpAddress(candidate)).toEqual(isIPv4(candidate) ? candidate.split('.').map(Number) : undefined);
  }), { numRuns: runs(2000) });
});

test('agrees with an independent implementation', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  fc.assert(fc.property(address, address, fc.nat(128), (base, other, length) => {
    const prefix = Math.min(length, isIP(base) === 4 ? 32 : 128);
    const [theirs, value] = [ipaddr.parse(base), ipaddr.parse(other)];
    const expected = theirs.kind() === value.kind() && value.match([theirs, prefix] as never);
    expect(holds(`${base}/${prefix}`, other)).toBe(expected);
    expect(holds(`${base}/${prefix}`, base)).toBe(true);
  }), { numRuns: runs(1000) });
});
