import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, CfnOutput, Fn, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EndpointAccessMode } from 'aws-cdk-lib/aws-apigateway';
import {
  consumerStack, ENDPOINT_ID, messagesOf, only, OTHER_ENDPOINT_ID, OTHER_REGION, petStore, providerStack, PROVIDER_ACCOUNT, REGION,
  REST_API_ID, vpcOf,
} from './fixtures';
import {
  AllowedConsumer, ConsumerEndpoint, CrossAccountPrivateApi, CrossAccountPrivateApiAttributes, HandOver, ICrossAccountPrivateApi,
  PrivateApiAddressing, PrivateApiConnection, PrivateApiConsumer, PrivateApiConsumerAttributes,
} from '../src';

const DOMAIN = 'execute-api.ap-northeast-1.amazonaws.com';
const API_HOST = `${REST_API_ID}.${DOMAIN}`;
const ENDPOINT_HOST = 'vpce-03f6d2b1bb8d0f015-abcd.execute-api.ap-northeast-1.vpce.amazonaws.com';
const { hostedZone, privateDns, endpointAlias, hostHeader, apiIdHeader } = PrivateApiAddressing;

interface Workload {
  readonly privateDnsEnabled?: boolean;
  readonly addressing?: PrivateApiAddressing;
  readonly facts?: Partial<CrossAccountPrivateApiAttributes>;
}

/** An endpoint of this app, and an API of another. */
function workload({ privateDnsEnabled, addressing, facts }: Workload = {}) {
  const app = new App();
  const network = consumerStack(app);
  const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network), endpoint: ConsumerEndpoint.create({ privateDnsEnabled }) });
  const stack = consumerStack(app, 'Workload');
  return { app, network, stack, consumer, pets: new PrivateApiConnection(stack, 'Pets', { consumer, api: remote(stack, facts), addressing }) };
}

/** An endpoint of another app, and an API of a third. */
function imported(attrs: Partial<PrivateApiConsumerAttributes>, { addressing, facts }: Workload = {}) {
  const stack = consumerStack(undefined, 'Workload');
  const consumer = PrivateApiConsumer.fromPrivateApiConsumerAttributes(stack, 'Consumer', { vpc: vpcOf(stack), vpcEndpointId: ENDPOINT_ID, ...attrs });
  return { stack, pets: new PrivateApiConnection(stack, 'Pets', { consumer, api: remote(stack, facts), addressing }) };
}

function remote(stack: Stack, facts: Partial<CrossAccountPrivateApiAttributes> = {}): ICrossAccountPrivateApi {
  return CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(stack, 'Remote', {
    restApiId: REST_API_ID, stageName: 'v1', account: PROVIDER_ACCOUNT, region: REGION, ...facts,
  });
}

/** What a value of the template would be on AWS, with the endpoint's id and host name in the place of its attributes. */
function onAws(stack: Stack, value: unknown): unknown {
  const resolved = JSON.stringify(stack.resolve(value), (_key, node) => {
    if (node?.Ref === 'AWS::URLSuffix') return 'amazonaws.com';
    if (/^Consumer/.test(node?.Ref)) return ENDPOINT_ID;
    if (/^Network:EndpointHostName/.test(node?.['Fn::ImportValue'])) return ENDPOINT_HOST;
    return node;
  });
  return JSON.parse(resolved, (_key, node) => node?.['Fn::Join'] ? node['Fn::Join'][1].join(node['Fn::Join'][0]) : node);
}

const API_ID_HEADER = { 'x-apigw-api-id': REST_API_ID };

