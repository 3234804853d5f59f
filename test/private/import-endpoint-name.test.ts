import { App, CfnOutput, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ConsumerEndpoint, PrivateApiAddressing, PrivateApiConnection, PrivateApiConsumer } from '../../src';
import { consumerStack, CONSUMER_ACCOUNT, ENDPOINT_ID, only, OTHER_REGION, PROVIDER_ACCOUNT, REGION, remotePetStore, vpcOf } from '../fixtures';

// A list of names cannot change while another stack imports it; a name by itself never has to.

const REFERENCES = '@aws-cdk/core:defaultCrossStackReferences';

class ZonedNestedStack extends NestedStack {
  public get availabilityZones(): string[] {
    return [`${REGION}a`, `${REGION}c`];
  }
}

interface Given {
  readonly references?: string;
  readonly privateDnsEnabled?: boolean;
  readonly inNested?: boolean;
}

function network({ references, privateDnsEnabled, inNested = false }: Given = {}) {
  const app = new App({ context: { [REFERENCES]: references } });
  const top = consumerStack(app);
  const scope = inNested ? new ZonedNestedStack(new NestedStack(top, 'Outer'), 'Inner') : top;
  const consumer = new PrivateApiConsumer(scope, 'Consumer', { vpc: vpcOf(scope), endpoint: ConsumerEndpoint.create({ privateDnsEnabled }) });
  const template = (stack: Stack) => app.synth().getStackByName(stack.stackName).template as { Outputs: Record<string, any> };
  return { app, top, scope, consumer, template };
}

function connect(stack: Stack, consumer: PrivateApiConsumer, id = 'Pets', addressing = PrivateApiAddressing.apiIdHeader()) {
  return new PrivateApiConnection(stack, id, { consumer, api: remotePetStore(stack, `${id}Api`), addressing });
}

/** What the stack exports of the endpoint's names, by how the output's id begins. */
function exportsOf(outputs: Record<string, any> = {}): Record<string, unknown> {
  const ofNames = Object.entries(outputs).filter(([id]) => !id.startsWith('ExportsOutputRef'));
  return Object.fromEntries(ofNames.map(([id, { Value }]) => [id.replace(/[0-9a-f]{8}$/, ''), Value]));
}

const part = (index: number, endpoint: string) => ({
  'Fn::Select': [index, { 'Fn::Split': [':', { 'Fn::Select': [0, { 'Fn::GetAtt': [endpoint, 'DnsEntries'] }] }] }],
});

test('both names of an endpoint are exported one by one, whichever is imported, and not as a list', () => {
  const { app, top, consumer, template } = network();
  const stack = consumerStack(app, 'Workload');
  const first = connect(stack, consumer);
  const second = connect(consumerStack(app, 'Other'), consumer);
  new CfnOutput(stack, 'Host', { value: first.hostName });

  const { Outputs } = template(top);
  const endpoint = top.resolve((consumer.node.defaultChild as ec2.CfnVPCEndpoint).logicalId) as string;
  expect(exportsOf(Outputs)).toEqual({ EndpointHostName: part(1, endpoint), EndpointHostedZoneId: part(0, endpoint) });
  const { Name } = Object.entries(Outputs).find(([id]) => id.startsWith('EndpointHostName'))![1].Export;
  expect(template(stack).Outputs.Host.Value).toEqual({ 'Fn::ImportValue': Name });
  expect(Stack.of(second).resolve(second.hostName)).toEqual({ 'Fn::ImportValue': Name });
  expect(stack.dependencies).toEqual([top]);
});

test('private DNS changes none of what is exported', () => {
  const [without, withDns] = [false, true].map((privateDnsEnabled) => {
    const { app, top, consumer, template } = network({ privateDnsEnabled });
    connect(consumerStack(app, 'Workload'), consumer, 'Pets', PrivateApiAddressing.hostHeader());
    return template(top).Outputs;
  });

  expect(Object.keys(without).sort()).toEqual(Object.keys(withDns).sort());
  expect(without).toEqual(withDns);
});

test('two endpoints of a stack have exports of their own', () => {
  const { app, top, consumer, template } = network();
  const stack = consumerStack(app, 'Workload');
  const next = new PrivateApiConsumer(top, 'Next', { vpc: consumer.vpc });
  const hosts = [connect(stack, consumer), connect(stack, next, 'PetsByNext')].map(({ hostName }) => JSON.stringify(stack.resolve(hostName)));

  expect(new Set(hosts).size).toBe(2);
  expect(Object.keys(template(top).Outputs).filter((id) => /^Endpoint/.test(id))).toHaveLength(4);
});

test('a hosted zone imports both', () => {
  const { app, consumer } = network();
  const stack = consumerStack(app, 'Workload');
  connect(stack, consumer, 'Pets', PrivateApiAddressing.hostedZone());

  expect(only(stack, 'AWS::Route53::RecordSet').AliasTarget).toEqual({
    DNSName: { 'Fn::ImportValue': expect.stringMatching(/^Network:EndpointHostName[0-9a-f]{8}$/) },
    HostedZoneId: { 'Fn::ImportValue': expect.stringMatching(/^Network:EndpointHostedZoneId[0-9a-f]{8}$/) },
  });
});

test.each([
  ['privateDns()', PrivateApiAddressing.privateDns()], ['endpointAlias()', PrivateApiAddressing.endpointAlias()],
])('%s needs no name of the endpoint', (_form, addressing) => {
  const { app, top, consumer, template } = network({ privateDnsEnabled: true });
  connect(consumerStack(app, 'Workload'), consumer, 'Pets', addressing);

  expect(exportsOf(template(top).Outputs)).toEqual({});
});

