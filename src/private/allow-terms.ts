import type { AuthorizationType } from './authorize-call';

export type NetworkKind = 'vpcEndpoint' | 'vpc';

/** Where a call comes from, as API Gateway can tell it of any caller. */
export interface NetworkSource {
  readonly kind: NetworkKind;
  readonly id: string;
}

/** Callers that sign with the credentials of IAM. The lists are joined by OR. */
export interface SignedCallers {
  /** ARNs of roles and users, never of sessions; `*` stands for any characters within a part. */
  readonly arns?: readonly string[];
  readonly accounts?: readonly string[];
  readonly organizations?: readonly string[];
}

/** Signed callers without a network: they may come through any endpoint of the Region, whoever owns it. */
export interface PrincipalSource {
  readonly kind: 'principal';
  readonly callers: SignedCallers;
  readonly fromAnyEndpoint: boolean;
}

export type ConsumerSource = NetworkSource | PrincipalSource;

/** One entry of an allow-list: a source and the terms on which it may call. A term that is left out limits nothing. */
export interface ConsumerTerms {
  readonly source: ConsumerSource;
  /** For people: messages and statement ids. */
  readonly name?: string;
  /** `GET /pets`, `ANY /pets/{petId}`, `GET /pets/*` */
  readonly routes?: readonly string[];
  readonly sourceCidrs?: readonly string[];
  readonly principals?: SignedCallers;
  /** ISO 8601 in UTC. The first second in which the entry allows nothing. */
  readonly expires?: string;
  /** Whether `OPTIONS` is allowed too, unsigned, on the same paths. */
  readonly preflight?: boolean;
}

/** A method that the API deploys. */
export interface DeployedMethod {
  readonly path: string;
  /** In capital letters, or `ANY`. */
  readonly httpMethod: string;
  readonly authorizationType: AuthorizationType;
}

/** The condition keys that can tell who calls. */
export type SourceKey = 'aws:SourceVpce' | 'aws:SourceVpc' | 'aws:PrincipalArn' | 'aws:PrincipalAccount' | 'aws:PrincipalOrgID';

/** All keys by which a source is named, in the order in which statements name them. */
export const SOURCE_KEYS: readonly SourceKey[] = [
  'aws:SourceVpce', 'aws:SourceVpc', 'aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:PrincipalOrgID',
];

/** Values by the key that carries them. */
export type KeyedValues = Readonly<Partial<Record<SourceKey, readonly string[]>>>;

/** A source as condition keys. */
export function keyedSource(source: ConsumerSource): KeyedValues {
  switch (source.kind) {
    case 'vpcEndpoint': return { 'aws:SourceVpce': [source.id] };
    case 'vpc': return { 'aws:SourceVpc': [source.id] };
    case 'principal': return keyedCallers(source.callers);
  }
}

/**
 * Signed callers as condition keys; the key of an empty list is left out, because what an empty list means differs by operator.
 *
 * The keys and not `Principal`: an ARN there requires `AWS_IAM` of every method, and makes the policy invalid once its role is deleted.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
 */
export function keyedCallers({ arns = [], accounts = [], organizations = [] }: SignedCallers): KeyedValues {
  return {
    ...(arns.length > 0 && { 'aws:PrincipalArn': sorted(arns) }),
    ...(accounts.length > 0 && { 'aws:PrincipalAccount': sorted(accounts) }),
    ...(organizations.length > 0 && { 'aws:PrincipalOrgID': sorted(organizations) }),
  };
}

/** How a message names an entry. */
export function describeConsumer({ source, name }: ConsumerTerms): string {
  const who = source.kind === 'principal'
    ? `callers fromAnyEndpoint ${Object.values(keyedSource(source)).flat().join(', ')}`
    : source.id;
  return name === undefined ? who : `${who} (${name})`;
}

/** Each value once, in an order that does not depend on the one in which they were given. */
export function sorted(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}
