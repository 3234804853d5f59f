import { Annotations, CfnOutput, IResource, Lazy, Resource, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { AllowedConsumer } from './allowed-consumer';
import type { CrossAccountPrivateApiProps } from './cross-account-private-api-props';
import type { CrossAccountPrivateApiAttributes, ICrossAccountPrivateApi } from './i-cross-account-private-api';
import { accessLogQuery } from './private/access-log-query';
import { AllowListEntry, changedProblems, emptyListProblems, needsSelector, waitsOf } from './private/allow-list';
import { ApiPolicy, compileApiPolicy } from './private/api-policy';
import { stagesOfLatestDeployment } from './private/api-stages';
import type { BoundApi } from './private/bound-api';
import { compileAllowList } from './private/compile-allow-list';
import { defineDeploymentSelector } from './private/define-deployment-selector';
import { waitFor } from './private/deployment-order';
import { constructError } from './private/errors';
import { defineHandOver } from './private/hand-over-output';
import { importPrivateApi } from './private/import-private-api';
import { rememberLast } from './private/remember-last';
import { requireAllowList, requireEntries, requireMaximumLength, requireRevision, requireStageName } from './private/require-api-props';
import { PrivateApiAccessLog } from './private-api-access-log';
import { PrivateApiSource } from './private-api-source';

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
    return importPrivateApi(scope, id, attrs);
  }

  public readonly restApiId: string;
  public readonly stageName: string;
  public readonly restApiRef: apigateway.RestApiReference;

  /**
   * The REST API itself, for what this construct has no property for.
   *
   * A Deny that is added to its resource policy is kept; an Allow is refused at synthesis, because it could widen what a consumer with terms
   * may call, and so are another policy and another endpoint type of the resource. Its `url` works only behind an endpoint with private DNS: consumers get theirs from `PrivateApiConnection`.
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
  private validated?: object;

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
      vpcEndpointIds: associates ? Lazy.uncachedList({ produce: () => endpointIds(entries) }) : undefined,
    });

    const now = new Date().toISOString();
    const compileList = rememberLast(compileAllowList);
    const compile = () => compileApiPolicy({
      entries,
      stageName: api.stageName,
      ...api.methods(),
      useUndocumentedNotResource,
      maximumLength,
      policyRevision,
      added: api.addedStatements(),
      ...placeOf(this),
      now,
    }, compileList);
    // Not cached: whoever resolves it early must not fix it before the list and the methods are complete. Validation comes last.
    const policy = Lazy.uncachedAny({ produce: () => this.validated ?? compile().document });
    api.resource.policy = policy;
    this.node.defaultChild = api.resource;
    this.node.addValidation({
      validate: () => {
        this.moveStages(); // also those that were defined after the selector
        const compiled = compile();
        this.validated = compiled.document;
        return [...this.listProblems(compiled), ...api.problems(policy, this.selectedDeploymentId)];
      },
    });
    if (logGroup !== undefined) {
      new CfnOutput(this, 'AccessLogQuery', {
        description: 'Logs Insights: who called, by the names of the allow-list',
        value: Lazy.uncachedString({ produce: () => accessLogQuery(entries.map(({ terms }) => terms), entries.flatMap(({ values }) => values)) }),
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
    this.validated = undefined;
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
      associatedVpcEndpointIds: Lazy.uncachedList({ produce: () => this.associatedVpcEndpointIds! }, { omitEmpty: false }),
    });
  }

  /** Make the stage follow values of the list that are not in the template. */
  private follow(entries: readonly AllowListEntry[]): void {
    waitsOf(this, entries).forEach(waitFor);
    if (needsSelector(entries)) {
      const { restApi } = this.api;
      this.selectedDeploymentId ??= defineDeploymentSelector(this, { restApi, deployment: restApi.latestDeployment! });
      this.moveStages();
    }
  }

  private moveStages(): void {
    if (this.selectedDeploymentId === undefined) return;
    for (const stage of stagesOfLatestDeployment(this.api.restApi, this.api.resource)) {
      stage.deploymentId = this.selectedDeploymentId;
    }
  }

  private listProblems({ errors, warnings }: ApiPolicy): readonly string[] {
    const empty = emptyListProblems(this.entries);
    if (empty.length > 0) return empty;
    for (const { id, message } of [...warnings, ...this.api.warnings()]) {
      Annotations.of(this).addWarningV2(`cdk-cross-account-private-api:${id}`, message);
    }
    return [...changedProblems(this, this.entries), ...errors];
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
