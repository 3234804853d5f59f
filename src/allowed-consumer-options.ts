import type { Expiration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';

/**
 * Options for `AllowedConsumer`: on which terms the consumer may call.
 *
 * A term that is left out limits nothing. Terms limit calls with every kind of authorization, also where a Lambda authorizer or an IAM
 * policy of the provider's account allows more.
 */
export interface AllowedConsumerOptions {
  /**
   * A name for people, such as the consumer's team.
   *
   * It appears in messages, in the ids of the statements about a consumer with terms, and in the query of the access log. Letters, digits,
   * spaces, `.`, `_` and `-`; 64 characters at most.
   *
   * @default - messages and the access log show the id alone
   */
  readonly name?: string;

  /**
   * The only routes that it may call: a method or `ANY`, a space, and a path without the stage, such as `GET /pets/{petId}`.
   *
   * A route allows its path with and without a slash at the end. A `{parameter}` also allows deeper paths, because a policy cannot say one
   * segment only: a method of the API that lies there must be listed too, or synthesis fails. `ANY /pets/*` allows all below `/pets/`.
   * Each route must match a method of the API. `ANY` does not allow `OPTIONS`: see `preflight`.
   *
   * Where a method has a Lambda authorizer or IAM authorization, or the methods cannot be read at synthesis, the limit needs an element
   * that AWS does not document for API Gateway: see `CrossAccountPrivateApiProps.useUndocumentedNotResource`.
   *
   * @default - every route
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
   */
  readonly routes?: string[];

  /**
   * The only addresses from which it may call, as CIDR ranges of IPv4 or IPv6 in the consumer's VPC, or in a network that is routed to it.
   *
   * They are compared with `aws:VpcSourceIp`. `/0` is refused, and so are tokens: write the ranges themselves.
   *
   * @default - every address
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
   */
  readonly sourceCidrs?: string[];

  /**
   * The only callers: roles, users, accounts or organizations that sign their requests with Signature Version 4.
   *
   * The methods that they call must have IAM authorization; elsewhere callers are anonymous, and synthesis fails. Callers of another account also
   * need `execute-api:Invoke` in a policy of their own account. Composite, service, federated and conditioned
   * principals are refused, and so is the ARN of an account (`…:root`): give an `AccountPrincipal`.
   *
   * @default - every caller, signed or not
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
   */
  readonly principals?: iam.IPrincipal[];

  /**
   * When access ends, to the second, by itself and without a deployment.
   *
   * Write it as `Expiration.atDate()` or `atTimestamp()`: `after()` moves with every synthesis. With a date in the past there is a warning, and the
   * consumer is denied.
   *
   * @default - access does not end
   */
  readonly expires?: Expiration;

  /**
   * Whether browsers may ask before they call: `OPTIONS` on the same paths, unsigned, from the same network and addresses.
   *
   * @default false - `OPTIONS` is allowed only if it is among the routes, or if the entry has no routes
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
   */
  readonly preflight?: boolean;
}

/**
 * Options for `AllowedConsumer.principal()`.
 */
export interface AllowedPrincipalOptions extends AllowedConsumerOptions {
  /**
   * Says that the callers may come through any `execute-api` endpoint of the Region, whoever owns it.
   *
   * It must be true: without a network nothing else limits where they come from. To let them come through one endpoint only, list the
   * endpoint or the VPC and give it `principals`.
   *
   * @default false - refused
   */
  readonly fromAnyEndpoint?: boolean;
}
