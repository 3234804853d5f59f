import type { AllowedConsumer } from './allowed-consumer';
import type { PrivateApiAccessLog } from './private-api-access-log';
import type { PrivateApiSource } from './private-api-source';

/**
 * Properties for `CrossAccountPrivateApi`.
 */
export interface CrossAccountPrivateApiProps {
  /**
   * Ids of the interface endpoints that may call, the allow-list in its simplest form.
   *
   * Each is the id of an `execute-api` endpoint that a consumer owns, in this API's Region: `vpce-` and 8 or 17 hexadecimal digits, or a
   * token that the stage can follow (see `AllowedConsumer`). Order and repetition do not matter. A changed list makes a new deployment of
   * the API, without which the stage would go on enforcing the old list.
   *
   * @default - no endpoint by this property; `allowedConsumers` or `allow()` must then name a consumer
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
   */
  readonly allowedVpcEndpointIds?: string[];

  /**
   * Who may call, with a name and terms, or by other means than an endpoint's id.
   *
   * It adds to `allowedVpcEndpointIds`, and `allow()` adds to both. A source that is named more than once must have the same terms each time.
   *
   * @default - no consumer by this property; `allowedVpcEndpointIds` or `allow()` must then name one
   */
  readonly allowedConsumers?: AllowedConsumer[];

  /**
   * Where the API comes from: resources in code, an OpenAPI definition, or a REST API that the app has already.
   *
   * @default PrivateApiSource.code() - add resources and methods to `root`
   */
  readonly api?: PrivateApiSource;

  /**
   * Name of the stage: letters, digits, `_` and `-`, 128 at most, as a literal and not a token.
   *
   * It is part of every consumer's URL. Changing this replaces the stage, and consumers must change their URL. With
   * `PrivateApiSource.existing()` it is the existing stage's, and must be left out.
   *
   * @default 'prod'
   */
  readonly stageName?: string;

  /**
   * What is written down of each request, and where to.
   *
   * A log group needs the account's CloudWatch role, which is one setting per account and Region: deploy an `ApiGatewayAccountLogging`
   * before, in a stack of its own. With `PrivateApiSource.existing()` the existing stage's log stays as it is, and this must be left out.
   *
   * @default PrivateApiAccessLog.cloudWatch() - a log group of its own
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
   */
  readonly accessLog?: PrivateApiAccessLog;

  /**
   * Whether the endpoints on the allow-list are associated with the API.
   *
   * An association gives the API a public DNS name for each endpoint, `{api}-{vpce}.execute-api.{region}`, that leads to the endpoint's private
   * addresses. Consumers then need neither private DNS nor a header, also from peered and on-premises networks. It grants nothing.
   * A REST API of `PrivateApiSource.existing()` that has associations of its own keeps them, and this must be left out.
   *
   * @default false - consumers name the API by private DNS, by a hosted zone or by a header
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html
   */
  readonly associateVpcEndpoints?: boolean;

  /**
   * Any text; changing it makes a new deployment of the API.
   *
   * For what happens outside the app: the stage then enforces the policy with the values that CloudFormation reads in this deployment.
   *
   * @default - a new deployment is made when the template shows a change
   */
  readonly policyRevision?: string;

  /**
   * Accepts that the routes of a consumer are limited by `NotResource`, which no AWS document shows for API Gateway.
   *
   * It is needed where an entry has `routes` (or `principals` with `preflight`) and a method has a Lambda authorizer or IAM authorization,
   * or the methods cannot be read at synthesis. There an authorizer or an IAM policy that allows a call is enough, and only a Deny of all
   * other routes limits it. The elements are those of IAM, and were tried in the lab of this library, not on AWS: try it on your API first.
   *
   * @default false - such entries are refused at synthesis
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
   */
  readonly useUndocumentedNotResource?: boolean;

  /**
   * How many characters the resource policy may have, once the quota `L-8B81B02C` of the account and Region has been raised.
   *
   * The default has room for 310 endpoints without terms. Synthesis warns from 90 % and fails beyond.
   *
   * @default 8192
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
   */
  readonly maximumPolicyLength?: number;
}
