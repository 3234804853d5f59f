import type { AddressingForm } from './addressing';

/** What is known about an API and an endpoint. `undefined`: not known. */
export interface ConnectionFacts {
  readonly endpointAccessMode?: string;
  readonly disableExecuteApiEndpoint?: boolean;
  readonly privateDnsEnabled?: boolean;
}

/** Something to be said that does not stop the synthesis. Ids are public: users acknowledge a warning by its id. */
export interface AddressingWarning {
  readonly id: string;
  readonly message: string;
}

/** The forms in which the request names the API's own host to TLS and to HTTP alike. */
const BY_OWN_NAME: readonly AddressingForm[] = ['hostedZone', 'privateDns'];

export const UNKNOWN_DEFAULT = 'addressing must be given where it is not known whether the endpoint has private DNS, got none; '
  + 'pass privateDnsEnabled where the endpoint is adopted or imported, or choose a form such as PrivateApiAddressing.apiIdHeader()';

/**
 * Why a form can never reach the API, or `undefined` if it may.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
 */
export function addressingProblem(
  form: AddressingForm, { endpointAccessMode, disableExecuteApiEndpoint, privateDnsEnabled }: ConnectionFacts,
): string | undefined {
  if (disableExecuteApiEndpoint === true) {
    return `api must not have disableExecuteApiEndpoint true for a call by ${form}(), got true; every form of address is answered with 403, `
      + 'so ask the provider to set it to false';
  }
  if (endpointAccessMode === 'STRICT' && !BY_OWN_NAME.includes(form)) {
    return `addressing must be hostedZone() or privateDns() for an API with endpointAccessMode "STRICT", got ${form}(); `
      + 'choose one of them, or ask the provider for BASIC';
  }
  if (form === 'privateDns' && privateDnsEnabled === false) {
    return 'addressing must not be privateDns() with an endpoint that has private DNS off, got privateDns(); '
      + 'choose hostedZone(), or create the endpoint with privateDnsEnabled: true';
  }
  return undefined;
}

/** What the chosen form needs of the endpoint, where nobody said whether it is there. */
export function addressingWarnings(form: AddressingForm, { privateDnsEnabled }: ConnectionFacts): AddressingWarning[] {
  return form !== 'privateDns' || privateDnsEnabled !== undefined ? [] : [{
    id: 'privateDnsNotKnown',
    message: 'privateDns() works only if the endpoint has private DNS on, which is not known here: without it the API\'s host name does not resolve. '
      + 'Pass privateDnsEnabled where the endpoint is adopted or imported',
  }];
}
