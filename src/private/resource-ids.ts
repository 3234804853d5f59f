/** What an id that the allow-list takes must look like. */
export interface IdKind {
  /** Before the first digit, with its dash. */
  readonly prefix: string;
  /** How a message calls such an id. */
  readonly rule: string;
}

export const VPC_ENDPOINT_ID: IdKind = {
  prefix: 'vpce-',
  rule: 'a VPC endpoint id ("vpce-" and 8 or 17 hexadecimal digits in lower case)',
};

export const VPC_ID: IdKind = {
  prefix: 'vpc-',
  rule: 'a VPC id ("vpc-" and 8 or 17 hexadecimal digits in lower case)',
};

/** What `StringParameter.valueFromLookup()` returns in the first synthesis, until the CLI has looked the value up. */
const PENDING_LOOKUP = 'dummy-value-for-';

/** CloudFormation puts the value in its place. */
const DYNAMIC_REFERENCE = /^\{\{resolve:.*\}\}$/;

const DIGITS = '[0-9a-f]{8}(?:[0-9a-f]{9})?';

/** The more specific prefix first. */
const OTHER_IDS: readonly (readonly [string, string])[] = [
  ['vpce-svc-', 'that is an endpoint service, which the provider of a service owns; give the id of the interface endpoint in the consumer\'s VPC'],
  ['vpce-', 'that is a VPC endpoint; pass it to AllowedConsumer.vpcEndpointId()'],
  ['vpc-', 'that is a VPC; AllowedConsumer.vpcId() allows every execute-api endpoint of a VPC'],
  ['eni-', 'that is a network interface of an endpoint; give the id of the endpoint itself'],
  ['subnet-', 'that is a subnet, which API Gateway cannot see; give the id of the endpoint itself'],
  ['sg-', 'that is a security group, which API Gateway cannot see; give the id of the endpoint itself'],
];

/**
 * What is wrong with an id, in words that follow the name of the property, or `undefined` for a good one.
 *
 * The expression is the same for every kind, so a mistake in one of them cannot hide.
 */
export function idProblem(kind: IdKind, id: string): string | undefined {
  return new RegExp(`^${kind.prefix}${DIGITS}$`).test(id) || id.startsWith(PENDING_LOOKUP) || DYNAMIC_REFERENCE.test(id)
    ? undefined
    : `must be ${kind.rule}, got ${JSON.stringify(id)}; ${remedy(kind, id)}`;
}

function remedy(kind: IdKind, id: string): string {
  const lowerCase = id.trim().toLowerCase();
  // An ARN ends with the id; the endpoint's own DNS names begin with it.
  const inside = new RegExp(`(?:^|/)(${kind.prefix}${DIGITS})(?:$|-)`).exec(lowerCase)?.[1];
  if (inside !== undefined) {
    return `write it as ${JSON.stringify(inside)}`;
  }
  const other = OTHER_IDS.find(([prefix]) => lowerCase.startsWith(prefix));
  if (other !== undefined && other[0] !== kind.prefix) {
    return other[1];
  }
  if (lowerCase.startsWith(kind.prefix)) {
    const rest = lowerCase.slice(kind.prefix.length);
    return `what follows "${kind.prefix}" ${/^[0-9a-f]*$/.test(rest) ? `has the length ${rest.length}` : 'is not hexadecimal'}; copy the whole id again`;
  }
  return 'copy it from the VPC console of the consumer\'s account';
}
