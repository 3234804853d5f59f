/** Where a resource lives. `undefined`: known at deployment only. */
export interface Place {
  readonly account?: string;
  readonly region?: string;
}

/**
 * Why an endpoint cannot be connected to an API, or `undefined` if it can.
 *
 * Two places that are both unknown are the same one: the CDK deploys stacks without `env` to the environment of the deployment.
 */
export function connectionProblem(api: Place, endpoint: Place): string | undefined {
  if (api.region !== undefined && endpoint.region !== undefined && api.region !== endpoint.region) {
    return `api must be in the Region of the consumer's endpoint, ${JSON.stringify(endpoint.region)}, got ${JSON.stringify(api.region)}; `
      + 'an execute-api endpoint serves the APIs of its own Region only, so define the PrivateApiConsumer in that Region';
  }
  for (const fact of ['account', 'region'] as const) {
    if (api[fact] === undefined && endpoint[fact] !== undefined) {
      return `api must have a known ${fact}, because the endpoint's policy names it, got a token; give the provider's stack an env with a concrete ${fact}`;
    }
  }
  return undefined;
}
