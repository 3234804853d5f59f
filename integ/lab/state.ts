import { Credential, Identity } from './state-signers';

/**
 * What is deployed, as the emulator's extension reports it (`GET /_lab/state`): physical ids, policies, groups and
 * deployments of all accounts. The data plane decides from this and from nothing else.
 */
export interface LabState {
  /** Grows with each change; the same number stands in the version file, which costs a reader microseconds. */
  readonly version: number;
  /** `host:port` of a listener that never accepts: a client that is sent there reports its own timeout. */
  readonly blackHole: string;
  readonly vpcs: Vpc[];
  readonly securityGroups: SecurityGroup[];
  readonly endpoints: Endpoint[];
  /** Private ones only. */
  readonly hostedZones: HostedZone[];
  readonly prefixLists: PrefixList[];
  /** Accepted ones only. */
  readonly peerings: Peering[];
  /** Inbound ones only. */
  readonly resolverEndpoints: ResolverEndpoint[];
  /** What a test or a person has added with `lab.place`: nothing of AWS knows of it, so the emulator reports none. */
  readonly sites: Site[];
  readonly callers: Caller[];
  readonly apis: RestApi[];
  readonly apiKeys: ApiKey[];
  /** Keys of users and of sessions. The keys of the accounts' root users are not listed: see `accounts.ts`. */
  readonly credentials: Credential[];
  /** The users and roles that own one of the credentials. */
  readonly identities: Identity[];
}

export interface Vpc {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly cidrs: string[];
  readonly enableDnsSupport: boolean;
  readonly enableDnsHostnames: boolean;
}

export interface SecurityGroup {
  readonly id: string;
  readonly account: string;
  readonly vpcId: string;
  readonly ingress: GroupRule[];
  readonly egress: GroupRule[];
}

export interface GroupRule {
  /** `tcp`, `udp`, `icmp` or `-1` (every protocol and port). */
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  /** IPv4 and IPv6 ranges. */
  readonly cidrs: string[];
  readonly groupIds: string[];
  readonly prefixListIds: string[];
}

/** An interface endpoint, of any service. */
export interface Endpoint {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly vpcId: string;
  /** For example `com.amazonaws.ap-northeast-1.execute-api`. */
  readonly serviceName: string;
  readonly privateDnsEnabled: boolean;
  /** Never empty: without groups of its own an endpoint has its VPC's default group. */
  readonly securityGroupIds: string[];
  /** The endpoint policy as JSON text; absent where AWS's default (full access) applies. */
  readonly policy?: string;
  /** The part behind the id in the endpoint's own names: `{id}-{dnsSuffix}.execute-api.{region}.vpce.amazonaws.com`. */
  readonly dnsSuffix: string;
  readonly interfaces: EndpointInterface[];
}

export interface EndpointInterface {
  readonly id: string;
  readonly subnetId: string;
  readonly availabilityZone: string;
  /** Its address in the VPC, for example `10.1.0.229`. */
  readonly address: string;
}

/** Names are in lower case and without their final dot. */
export interface HostedZone {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  /** Where it is visible. */
  readonly vpcIds: string[];
  readonly records: DnsRecord[];
}

export interface DnsRecord {
  readonly name: string;
  readonly type: 'A' | 'AAAA' | 'CNAME';
  /** Empty for an alias. */
  readonly values: string[];
  readonly alias?: { readonly hostedZoneId: string; readonly name: string };
  /** Weighted, by failover or the like: one of several records of that name and type. */
  readonly hasRoutingPolicy: boolean;
}

/** One of the lab's accounts' own; lists that AWS manages are not known. */
export interface PrefixList {
  readonly id: string;
  readonly account: string;
  readonly cidrs: string[];
}

export interface Peering {
  readonly id: string;
  readonly vpcIds: string[];
  /** The routes over it that subnets of either VPC have, by their own route table or by the main one. */
  readonly routes: { readonly subnetId: string; readonly cidr: string }[];
}

/** Answers queries from outside of AWS with what its VPC's resolver knows. */
export interface ResolverEndpoint {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly vpcId: string;
  readonly securityGroupIds: string[];
  readonly addresses: string[];
}

/** A network outside of AWS, with one host in it to call from. */
export interface Site {
  readonly name: string;
  readonly cidr: string;
  /** Its host's, in the range. */
  readonly address: string;
  /** The loopback address its host calls from. */
  readonly loopback: string;
  /** Those that Direct Connect or a VPN leads to, there and back. */
  readonly vpcIds: string[];
  /** What its DNS server asks others for. All other names are public ones. */
  readonly forwarding: { readonly domain: string; readonly addresses: string[] }[];
}

