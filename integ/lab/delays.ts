/**
 * How long a change takes until callers meet it, in milliseconds. CloudFormation does not wait for any of it.
 *
 * AWS speaks of minutes for the names and the policies, and gives no limit.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 */
export interface Delays {
  /** A new deployment of a stage, and so its resource policy. */
  readonly redeployMs: number;
  readonly endpointPolicyMs: number;
  /** What DNS answers: names of endpoints and associations, private DNS, private hosted zones. */
  readonly namesMs: number;
}

export const NO_DELAYS: Delays = { redeployMs: 0, endpointPolicyMs: 0, namesMs: 0 };

/** Each part that is left out has none. */
export function delaysOf(given: Partial<Delays> = {}): Delays {
  const delays = { ...NO_DELAYS, ...given };
  for (const [name, value] of Object.entries(delays)) {
    if (!(name in NO_DELAYS)) {
      throw new Error(`delays must be of ${Object.keys(NO_DELAYS).join(', ')}, got ${JSON.stringify(name)}`);
    }
    if (!(Number.isFinite(value) && value >= 0)) {
      throw new Error(`${name} must be a number of milliseconds, got ${JSON.stringify(value)}; 0 is at once`);
    }
  }
  return delays;
}

export function isDelayed(delays: Delays): boolean {
  return Object.values(delays).some((each) => each > 0);
}
