import { Annotations, CfnOutput, IResource, Lazy, Resource, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { AllowedConsumer } from './allowed-consumer';
import { accessLogQuery } from './private/access-log-query';
import { AllowListEntry, emptyListProblems, followedResources, needsSelector } from './private/allow-list';
import { describeConsumer } from './private/allow-terms';
import { ApiFact, factProblem } from './private/api-facts';
import { ApiPolicy, compileApiPolicy } from './private/api-policy';
import type { BoundApi } from './private/bound-api';
import { defineDeploymentSelector } from './private/define-deployment-selector';
import { constructError } from './private/errors';
import { defineHandOver } from './private/hand-over-output';
import { requireAllowList, requireEntries, requireMaximumLength, requireRevision, requireStageName } from './private/require-api-props';
import { PrivateApiAccessLog } from './private-api-access-log';
import { PrivateApiSource } from './private-api-source';

/**
 * A private REST API that other accounts call, defined here or imported.
 *
 * Its `env` is the provider's account and Region, also where the API is imported into a consumer's stack.
 */
export interface ICrossAccountPrivateApi extends IResource, apigateway.IRestApiRef {
  /**
   * Id of the REST API, the first label of its host name.
   *
   * @attribute
   */
  readonly restApiId: string;

  /**
   * Name of the stage that consumers call, the first segment of every path.
   *
   * @attribute
   */
  readonly stageName: string;

  /**
   * Endpoints that are associated with the API.
   *
   * Each has an alias `{api}-{vpce}` for it. Left out where that is not known.
   */
  readonly associatedVpcEndpointIds?: string[];

  /**
   * Whether callers must use the API's own name.
   *
   * With `STRICT` they must, with `BASIC` every form of address works. Left out where that is not known.
   */
  readonly endpointAccessMode?: apigateway.EndpointAccessMode;

  /**
   * Whether only a private custom domain is left to call the API by.
   *
   * Left out where that is not known.
   */
  readonly disableExecuteApiEndpoint?: boolean;

  /**
   * Put a consumer on the allow-list, where the API is defined.
   *
   * Of an imported API only the provider can change the list: there it throws.
   *
   * @param consumer Who may call. Its endpoint must be in this API's Region.
   */
  allow(consumer: AllowedConsumer): void;
}

/**
 * Attributes of a private API of another account, for `CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes()`.
 *
 * The provider has to tell them. `CrossAccountPrivateApi.exportHandOver()` writes them into a file that `HandOver` reads.
 */
export interface CrossAccountPrivateApiAttributes {
  /**
   * Id of the REST API: lower-case letters and digits.
   */
  readonly restApiId: string;

  /**
   * Name of the stage to call: letters, digits, `_` and `-`.
   */
  readonly stageName: string;

  /**
   * The provider's account: 12 digits.
   *
   * The policy of the consumer's endpoint names it, so that a call can reach no API of another account.
   */
  readonly account: string;

  /**
   * The API's Region, such as `eu-west-1`.
   *
   * It is also the Region of every consumer's endpoint: `execute-api` endpoints do not cross Regions.
   */
  readonly region: string;

  /**
   * Endpoints that the provider has associated with the API: the consumer's own must be among them to be called by its alias.
   *
   * @default - not known
   */
  readonly associatedVpcEndpointIds?: string[];

  /**
   * The API's access mode. With `STRICT` it can be called by its own name only.
   *
   * @default - not known
   */
  readonly endpointAccessMode?: apigateway.EndpointAccessMode;

  /**
   * Whether the provider has disabled the API's own name, so that only a private custom domain is left.
   *
   * @default - not known
   */
  readonly disableExecuteApiEndpoint?: boolean;
}

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
   * With `PrivateApiSource.existing()` the REST API's own associations stay, and this must be left out.
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

/**
 * A private REST API, published from this account and callable by the consumers on its allow-list only.
 *
 * It defines an API Gateway REST API of endpoint type `PRIVATE` with its resource policy, a deployment, one stage and an access log. The
 * policy is always there. It denies every call that comes from elsewhere than the allow-list, whatever an authorizer or an IAM policy of
 * this account allows. Whenever the policy or the model of the API changes, so does the deployment: the stage enforces what the template
 * says. Where a value of the list is known at deployment only (an SSM or a CloudFormation parameter), a function of this stack makes the
 * deployment when the value changes.
 *
 * The consumer's account needs an interface endpoint for `execute-api` in the same Region, such as `PrivateApiConsumer` defines.
 * The account's CloudWatch role for API Gateway is left alone: see `ApiGatewayAccountLogging`.
 *
 * @example
 * const petStore = new CrossAccountPrivateApi(this, 'PetStore', {
 *   allowedVpcEndpointIds: ['vpce-03f6d2b1bb8d0f015'],
 *   stageName: 'v1',
 * });
 * petStore.root.addResource('pets').addMethod('GET', new apigateway.LambdaIntegration(handler));
 * petStore.allow(AllowedConsumer.vpcId('vpc-0a1b2c3d4e5f60718', { name: 'orders', routes: ['GET /pets'] }));
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
 * @resource AWS::ApiGateway::RestApi
 */
export class CrossAccountPrivateApi extends Resource implements ICrossAccountPrivateApi {
  /**
   * Import a private API of another account, to connect a consumer to it.
   *
   * Nothing is looked up. The provider must have allowed the consumer's endpoint.
   *
   * @param scope Scope of the import.
   * @param id Id of the import in its scope.
   * @param attrs What the provider tells about the API.
   */
  public static fromCrossAccountPrivateApiAttributes(
    scope: Construct, id: string, attrs: CrossAccountPrivateApiAttributes,
  ): ICrossAccountPrivateApi {
    const facts: [ApiFact, string][] = [
      ['restApiId', attrs.restApiId], ['stageName', attrs.stageName], ['account', attrs.account], ['region', attrs.region],
    ];
    const problems = facts.flatMap(([fact, value]) => Token.isUnresolved(value) ? [] : factProblem(fact, value) ?? []);
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

  public readonly restApiId: string;
  public readonly stageName: string;
  public readonly restApiRef: apigateway.RestApiReference;

  /**
   * The REST API itself, for what this construct has no property for.
   *
   * A Deny that is added to its resource policy is kept; an Allow is refused at synthesis, because it could widen what a consumer with terms
   * may call. Its `url` works only behind an endpoint with private DNS: consumers get theirs from `PrivateApiConnection`.
   */
  public readonly restApi: apigateway.RestApiBase;

  public readonly endpointAccessMode?: apigateway.EndpointAccessMode;
  public readonly disableExecuteApiEndpoint?: boolean;

  /**
   * The log group of the access log, if the API has one of its own or was given one.
   */
  public readonly accessLogGroup?: logs.ILogGroupRef;


  private readonly entries: AllowListEntry[];
  private readonly api: BoundApi;
  private readonly associates: boolean;
  private selectedDeploymentId?: string;

  constructor(scope: Construct, id: string, props: CrossAccountPrivateApiProps = {}) {
    super(scope, id);

    const { policyRevision, useUndocumentedNotResource = false } = props;
    if (props.stageName !== undefined) {
      requireStageName(this, props.stageName);
    }
    requireRevision(this, policyRevision);
    const maximumLength = requireMaximumLength(this, props.maximumPolicyLength);
    const entries = requireAllowList(this, props.allowedVpcEndpointIds, props.allowedConsumers);

    const associates = props.associateVpcEndpoints ?? false;
    const source = props.api ?? PrivateApiSource.code();
    const accessLog = props.accessLog ?? (source._isExisting ? undefined : PrivateApiAccessLog.cloudWatch());
    const { destination, format, logGroup } = accessLog?._bind(this) ?? {};
    const api = source._bind(this, {
      id,
      stageName: props.stageName,
      accessLogDestination: destination,
      accessLogFormat: format,
      vpcEndpointIds: associates ? Lazy.list({ produce: () => endpointIds(entries) }) : undefined,
    });

    const compile = () => compileApiPolicy({
      entries,
      stageName: api.stageName,
      ...api.methods(),
      useUndocumentedNotResource,
      maximumLength,
      policyRevision,
      added: api.addedStatements(),
      ...placeOf(this),
      now: new Date().toISOString(),
    });
    const policy = Lazy.any({ produce: () => compile().document });
    api.resource.policy = policy;
    this.node.defaultChild = api.resource;
    this.node.addValidation({ validate: () => [...this.listProblems(compile()), ...api.problems(policy, this.selectedDeploymentId)] });
    if (logGroup !== undefined) {
      new CfnOutput(this, 'AccessLogQuery', {
        description: 'Logs Insights: who called, by the names of the allow-list',
        value: Lazy.string({ produce: () => accessLogQuery(entries.map(({ terms }) => terms)) }),
      });
    }

    this.entries = entries;
    this.api = api;
    this.associates = associates;
    this.restApi = api.restApi;
    this.restApiId = api.restApi.restApiId;
    this.restApiRef = api.restApi.restApiRef;
    this.stageName = api.stageName;
    this.endpointAccessMode = api.endpointAccessMode as apigateway.EndpointAccessMode | undefined ?? apigateway.EndpointAccessMode.BASIC;
    this.disableExecuteApiEndpoint = api.resource.disableExecuteApiEndpoint === true;
    this.accessLogGroup = logGroup;
    this.follow(entries);
  }

  public get associatedVpcEndpointIds(): string[] | undefined {
    return this.associates ? endpointIds(this.entries) : [...this.api.vpcEndpointIds];
  }

  /**
   * Root of the API's resources (`/`). Add resources and methods to it.
   *
   * An API from an OpenAPI definition has its resources there, and here it throws.
   */
  public get root(): apigateway.IResource {
    const { root } = this.api;
    if ('reason' in root) {
      throw constructError(this, root.reason);
    }
    return root.resource;
  }

  /**
   * Put a consumer on the allow-list.
   *
   * It can be called until the app is synthesized, from any file or stack of the app, in any order, and more than once for the same consumer.
   *
   * @param consumer Who may call. Its endpoint must be in this API's Region.
   */
  public allow(consumer: AllowedConsumer): void {
    const entries = requireEntries(this, [consumer._render()]);
    this.entries.push(...entries);
    this.follow(entries);
  }

  /**
   * Write this API's id, stage, account and Region into an output of the stack, for the consumers' apps.
   *
   * Deploy with `cdk deploy --outputs-file <file>` and pass the file on; a consumer reads it with `HandOver.fromFile()`.
   *
   * @param name Name of the hand-over: letters and digits, a letter first, once per stack. The output is called `HandOver<name>`.
   */
  public exportHandOver(name: string): void {
    defineHandOver(this, name, {
      kind: 'api',
      account: this.env.account,
      region: this.env.region,
      restApiId: this.restApiId,
      stageName: this.stageName,
      endpointAccessMode: this.endpointAccessMode!,
      disableExecuteApiEndpoint: this.disableExecuteApiEndpoint!,
      associatedVpcEndpointIds: Lazy.list({ produce: () => this.associatedVpcEndpointIds! }, { omitEmpty: false }),
    });
  }

  /** Make the stage follow values of the list that are not in the template. */
  private follow(entries: readonly AllowListEntry[]): void {
    for (const resource of followedResources(entries)) {
      // The CDK adds no order for references between accounts.
      Stack.of(this).addDependency(Stack.of(resource), `${this.node.path} allows ${resource.node.path}`);
    }
    if (needsSelector(entries)) {
      this.selectedDeploymentId ??= this.defineSelector();
    }
  }

  private defineSelector(): string {
    const { restApi } = this.api;
    const selected = defineDeploymentSelector(this, { restApi, deployment: restApi.latestDeployment! });
    (restApi.deploymentStage.node.defaultChild as apigateway.CfnStage).deploymentId = selected;
    return selected;
  }

  private listProblems({ errors, warnings }: ApiPolicy): readonly string[] {
    const empty = emptyListProblems(this.entries);
    if (empty.length > 0) return empty;
    for (const { id, message } of warnings) {
      Annotations.of(this).addWarningV2(`cdk-cross-account-private-api:${id}`, message);
    }
    return errors;
  }
}

function placeOf(scope: IResource): { partition?: string; region?: string } {
  const { region, partition } = Stack.of(scope);
  return { ...(!Token.isUnresolved(partition) && { partition }), ...(!Token.isUnresolved(region) && { region }) };
}

/** The endpoints of the list, each once, in the order of their texts. */
function endpointIds(entries: readonly AllowListEntry[]): string[] {
  const ids = entries.filter(({ terms }) => terms.source.kind === 'vpcEndpoint').map(({ values: [{ text, value }] }) => [text, value] as const);
  return [...new Map(ids)].sort(([one], [other]) => one < other ? -1 : 1).map(([, value]) => value);
}
