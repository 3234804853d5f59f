import { resolveName } from '../network/name-resolution';
import { originOf } from '../network/origin';
import { DnsRecord, HostedZone, LabState } from '../state';
import { API, APP, experiment, HOST, LISTED, OTHER_APP, REGION, withEndpoint, withVpc } from './states';

const DOMAIN = `execute-api.${REGION}.amazonaws.com`;
const A_ADDRESSES = { addresses: ['10.1.0.229', '10.1.1.229'] };
const ENDPOINT_NAME = `${LISTED}-abcd1234.execute-api.${REGION}.vpce.amazonaws.com`;
const PUBLIC_ZONE = { hostedZoneId: 'Z0PUBLIC', name: ENDPOINT_NAME };

function record(name: string, o: Partial<DnsRecord> = {}): DnsRecord {
  return { name, type: 'A', values: o.alias === undefined ? ['10.1.9.9'] : [], hasRoutingPolicy: false, ...o };
}

function zone(name: string, records: DnsRecord[], o: Partial<HostedZone> = {}): HostedZone {
  return { id: 'Z0OWN', account: '111111111111', name, vpcIds: ['vpc-a'], records, ...o };
}

/** The zone that makes one API's own name work without private DNS. */
const API_ZONE = zone(HOST, [record(HOST, { alias: PUBLIC_ZONE })]);
const privateDnsOff = withEndpoint(LISTED, { privateDnsEnabled: false });

function resolve(name: string, hostedZones: HostedZone[], state: LabState = privateDnsOff, source = APP) {
  const deployed = { ...state, hostedZones };
  return resolveName(deployed, originOf(deployed, source), name);
}

describe('a zone for one API’s own name', () => {
  test('answers with the endpoint’s addresses, and nothing else changes', () => {
    expect(resolve(HOST, [API_ZONE])).toEqual(A_ADDRESSES);
    expect(resolve(`other.${DOMAIN}`, [API_ZONE])).toEqual({ notFound: expect.stringContaining('no private hosted zone of the VPC covers it') });
    expect(resolve(`${API}-${LISTED}.${DOMAIN}`, [API_ZONE])).toEqual(A_ADDRESSES);
  });

  test('is visible in its VPCs only', () => {
    expect(resolve(HOST, [{ ...API_ZONE, vpcIds: ['vpc-c'] }])).toEqual({ notFound: expect.stringContaining('private DNS is off') });
    expect(resolve(HOST, [{ ...API_ZONE, vpcIds: ['vpc-a', 'vpc-c'] }], privateDnsOff, OTHER_APP)).toEqual(A_ADDRESSES);
    expect(resolve(HOST, [API_ZONE], privateDnsOff, '127.64.0.1')).toEqual({ notFound: expect.stringContaining('no public record') });
  });

  test.each([{ enableDnsHostnames: false }, { enableDnsSupport: false }])('needs the DNS settings of the VPC: %j', (off) => {
    expect(resolve(HOST, [API_ZONE], withVpc('vpc-a', off, privateDnsOff))).toEqual({ notFound: expect.any(String) });
  });

  test('wins over private DNS, being more specific', () => {
    const elsewhere = zone(HOST, [record(HOST)]);
    expect(resolve(HOST, [elsewhere], experiment())).toEqual({ addresses: ['10.1.9.9'] });
    expect(resolve(`other.${DOMAIN}`, [elsewhere], experiment())).toEqual(A_ADDRESSES);
  });

  test('answers nothing once the endpoint is gone', () => {
    expect(resolve(HOST, [API_ZONE], experiment({ endpoints: [] }))).toEqual({ notFound: expect.stringContaining('not the name of an execute-api endpoint') });
  });
});