describe.each([
  ['a created endpoint', {}, API_HOST, {}, API_HOST],
  ['a created endpoint with private DNS', { privateDnsEnabled: true }, API_HOST, {}, API_HOST],
  ['hostedZone()', { addressing: hostedZone() }, API_HOST, {}, API_HOST],
  ['privateDns()', { privateDnsEnabled: true, addressing: privateDns() }, API_HOST, {}, API_HOST],
  ['endpointAlias()', { addressing: endpointAlias() }, `${REST_API_ID}-${ENDPOINT_ID}.${DOMAIN}`, {}, `${REST_API_ID}-${ENDPOINT_ID}.${DOMAIN}`],
  ['hostHeader()', { addressing: hostHeader() }, ENDPOINT_HOST, { Host: API_HOST }, API_HOST],
  ['apiIdHeader()', { addressing: apiIdHeader() }, ENDPOINT_HOST, API_ID_HEADER, ENDPOINT_HOST],
  ['apiIdHeader() with private DNS', { privateDnsEnabled: true, addressing: apiIdHeader() }, ENDPOINT_HOST, API_ID_HEADER, ENDPOINT_HOST],
])('%s', (_case, given, hostName, headers, signedHost) => {
  const { stack, pets } = workload(given);

  test('has the host name, the headers and the host to sign', () => {
    expect(onAws(stack, pets.hostName)).toBe(hostName);
    expect(onAws(stack, pets.headers)).toEqual(headers);
    expect(onAws(stack, pets.signedHost)).toBe(signedHost);
  });

  test('has the URL of the stage and of a path', () => {
    expect(onAws(stack, pets.url)).toBe(`https://${hostName}/v1`);
    expect(onAws(stack, pets.urlForPath('/pets'))).toBe(`https://${hostName}/v1/pets`);
  });

  test('has an environment with all that a function needs', () => {
    const [[name, value] = []] = Object.entries(headers);

    expect(onAws(stack, pets.environment)).toEqual({
      PRIVATE_API_URL: `https://${hostName}/v1`,
      ...(name && { PRIVATE_API_HEADER_NAME: name, PRIVATE_API_HEADER_VALUE: value }),
    });
  });

  test('has a command that a shell takes as typed, with a path behind it', () => {
    const command = onAws(stack, pets.verifyCommand) as string;
    const { stdout } = spawnSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }; ${command}/pets`], { encoding: 'utf8' });

    expect(stdout.trim().split('\n')).toEqual([
      '--silent', '--show-error', '--include',
      ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
      `https://${hostName}/v1/pets`,
    ]);
  });
});

describe('without an addressing, an endpoint of another app', () => {
  const names = { vpcEndpointHostName: ENDPOINT_HOST };

  test('is called by the API\'s own name if it has private DNS', () => {
    const { stack, pets } = imported({ privateDnsEnabled: true });

    expect(onAws(stack, [pets.hostName, pets.headers])).toEqual([API_HOST, {}]);
    expect(Template.fromStack(stack).findResources('AWS::Route53::HostedZone')).toEqual({});
  });

  test('is called with the API\'s id in a header if it has no private DNS', () => {
    const { stack, pets } = imported({ ...names, privateDnsEnabled: false });

    expect(onAws(stack, [pets.hostName, pets.headers])).toEqual([ENDPOINT_HOST, API_ID_HEADER]);
    expect(Template.fromStack(stack).findResources('AWS::Route53::HostedZone')).toEqual({});
  });

  test('fails if nobody said whether it has', () => {
    expect(() => imported(names)).toThrow(new Error(
      '[Workload/Pets] addressing must be given where it is not known whether the endpoint has private DNS, got none; '
      + 'pass privateDnsEnabled where the endpoint is adopted or imported, or choose a form such as PrivateApiAddressing.apiIdHeader()',
    ));
  });

  test('fails if its name is needed and nobody said it, before anything is defined', () => {
    const unknown = (fact: string) => new Error(
      `[Workload/Consumer] ${fact} must be given for an endpoint that this app does not define, got none; pass ${fact} to fromPrivateApiConsumerAttributes()`,
    );

    expect(() => imported({ privateDnsEnabled: false })).toThrow(unknown('vpcEndpointHostName'));
    expect(() => imported({}, { addressing: hostHeader() })).toThrow(unknown('vpcEndpointHostName'));
    expect(() => imported(names, { addressing: hostedZone() })).toThrow(unknown('vpcEndpointHostedZoneId'));
  });

  test('is warned about if privateDns() is chosen and nobody said whether it has', () => {
    const { stack } = imported({}, { addressing: privateDns() });

    expect(messagesOf(stack)).toContain(
      'warning: privateDns() works only if the endpoint has private DNS on, which is not known here: without it the API\'s host name does not resolve. '
      + 'Pass privateDnsEnabled where the endpoint is adopted or imported [ack: cdk-cross-account-private-api:privateDnsNotKnown]',
    );
  });
});

test('it opens the endpoint\'s policy for the API', () => {
  const { network } = workload();

  expect(only(network, 'AWS::EC2::VPCEndpoint').PolicyDocument.Statement).toEqual([
    expect.objectContaining({ Effect: 'Allow', Resource: [expect.anything()] }),
  ]);
});

