/** How the request names the API: by a host name of its own, or by a header on the endpoint's host name. */
export type AddressingForm = 'hostedZone' | 'privateDns' | 'endpointAlias' | 'hostHeader' | 'apiIdHeader';

export interface AddressingFacts {
  readonly restApiId: string;
  readonly vpcEndpointId: string;
  /** `execute-api.{region}.{suffix}` */
  readonly domain: string;
  /** `{vpceId}-{suffix}.execute-api.{region}.vpce.{suffix}`; to read it fails where it is not known. */
  readonly endpointHostName: string;
}

export interface Address {
  readonly hostName: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The API's own name, the first label of which is its id. */
export function apiHostName({ restApiId, domain }: Pick<AddressingFacts, 'restApiId' | 'domain'>): string {
  return `${restApiId}.${domain}`;
}

/** The form that works with an endpoint as it is; `undefined` where it is not known what the endpoint does. */
export function defaultForm({ isAdopted, privateDnsEnabled }: { isAdopted: boolean; privateDnsEnabled?: boolean }): AddressingForm | undefined {
  if (privateDnsEnabled === true) return 'privateDns';
  if (!isAdopted) return 'hostedZone';
  return privateDnsEnabled === false ? 'apiIdHeader' : undefined;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html */
export function addressOf(form: AddressingForm, facts: AddressingFacts): Address {
  const { restApiId, vpcEndpointId, domain } = facts;
  switch (form) {
    case 'hostedZone':
    case 'privateDns': return { hostName: apiHostName(facts), headers: {} };
    case 'endpointAlias': return { hostName: `${restApiId}-${vpcEndpointId}.${domain}`, headers: {} };
    case 'hostHeader': return { hostName: facts.endpointHostName, headers: { Host: apiHostName(facts) } };
    case 'apiIdHeader': return { hostName: facts.endpointHostName, headers: { 'x-apigw-api-id': restApiId } };
  }
}

/** The host that a signature is made for: the one that arrives with the request. */
export function signedHostOf({ hostName, headers }: Address): string {
  return headers.Host ?? hostName;
}

/** What a process needs to call the API, as environment variables. */
export function environmentOf(url: string, headers: Address['headers']): Record<string, string> {
  const environment: Record<string, string> = { PRIVATE_API_URL: url };
  // No form needs more than one header.
  for (const [name, value] of Object.entries(headers)) {
    environment.PRIVATE_API_HEADER_NAME = name;
    environment.PRIVATE_API_HEADER_VALUE = value;
  }
  return environment;
}

/** A command line that calls the API. The URL is last and needs no quotes, so that a path can be typed behind it. */
export function curlOf(url: string, headers: Address['headers']): string {
  const options = Object.entries(headers).map(([name, value]) => `--header '${name}: ${value}' `);
  return `curl --silent --show-error --include ${options.join('')}${url}`;
}