describe('a zone decides alone for what lies in it', () => {
  test('a zone of the whole domain hides public names it has no record for', () => {
    expect(resolve(`${API}-${LISTED}.${DOMAIN}`, [zone(DOMAIN, [record(HOST)])])).toEqual({ notFound: expect.stringMatching(/Z0OWN.*has no record.*no other zone is asked/) });
  });

  test('the most specific of several zones, whatever a less specific one has', () => {
    const wide = zone('amazonaws.com', [record(HOST), record(`sts.${REGION}.amazonaws.com`, { values: ['10.1.9.8'] })], { id: 'Z0WIDE' });
    expect(resolve(HOST, [wide, zone(HOST, [])])).toEqual({ notFound: expect.stringContaining('Z0OWN') });
    expect(resolve(`sts.${REGION}.amazonaws.com`, [wide, zone(HOST, [])])).toEqual({ addresses: ['10.1.9.8'] });
  });

  test('a name that only ends alike lies outside', () => {
    expect(resolve('mypetstore.internal', [zone('petstore.internal', [])])).toEqual({ notFound: expect.stringContaining('is not a name of the lab') });
  });
});

describe('records', () => {
  const inZone = (name: string, ...records: DnsRecord[]) => resolve(name, [zone('corp.internal', records)]);

  test('plain addresses', () => {
    expect(inZone('Api.corp.internal.', record('api.corp.internal', { values: ['10.1.0.229', '10.1.1.229'] }))).toEqual(A_ADDRESSES);
  });

  test('IPv6 alone is no answer for the lab, which has IPv4', () => {
    expect(inZone('api.corp.internal', record('api.corp.internal', { type: 'AAAA', values: ['fd00::1'] }))).toEqual({ notFound: expect.stringContaining('IPv6 records only') });
    expect(inZone('api.corp.internal', record('api.corp.internal', { type: 'AAAA', values: ['fd00::1'] }), record('api.corp.internal'))).toEqual({ addresses: ['10.1.9.9'] });
  });

  test('a CNAME leads on, into public names too', () => {
    expect(inZone('api.corp.internal', record('api.corp.internal', { type: 'CNAME', values: [`${ENDPOINT_NAME}.`] }))).toEqual(A_ADDRESSES);
    expect(inZone('api.corp.internal', record('api.corp.internal', { type: 'CNAME', values: ['nowhere.example.com'] }))).toEqual({ notFound: expect.stringContaining('nowhere.example.com') });
  });

  test('that lead to themselves end', () => {
    const name = 'api.corp.internal';
    expect(inZone(name, record(name, { type: 'CNAME', values: [name] }))).toEqual({ notFound: expect.stringContaining('chain') });
    expect(inZone(name, record(name, { alias: { hostedZoneId: 'Z0OWN', name } }))).toEqual({ notFound: expect.stringContaining('alias of itself') });
  });

  test('an alias within the zone', () => {
    expect(inZone('a.corp.internal', record('a.corp.internal', { alias: { hostedZoneId: 'Z0OWN', name: 'b.corp.internal' } }), record('b.corp.internal'))).toEqual({ addresses: ['10.1.9.9'] });
  });

  test('a wildcard covers each name below it, unless that name, or one between, exists', () => {
    const records = [record('*.corp.internal'), record('b.corp.internal', { values: ['10.1.9.8'] })];
    expect(inZone('a.corp.internal', ...records)).toEqual({ addresses: ['10.1.9.9'] });
    expect(inZone('x.a.corp.internal', ...records)).toEqual({ addresses: ['10.1.9.9'] });
    expect(inZone('b.corp.internal', ...records)).toEqual({ addresses: ['10.1.9.8'] });
    expect(inZone('x.b.corp.internal', ...records)).toEqual({ notFound: expect.any(String) });
    expect(inZone('corp.internal', ...records)).toEqual({ notFound: expect.any(String) });
    expect(inZone('c.corp.internal', record('x.c.corp.internal'), ...records)).toEqual({ notFound: expect.any(String) });
  });

  test.each([
    ['a routing policy', record('api.corp.internal', { hasRoutingPolicy: true })],
    ['an alias to something else', record('api.corp.internal', { alias: { hostedZoneId: 'Z2FDTNDATAQYW2', name: 'd1.cloudfront.net' } })],
  ])('%s is not guessed', (_, unknown) => {
    expect(inZone('api.corp.internal', unknown)).toEqual({ unsupported: expect.stringContaining('not supported by the lab') });
  });
});