test.each([
  ['privateDns()', { privateDnsEnabled: true }], ['endpointAlias()', { addressing: endpointAlias() }], ['hostHeader()', { addressing: hostHeader() }],
  ['apiIdHeader()', { addressing: apiIdHeader() }],
])('%s defines nothing in the workload\'s stack', (_form, given) => {
  expect(Template.fromStack(workload(given).stack).toJSON().Resources).toBeUndefined();
});

test('the host name of an endpoint in another stack arrives there', () => {
  const { app, network, stack, pets } = workload({ addressing: apiIdHeader() });
  new CfnOutput(stack, 'Url', { value: pets.url });

  app.synth();
  expect(stack.dependencies).toEqual([network]);
  expect(JSON.stringify(Template.fromStack(stack).findOutputs('Url'))).toContain('Fn::ImportValue');
});

describe('with an API of the same app', () => {
  function threeStacks(addressing?: PrivateApiAddressing, associateVpcEndpoints = false) {
    const app = new App();
    const network = consumerStack(app);
    const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) });
    const provider = providerStack(app);
    const api = petStore(provider, { associateVpcEndpoints });
    const stack = consumerStack(app, 'Workload');
    const pets = new PrivateApiConnection(stack, 'Pets', { consumer, api, addressing });
    return { app, network, provider, stack, consumer, api, pets };
  }

  test('the stacks are deployed in the order network, provider, workload', () => {
    const { app, network, provider, stack, consumer, api } = threeStacks();
    api.allow(AllowedConsumer.consumer(consumer));

    app.synth();
    expect(network.dependencies).toEqual([]);
    expect(provider.dependencies).toEqual([network]);
    expect(new Set(stack.dependencies)).toEqual(new Set([network, provider]));
  });

  test('the URL has the API\'s id from its stack', () => {
    const { stack, api, consumer, pets } = threeStacks();
    api.allow(AllowedConsumer.consumer(consumer));
    new CfnOutput(stack, 'Url', { value: Fn.base64(pets.url) });

    expect(JSON.stringify(Template.fromStack(stack).findOutputs('Url'))).toMatch(/"Fn::GetStackOutput":\{"StackName":"Provider"/);
  });

  test('endpointAlias() sees an association that comes later', () => {
    const { stack, api, consumer } = threeStacks(endpointAlias(), true);
    api.allow(AllowedConsumer.vpcEndpointId(OTHER_ENDPOINT_ID));
    api.allow(AllowedConsumer.consumer(consumer));

    expect(messagesOf(stack)).toEqual([]);
  });

  test('endpointAlias() fails without an association', () => {
    const { app, api, consumer } = threeStacks(endpointAlias());
    api.allow(AllowedConsumer.consumer(consumer));

    expect(() => app.synth()).toThrow('[Workload/Pets] api must be associated with the consumer\'s endpoint "Network/Consumer/Resource/Resource" for endpointAlias(), got []; '
      + 'ask the provider to allow that endpoint with associateVpcEndpoints: true, or choose another addressing');
  });

  test('a connection in the stack that the API\'s waits for fails', () => {
    const { network, consumer, api } = threeStacks();
    api.allow(AllowedConsumer.consumer(consumer));

    expect(() => new PrivateApiConnection(network, 'Pets', { consumer, api })).toThrow(new Error(
      '[Network/Pets] api must not close a circle of stacks, of which none could be deployed first, got '
      + '"Network/Pets calls Provider/PetStore" and "Provider/PetStore allows Network/Consumer/Resource/Resource"; '
      + 'a connection, and whatever else needs the API\'s id, belongs in the stack of the workload that calls, not in the endpoint\'s',
    ));
  });

  test('an allow-list that makes it wait afterwards fails too, and adds nothing', () => {
    const { app, network, consumer, api } = threeStacks();
    new PrivateApiConnection(network, 'Pets', { consumer, api, addressing: apiIdHeader() });

    expect(() => api.allow(AllowedConsumer.consumer(consumer))).toThrow(new Error(
      '[Provider/PetStore] allowedConsumers must not close a circle of stacks, of which none could be deployed first, got '
      + '"Provider/PetStore allows Network/Consumer/Resource/Resource" and "Network/Pets calls Provider/PetStore"; '
      + 'a connection, and whatever else needs the API\'s id, belongs in the stack of the workload that calls, not in the endpoint\'s',
    ));
    expect(() => app.synth()).toThrow('the allow-list must name a consumer, got an empty one');
  });
});

