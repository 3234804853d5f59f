import { Caller, Endpoint, LabState, Method, RestApi, SecurityGroup, Vpc } from '../state';

export const REGION = 'ap-northeast-1';
export const CONSUMER = '111111111111';
export const PROVIDER = '222222229764';
export const OUTSIDER = '333333333333';
export const API = '6r6oaqtr37';
export const HOST = `${API}.execute-api.${REGION}.amazonaws.com`;
export const LISTED = 'vpce-03f6d2b1bb8d0f015';
export const UNLISTED = 'vpce-0c0ffee0c0ffee000';

export const APP = '127.64.0.2';
export const NEIGHBOUR = '127.64.0.3';
export const OTHER_APP = '127.64.0.4';
export const OUTSIDE_FUNCTION = '127.64.0.5';

const ARN = `arn:aws:execute-api:${REGION}:${PROVIDER}:${API}`;

/** The guard and the Allow, as the library writes them. */
export const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'Guard', Effect: 'Deny', Principal: '*', Action: 'execute-api:*', Resource: `${ARN}/*`,
      Condition: { StringNotEquals: { 'aws:SourceVpce': [LISTED] } },
    },
    { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: `${ARN}/*` },
  ],
});

export function policyOf(...Statement: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: Statement.map((each) => ({ Principal: '*', Action: 'execute-api:Invoke', Resource: `${ARN}/*`, ...each })) });
}

export function group(id: string, rules: Partial<Pick<SecurityGroup, 'ingress' | 'egress'>> = {}): SecurityGroup {
  return { id, account: CONSUMER, vpcId: 'vpc-a', ingress: [], egress: [], ...rules };
}

export function rule(o: Partial<SecurityGroup['ingress'][number]> = {}): SecurityGroup['ingress'][number] {
  return { protocol: 'tcp', fromPort: 443, toPort: 443, cidrs: [], groupIds: [], prefixListIds: [], ...o };
}

function vpc(id: string, account: string, cidr: string): Vpc {
  return { id, account, region: REGION, cidrs: [cidr], enableDnsSupport: true, enableDnsHostnames: true };
}

function endpoint(o: Partial<Endpoint> & Pick<Endpoint, 'id' | 'vpcId' | 'account' | 'interfaces'>): Endpoint {
  return {
    region: REGION, serviceName: `com.amazonaws.${REGION}.execute-api`, privateDnsEnabled: true, securityGroupIds: ['sg-endpoint'], dnsSuffix: 'abcd1234', ...o,
  };
}

function caller(name: string, loopback: string, network?: Caller['network'], account = CONSUMER): Caller {
  return { kind: 'function', name, account, region: REGION, loopback, network };
}

/** `GET /pets` without authorization. */
export function method(o: Partial<Method> = {}): Method {
  return { path: '/pets', resourceId: 'res001', httpMethod: 'GET', authorizationType: 'NONE', apiKeyRequired: false, integrationTimeout: 29_000, ...o };
}

export function api(o: Partial<RestApi> = {}, deployment: Partial<RestApi['stages'][number]['deployment']> = {}): RestApi {
  const methods = [
    method({ path: '/' }), method(), method({ httpMethod: 'POST' }), method({ httpMethod: 'OPTIONS' }), method({ path: '/pets/{petId}', httpMethod: 'ANY' }),
  ];
  return {
    id: API, account: PROVIDER, region: REGION, name: 'PetStore', endpointType: 'PRIVATE', disableExecuteApiEndpoint: false,
    apiKeySource: 'HEADER',
    stages: [{ name: 'v1', deploymentId: 'dep001', variables: {}, deployment: { policy: POLICY, vpcEndpointIds: [LISTED], disableExecuteApiEndpoint: false, isStrict: false, methods, gatewayResponses: {}, ...deployment } }],
    ...o,
  };
}

const EVERYWHERE = rule({ protocol: '-1', fromPort: -1, toPort: -1, cidrs: ['0.0.0.0/0'] });

/** The reference experiment: A with an App and a neighbour, C with an endpoint that is not listed, B's API. */
export function experiment(o: Partial<LabState> = {}): LabState {
  return {
    version: 1,
    blackHole: '127.32.0.1:9',
    vpcs: [vpc('vpc-a', CONSUMER, '10.1.0.0/16'), vpc('vpc-c', OUTSIDER, '10.1.0.0/16')],
    securityGroups: [
      group('sg-app', { egress: [EVERYWHERE] }),
      group('sg-neighbour', { egress: [EVERYWHERE] }),
      group('sg-endpoint', { ingress: [rule({ groupIds: ['sg-app'] })] }),
      group('sg-c', { egress: [EVERYWHERE], ingress: [rule({ cidrs: ['10.1.0.0/16'] })] }),
    ],
    endpoints: [
      endpoint({
        id: LISTED, account: CONSUMER, vpcId: 'vpc-a', interfaces: [
          { id: 'eni-a1', subnetId: 'subnet-a1', availabilityZone: 'ap-northeast-1a', address: '10.1.0.229' },
          { id: 'eni-a2', subnetId: 'subnet-a2', availabilityZone: 'ap-northeast-1c', address: '10.1.1.229' },
        ],
      }),
      // The same address as in A: ranges of VPCs overlap.
      endpoint({
        id: UNLISTED, account: OUTSIDER, vpcId: 'vpc-c', securityGroupIds: ['sg-c'], dnsSuffix: 'ef567890', interfaces: [
          { id: 'eni-c1', subnetId: 'subnet-c1', availabilityZone: 'ap-northeast-1a', address: '10.1.0.229' },
        ],
      }),
    ],
    hostedZones: [],
    prefixLists: [],
    peerings: [],
    resolverEndpoints: [],
    sites: [],
    callers: [
      caller('App', APP, { vpcId: 'vpc-a', subnetId: 'subnet-a1', address: '10.1.0.17', securityGroupIds: ['sg-app'] }),
      caller('Neighbour', NEIGHBOUR, { vpcId: 'vpc-a', subnetId: 'subnet-a1', address: '10.1.0.18', securityGroupIds: ['sg-neighbour'] }),
      caller('App', OTHER_APP, { vpcId: 'vpc-c', subnetId: 'subnet-c1', address: '10.1.0.17', securityGroupIds: ['sg-c'] }, OUTSIDER),
      caller('Outside', OUTSIDE_FUNCTION),
    ],
    apis: [api()],
    apiKeys: [],
    credentials: [],
    identities: [],
    ...o,
  };
}

/** The state with one endpoint changed. */
export function withEndpoint(id: string, change: Partial<Endpoint>, state = experiment()): LabState {
  return { ...state, endpoints: state.endpoints.map((each) => each.id === id ? { ...each, ...change } : each) };
}

export function withGroup(changed: SecurityGroup, state = experiment()): LabState {
  return { ...state, securityGroups: state.securityGroups.map((each) => each.id === changed.id ? changed : each) };
}

export function withVpc(id: string, change: Partial<Vpc>, state = experiment()): LabState {
  return { ...state, vpcs: state.vpcs.map((each) => each.id === id ? { ...each, ...change } : each) };
}
