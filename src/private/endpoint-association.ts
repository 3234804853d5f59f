import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AddressingWarning } from './addressing-problems';
import { idText, isSameId } from './deploy-time-ids';

/**
 * What an alias of an endpoint for an API needs: without an association it does not resolve.
 *
 * @param associated Endpoints that the provider has associated with the API; `undefined` where that is not known.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html
 */
export function checkAssociation(
  scope: IConstruct, associated: readonly string[] | undefined, vpcEndpointId: string,
): { readonly problem?: string; readonly warnings: AddressingWarning[] } {
  const endpoint = idText(scope, vpcEndpointId);
  switch (isAssociated(associated, vpcEndpointId)) {
    case true: return { warnings: [] };
    case false: return {
      warnings: [],
      problem: `api must be associated with the consumer's endpoint ${endpoint} for endpointAlias(), got [${associated!.map((id) => idText(scope, id)).join(', ')}]; `
        + 'ask the provider to allow that endpoint with associateVpcEndpoints: true, or choose another addressing',
    };
    case undefined: return {
      warnings: [{
        id: 'associationNotKnown',
        message: `endpointAlias() works only if the provider has associated the endpoint ${endpoint} with the API, which is not known here: `
          + 'without that the alias does not resolve. The provider allows that endpoint with associateVpcEndpoints: true, and deploys',
      }],
    };
  }
}

function isAssociated(associated: readonly string[] | undefined, vpcEndpointId: string): boolean | undefined {
  if (associated === undefined || Token.isUnresolved(associated)) return undefined;
  const same = associated.map((id) => isSameId(id, vpcEndpointId));
  return same.includes(true) || (same.includes(undefined) ? undefined : false);
}