/** Something that can call: a function (in a VPC or not) or an instance. */
export interface Caller {
  readonly kind: 'function' | 'instance';
  /** The function's name, or the instance's id. */
  readonly name: string;
  /** The instance's `Name` tag. */
  readonly label?: string;
  readonly account: string;
  readonly region: string;
  /** The loopback address it calls from, its own as long as the lab is up; `127.64.0.1` is the internet's. */
  readonly loopback: string;
  /** Absent where it is in no VPC. */
  readonly network?: CallerNetwork;
}

export interface CallerNetwork {
  readonly vpcId: string;
  readonly subnetId: string;
  /** Its address in the VPC, for example `10.1.0.17`. */
  readonly address: string;
  readonly securityGroupIds: string[];
}

export interface RestApi {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** `PRIVATE`, `REGIONAL` or `EDGE`. */
  readonly endpointType: string;
  /** As it is now; what callers meet is the deployment's. */
  readonly disableExecuteApiEndpoint: boolean;
  /** `HEADER` or `AUTHORIZER`. */
  readonly apiKeySource: string;
  readonly stages: Stage[];
}

export interface Stage {
  readonly name: string;
  readonly deploymentId: string;
  /** What was snapshotted when the stage's deployment was created. */
  readonly deployment: Deployment;
  readonly variables: Readonly<Record<string, string>>;
  /** Absent where the stage has no access log. */
  readonly accessLog?: AccessLog;
}

export interface AccessLog {
  /** A log group, or a Firehose stream. */
  readonly destinationArn: string;
  readonly format: string;
}

export interface Deployment {
  /** The resource policy as of the deployment, `execute-api:/…` resources already expanded to full ARNs, as JSON text. */
  readonly policy?: string;
  /** The endpoints that had an alias name (`{api}-{vpce}`) as of the deployment. */
  readonly vpcEndpointIds: string[];
  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html: needs a redeploy. */
  readonly disableExecuteApiEndpoint: boolean;
  /** The endpoint access mode STRICT. */
  readonly isStrict: boolean;
  readonly methods: Method[];
  /** The customised ones, by their kind: `ACCESS_DENIED`, `DEFAULT_4XX`, … */
  readonly gatewayResponses: Readonly<Record<string, GatewayResponse>>;
}

export interface GatewayResponse {
  /** Absent where the status is the kind's own. */
  readonly statusCode?: number;
  /** `gatewayresponse.header.{name}` → `'text'` or a place in the request. */
  readonly parameters: Readonly<Record<string, string>>;
  /** By content type. */
  readonly templates: Readonly<Record<string, string>>;
}

export interface Method {
  /** For example `/pets/{petId}` or `/{proxy+}`. */
  readonly path: string;
  readonly resourceId: string;
  /** `GET`, …, or `ANY`. */
  readonly httpMethod: string;
  /** `NONE`, `AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`. */
  readonly authorizationType: string;
  readonly apiKeyRequired: boolean;
  /** Milliseconds that API Gateway waits for the integration. */
  readonly integrationTimeout: number;
  /** Absent where the method has none, or one that is gone. */
  readonly authorizer?: Authorizer;
}

/** As of the deployment, but for the policy of its function. */
export interface Authorizer {
  readonly id: string;
  readonly name: string;
  /** `TOKEN`, `REQUEST` or `COGNITO_USER_POOLS`. */
  readonly type: string;
  /** For example `method.request.header.Authorization`; for `REQUEST` a list with commas, or empty. */
  readonly identitySource: string;
  /** A regular expression for the token, or empty. */
  readonly identityValidation: string;
  /** Seconds; 0 turns the cache off. The lab never caches. */
  readonly ttl: number;
  /** Whether API Gateway invokes the function with a role of its own instead of by the function's policy. */
  readonly usesRole: boolean;
  readonly functionArn?: string;
  /** The resource-based policy of the function; absent where there is no such function. */
  readonly functionPolicy?: string;
}

export interface ApiKey {
  readonly id: string;
  readonly account: string;
  readonly value: string;
  readonly enabled: boolean;
  /** What its usage plans cover. */
  readonly stages: { readonly apiId: string; readonly stage: string }[];
}
