import { Endpoint, LabState } from '../state';
import { Resolution } from './resolution';

const EXECUTE_API_NAME = /^(?<label>.+)\.execute-api\.(?<region>[a-z0-9-]+)\.amazonaws\.com$/;
const ALIAS_LABEL = /^(?<api>[a-z0-9]+)-(?<endpoint>vpce-[0-9a-f]+)$/;
const ENDPOINT_NAME = /^(?<label>vpce-[^.]+)\.execute-api\.(?<region>[a-z0-9-]+)\.vpce\.amazonaws\.com$/;

/**
 * What everybody's resolver answers: public records with private addresses.
 *
 * @param whyNoDefaultName Why an API's default name is not known there; it is no public one.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
 */
export function resolvePublicName(state: LabState, name: string, whyNoDefaultName: (region: string) => string): Resolution {
  return executeApiName(state, name, whyNoDefaultName) ?? endpointName(state, name)
    ?? { notFound: `${name} is not a name of the lab: it has the execute-api names of private APIs, of interface endpoints and what private hosted zones hold` };
}

/** `{api}-{endpoint}` has a public record once the association is deployed; every other label is some API's default name. */
function executeApiName(state: LabState, name: string, whyNoDefaultName: (region: string) => string): Resolution | undefined {
  const { label, region } = EXECUTE_API_NAME.exec(name)?.groups ?? {};
  if (label === undefined) {
    return undefined;
  }
  const alias = ALIAS_LABEL.exec(label)?.groups;
  if (alias === undefined) {
    return { notFound: `${name} ${whyNoDefaultName(region)}` };
  }
  const api = state.apis.find((each) => each.id === alias.api && each.region === region && each.endpointType === 'PRIVATE');
  if (!api?.stages.some(({ deployment }) => deployment.vpcEndpointIds.includes(alias.endpoint))) {
    return { notFound: `${name} has no record: ${alias.endpoint} is not associated with ${alias.api} in a deployed stage` };
  }
  const endpoint = state.endpoints.find((each) => each.id === alias.endpoint && servesExecuteApi(each, region));
  return endpoint ? { addresses: addressesOf(endpoint) } : { notFound: `${name} has no record: ${alias.endpoint} does not exist in ${region}` };
}

/** The regional and zonal names of the endpoint itself. */
export function endpointName(state: LabState, name: string): Resolution | undefined {
  const { label, region } = ENDPOINT_NAME.exec(name)?.groups ?? {};
  if (label === undefined) {
    return undefined;
  }
  for (const endpoint of state.endpoints.filter((each) => servesExecuteApi(each, region))) {
    const regional = `${endpoint.id}-${endpoint.dnsSuffix}`;
    const addresses = addressesOf(endpoint, ({ availabilityZone }) => label === regional || label === `${regional}-${availabilityZone}`);
    if (addresses.length > 0) return { addresses };
  }
  return { notFound: `${name} is not the name of an execute-api endpoint that exists in ${region}` };
}

export function servesExecuteApi(endpoint: Endpoint, region: string): boolean {
  return endpoint.region === region && endpoint.serviceName === `com.amazonaws.${region}.execute-api`;
}

export function addressesOf(endpoint: Endpoint, condition: (each: Endpoint['interfaces'][number]) => boolean = () => true): string[] {
  return endpoint.interfaces.filter(condition).map(({ address }) => address);
}
