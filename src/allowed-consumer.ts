import { Token } from 'aws-cdk-lib';
import type { AllowedSource } from './private/allow-list';
import { IdKind, idProblem, VPC_ENDPOINT_ID, VPC_ID } from './private/resource-ids';

/**
 * Options for `AllowedConsumer`.
 */
export interface AllowedConsumerOptions {
  /**
   * A name for people, such as the consumer's team.
   *
   * It appears in messages about this entry and never in the API's policy, so it can change without a new deployment.
   * Letters, digits, spaces, `.`, `_` and `-`; 64 characters at most.
   *
   * @default - messages show the id alone
   */
  readonly name?: string;
}

/**
 * One entry of an API's allow-list: who may call it.
 *
 * Every call to a private API arrives through an interface endpoint for `execute-api`, and API Gateway sees which endpoint that is and in
 * which VPC. An entry therefore names either of them. It does not name the account: no condition key tells the account of an endpoint.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
 */
export class AllowedConsumer {
  /**
   * The callers behind one interface endpoint.
   *
   * Every network that is routed to the endpoint, by peering or Direct Connect for instance, calls as that endpoint. The consumer's
   * account must tell the id; a `PrivateApiConsumer` writes it into a hand-over. If the endpoint is replaced its id changes, and the
   * list must change with it.
   *
   * @param vpcEndpointId Id of the consumer's endpoint: `vpce-` and 8 or 17 hexadecimal digits, as a literal and not a token. The stage
   * enforces a copy of the policy, which is renewed when the template changes, and a token's value can change without that.
   * @param options How the entry is called.
   */
  public static vpcEndpointId(vpcEndpointId: string, options: AllowedConsumerOptions = {}): AllowedConsumer {
    requireId('vpcEndpointId', VPC_ENDPOINT_ID, vpcEndpointId);
    requireName(options.name);
    return new AllowedConsumer({ kind: 'vpcEndpoint', id: vpcEndpointId, name: options.name });
  }

  /**
   * The callers behind any interface endpoint of one VPC.
   *
   * It stays valid when the endpoint is replaced. It is also wider: whoever may create an `execute-api` endpoint in that VPC can call.
   * The VPC is the endpoint's, never that of a caller in a peered network.
   *
   * @param vpcId Id of the consumer's VPC: `vpc-` and 8 or 17 hexadecimal digits, as a literal and not a token.
   * @param options How the entry is called.
   */
  public static vpcId(vpcId: string, options: AllowedConsumerOptions = {}): AllowedConsumer {
    requireId('vpcId', VPC_ID, vpcId);
    requireName(options.name);
    return new AllowedConsumer({ kind: 'vpc', id: vpcId, name: options.name });
  }

  /**
   * An entry whose values were checked where they came from.
   *
   * @internal
   */
  public static _of(source: AllowedSource): AllowedConsumer {
    return new AllowedConsumer(source);
  }

  private constructor(private readonly source: AllowedSource) {}

  /**
   * The entry as plain data.
   *
   * @internal
   */
  public _render(): AllowedSource {
    return this.source;
  }
}

function requireId(parameter: string, kind: IdKind, id: string): void {
  const problem = idProblem(kind, id, Token.isUnresolved(id));
  if (problem !== undefined) {
    throw new Error(`${parameter} ${problem}`);
  }
}

function requireName(name: string | undefined): void {
  if (name !== undefined && !/^\w[\w .-]{0,63}$/.test(name)) {
    throw new Error('name must start with a letter, a digit or "_" and have letters, digits, spaces, ".", "_" and "-" only, 64 at most, '
      + `got ${JSON.stringify(name)}; shorten it or leave it out`);
  }
}
