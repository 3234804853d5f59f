/** How the request names the API: by its own host name, or by a header on the endpoint's host name. */
export type AddressingForm = 'privateDns' | 'hostHeader' | 'apiIdHeader';

export interface AddressingFacts {
  readonly restApiId: string;
  /** `{apiId}.execute-api.{region}.{suffix}` */
  readonly apiHostName: string;
  /** `{vpceId}-{suffix}.execute-api.{region}.vpce.{suffix}` */
  readonly endpointHostName: string;
}

export interface Address {
  readonly hostName: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The form that works with an endpoint as it is, with no change to the API. */
export function defaultForm(privateDnsEnabled: boolean): AddressingForm {
  return privateDnsEnabled ? 'privateDns' : 'apiIdHeader';
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html */
export function addressOf(form: AddressingForm, facts: AddressingFacts): Address {
  switch (form) {
    case 'privateDns': return { hostName: facts.apiHostName, headers: {} };
    case 'hostHeader': return { hostName: facts.endpointHostName, headers: { Host: facts.apiHostName } };
    case 'apiIdHeader': return { hostName: facts.endpointHostName, headers: { 'x-apigw-api-id': facts.restApiId } };
  }
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
