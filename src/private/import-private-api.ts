import { Resource, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { describeConsumer } from './allow-terms';
import { ApiFact, factProblem } from './api-facts';
import { constructError } from './errors';
import { idProblem, VPC_ENDPOINT_ID } from './resource-ids';
import type { AllowedConsumer } from '../allowed-consumer';
import type { CrossAccountPrivateApiAttributes, ICrossAccountPrivateApi } from '../i-cross-account-private-api';

/** A private API of another account, whose `env` is its owner's. */
export function importPrivateApi(scope: Construct, id: string, attrs: CrossAccountPrivateApiAttributes): ICrossAccountPrivateApi {
  const facts: [ApiFact, string][] = [
    ['restApiId', attrs.restApiId], ['stageName', attrs.stageName], ['account', attrs.account], ['region', attrs.region],
  ];
  const problems = [
    ...facts.flatMap(([fact, value]) => Token.isUnresolved(value) ? [] : factProblem(fact, value) ?? []),
    ...associationProblems(attrs.associatedVpcEndpointIds),
  ];
  if (problems.length > 0) {
    throw constructError(scope, problems.join('\n'));
  }

  class Import extends Resource implements ICrossAccountPrivateApi {
    public readonly restApiId = attrs.restApiId;
    public readonly stageName = attrs.stageName;
    public readonly restApiRef = { restApiId: attrs.restApiId };
    public readonly associatedVpcEndpointIds = attrs.associatedVpcEndpointIds && [...attrs.associatedVpcEndpointIds];
    public readonly endpointAccessMode = attrs.endpointAccessMode;
    public readonly disableExecuteApiEndpoint = attrs.disableExecuteApiEndpoint;

    public allow(consumer: AllowedConsumer): void {
      throw constructError(this, `allow() must be called on the API where it is defined, got ${JSON.stringify(attrs.restApiId)}, which is imported; `
        + `the provider, account ${attrs.account}, has to allow ${describeConsumer(consumer._render())}`);
    }
  }
  return new Import(scope, id, { account: attrs.account, region: attrs.region });
}

function associationProblems(ids: readonly string[] = []): string[] {
  if (Token.isUnresolved(ids)) return [];
  return ids.flatMap((id, index) => {
    const problem = Token.isUnresolved(id) ? undefined : idProblem(VPC_ENDPOINT_ID, id);
    return problem === undefined ? [] : `associatedVpcEndpointIds[${index}] ${problem}`;
  });
}
