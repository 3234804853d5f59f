import { Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { AllowedConsumerOptions, AllowedPrincipalOptions } from './allowed-consumer-options';
import type { IPrivateApiConsumer } from './i-private-api-consumer';
import type { ConsumerSource } from './private/allow-terms';
import { endpointProblem } from './private/endpoint-problem';
import { RequestedConsumer, requestProblems } from './private/requested-consumer';
import { IdKind, idProblem, VPC_ENDPOINT_ID, VPC_ID } from './private/resource-ids';
import { readCallers } from './private/signed-callers';

/**
 * One entry of an API's allow-list: who may call it, and on which terms.
 *
 * Every call to a private API arrives through an interface endpoint for `execute-api`, and API Gateway sees which endpoint that is and in
 * which VPC. An entry therefore names either of them, or callers that sign. It does not name the account of an endpoint: no condition key
 * that API Gateway supports tells it.
 *
 * Values may be tokens where the stage can follow them: ids of endpoints, VPCs and roles of the same app, SSM parameters
 * (`StringParameter.valueForStringParameter()`), and parameters of the API's stack. An id that is imported by `Fn::GetStackOutput`, or by an
 * SSM reference without a version, is refused, because `cdk deploy` skips a stack whose template did not change.
 *
 * @example
 * petStore.allow(AllowedConsumer.vpcEndpointId('vpce-0a1b2c3d4e5f60718', { name: 'orders', routes: ['GET /pets'] }));
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
   * @param vpcEndpointId Id of the consumer's endpoint for `execute-api`, in the API's Region: `vpce-` and 8 or 17 hexadecimal digits.
   * @param options On which terms it may call.
   */
  public static vpcEndpointId(vpcEndpointId: string, options: AllowedConsumerOptions = {}): AllowedConsumer {
    requireId('vpcEndpointId', VPC_ENDPOINT_ID, vpcEndpointId);
    return new AllowedConsumer(request({ kind: 'vpcEndpoint', id: vpcEndpointId }, options));
  }

  /**
   * The callers behind one interface endpoint that is at hand as a construct, of this app or imported.
   *
   * An endpoint of this app is followed: when a change replaces it, the next `cdk deploy --all` updates the API too. The API's stack is
   * deployed after the endpoint's.
   *
   * @param vpcEndpoint An interface endpoint for `execute-api`, in the API's Region. Gateway endpoints and those of other services are refused.
   * @param options On which terms it may call.
   */
  public static vpcEndpoint(vpcEndpoint: ec2.IVPCEndpointRef, options: AllowedConsumerOptions = {}): AllowedConsumer {
    const { vpcEndpointId } = vpcEndpoint.vpcEndpointRef;
    const problem = endpointProblem(vpcEndpoint);
    if (problem !== undefined) {
      throw new Error(`vpcEndpoint ${problem}`);
    }
    requireId('vpcEndpoint', VPC_ENDPOINT_ID, vpcEndpointId);
    return new AllowedConsumer({ ...request({ kind: 'vpcEndpoint', id: vpcEndpointId }, options), ...regionOf(vpcEndpoint) });
  }

  /**
   * The callers behind any interface endpoint of one VPC.
   *
   * It stays valid when the endpoint is replaced. It is also wider: whoever may create an `execute-api` endpoint in that VPC can call.
   * The VPC is the endpoint's, never that of a caller in a peered network.
   *
   * @param vpcId Id of the consumer's VPC, in the API's Region: `vpc-` and 8 or 17 hexadecimal digits.
   * @param options On which terms it may call.
   */
  public static vpcId(vpcId: string, options: AllowedConsumerOptions = {}): AllowedConsumer {
    requireId('vpcId', VPC_ID, vpcId);
    return new AllowedConsumer(request({ kind: 'vpc', id: vpcId }, options));
  }

  /**
   * The callers behind any interface endpoint of one VPC that is at hand as a construct, of this app or imported.
   *
   * @param vpc The VPC of the endpoint, in the API's Region.
   * @param options On which terms it may call.
   */
  public static vpc(vpc: ec2.IVPCRef, options: AllowedConsumerOptions = {}): AllowedConsumer {
    const { vpcId } = vpc.vpcRef;
    requireId('vpc', VPC_ID, vpcId);
    return new AllowedConsumer({ ...request({ kind: 'vpc', id: vpcId }, options), ...regionOf(vpc) });
  }

  /**
   * The callers of a consumer of the same app, by its endpoint.
   *
   * The API's stack is deployed after the consumer's network. A `PrivateApiConnection` to this API then belongs into a third stack, of the workload.
   *
   * @param consumer The consumer, whose endpoint is in the API's Region.
   * @param options On which terms it may call.
   */
  public static consumer(consumer: IPrivateApiConsumer, options: AllowedConsumerOptions = {}): AllowedConsumer {
    return AllowedConsumer.vpcEndpoint(consumer, options);
  }

  /**
   * Callers that sign, through whichever endpoint they come: the list does not limit the network then.
   *
   * They can call methods with IAM authorization only. Callers of another account also need `execute-api:Invoke` in a policy of their own
   * account.
   *
   * @param principal A role, a user, or an ARN, account or organization principal.
   * @param options On which terms they may call; `fromAnyEndpoint` must be true, and `sourceCidrs`, `principals` and `preflight` need a network.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
   */
  public static principal(principal: iam.IPrincipal, options: AllowedPrincipalOptions = {}): AllowedConsumer {
    const callers = readCallers([principal]);
    if (typeof callers === 'string') {
      throw new Error(`principal ${callers}`);
    }
    return new AllowedConsumer(request({ kind: 'principal', callers, fromAnyEndpoint: options.fromAnyEndpoint ?? false }, options));
  }

  /**
   * An entry whose values were checked where they came from.
   *
   * @internal
   */
  public static _of(consumer: RequestedConsumer): AllowedConsumer {
    return new AllowedConsumer(consumer);
  }

  private constructor(private readonly consumer: RequestedConsumer) {}

  /**
   * The entry as plain data.
   *
   * @internal
   */
  public _render(): RequestedConsumer {
    return this.consumer;
  }
}

