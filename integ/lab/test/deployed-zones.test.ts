import { ACCOUNTS } from '../accounts';
import { invoke } from '../invoke';
import { Lab, LabAccess } from '../lab';
import { fetchState } from '../state-reader';
import { deployTemplate } from './plain-stack';
import { allowAndGuard, network, privateApi, Template } from './plain-templates';

interface Resource { Type: string; Properties: Record<string, unknown>; [attribute: string]: unknown }

let lab: Lab;
let access: LabAccess;
let consumer: Record<string, string>;
let api: string;

beforeAll(async () => {
  lab = await Lab.start();
  access = lab.access;
  ({ outputs: consumer } = await deployTemplate(access, ACCOUNTS.consumer, 'network', withoutPrivateDns()));
  ({ outputs: { Api: api } } = await deployTemplate(access, ACCOUNTS.provider, 'api', privateApi({ policy: allowAndGuard(consumer.Endpoint) })));
});

afterAll(async () => { await lab.stop(); });

/** The network with private DNS off, and the endpoint's names among its outputs. */
function withoutPrivateDns(): Template {
  const { Resources, Outputs } = network('10.1.0.0/16') as { Resources: Record<string, Resource>; Outputs: object };
  Resources.Endpoint.Properties.PrivateDnsEnabled = false;
  const parts = (index: number) => ({ 'Fn::Select': [index, { 'Fn::Split': [':', { 'Fn::Select': [0, { 'Fn::GetAtt': ['Endpoint', 'DnsEntries'] }] }] }] });
  return { Resources, Outputs: { ...Outputs, ZoneId: { Value: parts(0) }, Name: { Value: parts(1) } } };
}

function zoneStack(name: string, { vpcId = consumer.Vpc, zoneId = consumer.ZoneId, recordName = name, target = consumer.Name } = {}): Template {
  return {
    Resources: {
      Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: name, VPCs: [{ VPCId: vpcId, VPCRegion: { Ref: 'AWS::Region' } }] } },
      Record: {
        Type: 'AWS::Route53::RecordSet',
        Properties: { HostedZoneId: { Ref: 'Zone' }, Name: recordName, Type: 'A', AliasTarget: { HostedZoneId: zoneId, DNSName: target, EvaluateTargetHealth: false } },
      },
    },
    Outputs: { Zone: { Value: { Ref: 'Zone' } } },
  };
}

async function deployed(name: string, template: Template, account: string = ACCOUNTS.consumer) {
  return deployTemplate(access, account, name, template);
}

test('an alias in a private hosted zone makes the API’s own name work, and leaves other names alone', async () => {
  const name = `${api}.execute-api.${access.region}.amazonaws.com`;
  const call = async (label: string) => invoke(access, ACCOUNTS.consumer, consumer.App, { url: `https://${label}.execute-api.${access.region}.amazonaws.com/v1/pets` });
  expect(await call(api)).toEqual({ error: 'ENOTFOUND' });

  const result = await deployed('zone', zoneStack(name));
  expect(result).toMatchObject({ status: 'CREATE_COMPLETE' });

  expect(await call(api)).toMatchObject({ status: 200 });
  expect(await call('otherapi01')).toEqual({ error: 'ENOTFOUND' });
  expect((await fetchState(access.emulatorUrl)).hostedZones).toEqual([{
    id: result.outputs.Zone, account: ACCOUNTS.consumer, name, vpcIds: [consumer.Vpc],
    records: [{ name, type: 'A', values: [], hasRoutingPolicy: false, alias: { hostedZoneId: consumer.ZoneId, name: consumer.Name } }],
  }]);
});

describe('what Route 53 refuses', () => {
  test.each<[string, () => Template, string]>([
    ['an alias with another zone’s id', () => zoneStack('a.internal', { zoneId: 'Z2FDTNDATAQYW2' }), 'but the alias target name does not lie within the target zone'],
    ['an alias to an endpoint that does not exist', () => zoneStack('b.internal', { target: consumer.Name.replace(consumer.Endpoint, 'vpce-00000000000000000') }), 'but that target was not found'],
    ['a record outside of its zone', () => zoneStack('c.internal', { recordName: 'd.internal' }), 'RRSet with DNS name d.internal. is not permitted in zone c.internal.'],
    ['a VPC that does not exist', () => zoneStack('e.internal', { vpcId: 'vpc-00000000000000000' }), 'is not authorized to make the association'],
  ])('%s', async (what, template, reason) => {
    const result = await deployed(what.replace(/\W+/g, '-'), template());

    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(result.reasons.join('\n')).toContain(reason);
  });

  test('a second zone of the same name in a VPC; a more specific one is none', async () => {
    expect(await deployed('first', zoneStack('twice.internal'))).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(await deployed('more-specific', zoneStack('not.twice.internal'))).toMatchObject({ status: 'CREATE_COMPLETE' });

    const result = await deployed('second', zoneStack('twice.internal'));
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(result.reasons.join('\n')).toMatch(/The VPC vpc-\w+ in region \S+ has already been associated with the hosted zone Z\w+ with the same domain name/);
  });

  test('a zone of the name that private DNS has in the VPC, and private DNS where there is such a zone', async () => {
    const domain = `execute-api.${access.region}.amazonaws.com`;
    const privateDns = network('10.1.0.0/16') as { Resources: Record<string, Resource> };
    const { outputs } = await deployed('network', privateDns, ACCOUNTS.outsider);
    const zone = await deployed('hidden', zoneStack(domain, { vpcId: outputs.Vpc }), ACCOUNTS.outsider);
    expect(zone.status).toBe('ROLLBACK_COMPLETE');
    expect(zone.reasons.join('\n')).toContain('with the same domain name');

    privateDns.Resources.Zone = { Type: 'AWS::Route53::HostedZone', Properties: { Name: domain, VPCs: [{ VPCId: { Ref: 'Vpc' }, VPCRegion: { Ref: 'AWS::Region' } }] } };
    privateDns.Resources.Endpoint.DependsOn = ['Zone'];
    const endpoint = await deployed('other', privateDns, ACCOUNTS.provider);
    expect(endpoint.status).toBe('ROLLBACK_COMPLETE');
    expect(endpoint.reasons.join('\n')).toContain(`conflicting DNS domain for ${domain} in the VPC`);
  });
});