test.each([
  ['in the same stack', (top: Stack) => top], ['in a stack that is nested in it', (top: Stack) => new NestedStack(top, 'Nested')],
])('%s nothing is exported', (_where, stackOf) => {
  const { top, consumer, template } = network();
  const stack = stackOf(top);
  new CfnOutput(stack, 'Host', { value: connect(stack, consumer).hostName });

  expect(Object.keys(template(top).Outputs ?? {}).filter((id) => /^Endpoint/.test(id))).toEqual([]);
});

test('from a nested stack the names go up by outputs, to be exported by the stack that is deployed', () => {
  const { app, top, scope, consumer, template } = network({ inNested: true });
  const stack = consumerStack(app, 'Workload');
  const nested = new NestedStack(stack, 'Nested');
  const { hostName } = connect(nested, consumer);

  const outer = expect.stringMatching(/^OuterNestedStack/);
  const handedUp = { 'Fn::GetAtt': [outer, expect.stringMatching(/^Outputs\.HandedUp[0-9a-f]{8}$/)] };
  expect(exportsOf(template(top).Outputs)).toEqual({ EndpointHostName: handedUp, EndpointHostedZoneId: handedUp });
  const ofInner = Object.entries(Template.fromStack(scope).findOutputs('*')).filter(([id]) => id.startsWith('HandedUp'));
  expect(ofInner.map(([, { Value }]) => (Value as { 'Fn::Select': unknown[] })['Fn::Select'][0])).toEqual([1, 0]);
  expect(nested.resolve(hostName)).toEqual({ 'Fn::ImportValue': expect.stringMatching(/^Network:EndpointHostName/) });
  expect(stack.dependencies).toEqual([top]);
});

describe('where the app has references that are', () => {
  const given = (references: string) => {
    const { app, top, consumer, template } = network({ references });
    const stack = consumerStack(app, 'Workload');
    new CfnOutput(stack, 'Host', { value: connect(stack, consumer).hostName });
    const outputs = Object.entries(template(top).Outputs).filter(([id]) => /^Endpoint/.test(id));
    return { read: template(stack).Outputs.Host.Value, outputs };
  };
  const stackOutput = {
    'Fn::GetStackOutput': { StackName: 'Network', Region: REGION, OutputName: expect.stringMatching(/^EndpointHostName[0-9a-f]{8}$/) },
  };

  test('weak, the names are outputs without an export', () => {
    const { read, outputs } = given('weak');

    expect(read).toEqual(stackOutput);
    expect(outputs.map(([, { Export }]) => Export)).toEqual([undefined, undefined]);
  });

  test('both, they are exported and not imported', () => {
    const { read, outputs } = given('both');

    expect(read).toEqual(stackOutput);
    expect(outputs.map(([, { Export: { Name } }]) => Name)).toEqual(outputs.map(([id]) => `Network:${id}`));
  });
});

describe('in another account or Region it is what the CDK makes of it', () => {
  test.each([
    ['account', { account: PROVIDER_ACCOUNT, region: REGION }], ['Region', { account: CONSUMER_ACCOUNT, region: OTHER_REGION }],
  ])('%s', (_what, env) => {
    const { app, top, consumer } = network();
    const stack = new Stack(app, 'Workload', { env, crossRegionReferences: true });
    const { hostName } = connect(stack, consumer);

    expect(JSON.stringify(stack.resolve(hostName))).toContain('"DnsEntries"');
    expect(top.node.children.filter((child) => child instanceof CfnOutput)).toEqual([]);
    expect(stack.dependencies).toEqual([top]);
  });

  test('a nested stack hands the name over between accounts as one text', () => {
    const { app, consumer, template } = network({ inNested: true });
    const stack = new Stack(app, 'Workload', { env: { account: PROVIDER_ACCOUNT, region: REGION } });
    new CfnOutput(stack, 'Host', { value: connect(stack, consumer).hostName });

    expect(template(stack).Outputs.Host.Value).toEqual({
      'Fn::GetStackOutput': expect.objectContaining({ StackName: 'Network', OutputName: expect.stringMatching(/OutputsHandedUp/) }),
    });
  });
});

test('an imported endpoint\'s names are literals', () => {
  const stack = consumerStack();
  const host = `${ENDPOINT_ID}-abcd.execute-api.${REGION}.vpce.amazonaws.com`;
  const consumer = PrivateApiConsumer.fromPrivateApiConsumerAttributes(stack, 'Consumer', {
    vpc: vpcOf(stack), vpcEndpointId: ENDPOINT_ID, vpcEndpointHostName: host, privateDnsEnabled: false,
  });

  expect(new PrivateApiConnection(stack, 'Pets', { consumer, api: remotePetStore(stack) }).hostName).toBe(host);
});

test('fails where the endpoint\'s stack waits for that of the connection', () => {
  const { app, top, consumer } = network();
  const stack = consumerStack(app, 'Workload');
  top.addDependency(stack);

  expect(() => connect(stack, consumer)).toThrow(new Error(
    '[Workload/Pets] consumer must not close a circle of stacks, of which none could be deployed first, got "Workload/Pets calls through Network/Consumer" '
    + 'and "Network depends on Workload"; the endpoint\'s stack is deployed before those that call through it, so take out of it what it reads of theirs',
  ));
});