function request(source: ConsumerSource, options: AllowedConsumerOptions): RequestedConsumer {
  const { name, routes, sourceCidrs, principals, expires, preflight } = options;
  requireName(name);
  if (expires !== undefined && Number.isNaN(expires.date.getTime())) {
    throw new Error('expires must be a date, got one that is none; write it like Expiration.atDate(new Date("2027-01-31T00:00:00Z"))');
  }
  const callers = principals && readCallers(principals);
  if (typeof callers === 'string') {
    throw new Error(`principals ${callers}`);
  }
  const consumer: RequestedConsumer = {
    source,
    ...(name !== undefined && { name }),
    ...(routes && { routes: [...routes] }),
    ...(sourceCidrs && { sourceCidrs: [...sourceCidrs] }),
    ...(callers && { principals: callers }),
    ...(expires && { expires: expires.date.toISOString() }),
    ...(preflight !== undefined && { preflight }),
  };
  const problems = requestProblems(consumer);
  if (problems.length > 0) {
    throw new Error(problems.join('\n'));
  }
  return consumer;
}

function regionOf({ env }: ec2.IVPCEndpointRef | ec2.IVPCRef): { region?: string } {
  return Token.isUnresolved(env.region) ? {} : { region: env.region };
}

function requireId(parameter: string, kind: IdKind, id: string): void {
  const problem = Token.isUnresolved(id) ? undefined : idProblem(kind, id);
  if (problem !== undefined) {
    throw new Error(`${parameter} ${problem}`);
  }
}

function requireName(name: string | undefined): void {
  if (Token.isUnresolved(name)) {
    throw new Error('name must be known when the app is synthesized, got a token; write the name itself, or leave it out');
  }
  if (name !== undefined && !/^\w[\w .-]{0,63}$/.test(name)) {
    throw new Error('name must start with a letter, a digit or "_" and have letters, digits, spaces, ".", "_" and "-" only, 64 at most, '
      + `got ${JSON.stringify(name)}; shorten it or leave it out`);
  }
}