describe('with an API that was handed over', () => {
  const folder = mkdtempSync(join(tmpdir(), 'connection-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function handedOver(facts: object, addressing: PrivateApiAddressing) {
    const path = join(folder, 'provider.json');
    const record = { version: 1, kind: 'api', account: PROVIDER_ACCOUNT, region: REGION, restApiId: REST_API_ID, stageName: 'v1', ...facts };
    writeFileSync(path, JSON.stringify({ Provider: { HandOverPetStore: JSON.stringify(record) } }));
    const stack = consumerStack(undefined, 'Workload');
    const consumer = PrivateApiConsumer.fromPrivateApiConsumerAttributes(stack, 'Consumer', {
      vpc: vpcOf(stack), vpcEndpointId: ENDPOINT_ID, vpcEndpointHostName: ENDPOINT_HOST,
    });
    return { stack, pets: new PrivateApiConnection(stack, 'Pets', { consumer, api: HandOver.fromFile(path).api(stack, 'PetStore', 'PetStore'), addressing }) };
  }

  test('the association that it tells is found', () => {
    const { stack, pets } = handedOver({ associatedVpcEndpointIds: [OTHER_ENDPOINT_ID, ENDPOINT_ID] }, endpointAlias());

    expect(onAws(stack, pets.url)).toBe(`https://${REST_API_ID}-${ENDPOINT_ID}.${DOMAIN}/v1`);
    expect(messagesOf(stack).filter((message) => message.includes('endpointAlias'))).toEqual([]);
  });

  test('an old record without that fact is warned about', () => {
    expect(messagesOf(handedOver({}, endpointAlias()).stack)).toContain(
      `warning: endpointAlias() works only if the provider has associated the endpoint "${ENDPOINT_ID}" with the API, which is not known here: without that the alias `
      + 'does not resolve. The provider allows that endpoint with associateVpcEndpoints: true, and deploys [ack: cdk-cross-account-private-api:associationNotKnown]',
    );
  });

  test('its access mode is heeded', () => {
    expect(() => handedOver({ endpointAccessMode: 'STRICT' }, hostHeader())).toThrow(new Error(
      '[Workload/Pets] addressing must be hostedZone() or privateDns() for an API with endpointAccessMode "STRICT", got hostHeader(); '
      + 'choose one of them, or ask the provider for BASIC',
    ));
  });
});

describe('fails', () => {
  test('for private DNS through an endpoint without it', () => {
    expect(() => workload({ addressing: privateDns() })).toThrow(new Error(
      '[Workload/Pets] addressing must not be privateDns() with an endpoint that has private DNS off, got privateDns(); '
      + 'choose hostedZone(), or create the endpoint with privateDnsEnabled: true',
    ));
  });

  test('for an API whose own name is disabled', () => {
    expect(() => workload({ facts: { disableExecuteApiEndpoint: true } })).toThrow(new Error(
      '[Workload/Pets] api must not have disableExecuteApiEndpoint true for a call by hostedZone(), got true; every form of address is answered with 403, '
      + 'so ask the provider to set it to false',
    ));
  });

  test('for an API of another Region, and leaves the endpoint as it was', () => {
    const network = consumerStack();
    const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) });
    const api = remote(network, { region: OTHER_REGION });

    expect(() => new PrivateApiConnection(network, 'Pets', { consumer, api })).toThrow(new Error(
      '[Network/Pets] api must be in the Region of the consumer\'s endpoint, "ap-northeast-1", got "eu-west-1"; '
      + 'an execute-api endpoint serves the APIs of its own Region only, so define the PrivateApiConsumer in that Region',
    ));
    expect(only(network, 'AWS::EC2::VPCEndpoint').PolicyDocument.Statement[0].Effect).toBe('Deny');
  });

  test.each(['pets', ''])('for the path %j', (path) => {
    expect(() => workload().pets.urlForPath(path)).toThrow(new Error(
      `[Workload/Pets] path must start with "/", got ${JSON.stringify(path)}; write ${JSON.stringify(`/${path}`)}`,
    ));
  });
});

test('an API with STRICT is called by its own name', () => {
  const { stack, pets } = workload({ facts: { endpointAccessMode: EndpointAccessMode.STRICT } });

  expect(onAws(stack, pets.url)).toBe(`https://${API_HOST}/v1`);
});

test('a path that is a token is taken as it is', () => {
  const { stack, pets } = workload();

  expect(onAws(stack, pets.urlForPath(Lazy.string({ produce: () => '/pets' })))).toBe(`https://${API_HOST}/v1/pets`);
});
