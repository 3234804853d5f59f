import { IResource, Lazy, Resource, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { AllowedConsumer } from './allowed-consumer';
import { AllowedSource, emptyListProblems } from './private/allow-list';
import { ApiFact, factProblem } from './private/api-facts';
import { constructError } from './private/errors';
import { defineHandOver } from './private/hand-over-output';
import { compileInvokePolicy } from './private/invoke-policy';
import { requireAllowList, requireSameRegion, requireStageName } from './private/require-api-props';

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
}

/**
 * Attributes of a private API of another account, for `CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes()`.
 *
 * The provider has to tell all of them. `CrossAccountPrivateApi.exportHandOver()` writes them into a file that `HandOver` reads.
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
}

/**
 * Properties for `CrossAccountPrivateApi`.
 */
export interface CrossAccountPrivateApiProps {
  /**
   * Ids of the interface endpoints that may call, the allow-list in its simplest form.
   *
   * Each is the id of an `execute-api` endpoint that a consumer owns, in this API's Region: `vpce-` and 8 or 17 hexadecimal digits, as
   * literals and not tokens. Order and repetition do not matter. A changed list makes a new deployment of the API, without which the
   * stage would go on enforcing the old list.
   *
   * @default - no endpoint by this property; `allowedConsumers` or `allow()` must then name a consumer
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
   */
  readonly allowedVpcEndpointIds?: string[];

  /**
   * Who may call, with a name or by other means than an endpoint's id.
   *
   * It adds to `allowedVpcEndpointIds`, and `allow()` adds to both.
   *
   * @default - no consumer by this property; `allowedVpcEndpointIds` or `allow()` must then name one
   */
  readonly allowedConsumers?: AllowedConsumer[];

  /**
   * Name of the stage: letters, digits, `_` and `-`, 128 at most, as a literal and not a token.
   *
   * It is part of every consumer's URL. Changing this replaces the stage, and consumers must change their URL.
   *
   * @default 'prod'
   */
  readonly stageName?: string;

  /**
   * Name of the REST API, as the console shows it.
   *
   * Changing this keeps the API and its id.
   *
   * @default - the id of this construct
   */
  readonly restApiName?: string;

  /**
   * What the API is for, as the console shows it.
   *
   * @default - the API has no description
   */
  readonly description?: string;
}

/**
 * A private REST API, published from this account and callable by the consumers on its allow-list only.
 *
 * It defines an API Gateway REST API of endpoint type `PRIVATE` with its resource policy, a deployment and one stage. The policy is
 * always there. It denies every call that comes from elsewhere than the allow-list, whatever an authorizer or an IAM policy of this
 * account allows. Whenever the policy or the model of the API changes, so does the deployment: the stage enforces what the template says.
 *
 * The consumer's account needs an interface endpoint for `execute-api` in the same Region, such as `PrivateApiConsumer` defines.
 * The account's CloudWatch role for API Gateway is left alone.
 *
 * @example
 * const petStore = new CrossAccountPrivateApi(this, 'PetStore', {
 *   allowedVpcEndpointIds: ['vpce-03f6d2b1bb8d0f015'],
 *   stageName: 'v1',
 * });
 * petStore.root.addResource('pets').addMethod('GET', new apigateway.LambdaIntegration(handler));
 * petStore.allow(AllowedConsumer.vpcId('vpc-0a1b2c3d4e5f60718', { name: 'orders' }));
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
    }
    return new Import(scope, id, { account: attrs.account, region: attrs.region });
  }

  public readonly restApiId: string;
  public readonly stageName: string;
  public readonly restApiRef: apigateway.RestApiReference;

  /**
   * Root of the API's resources (`/`). Add resources and methods to it.
   */
  public readonly root: apigateway.IResource;

  /**
   * The REST API itself, for what this construct has no property for.
   *
   * Statements that are added to its resource policy are kept. None of them can let in a caller that is not on the allow-list.
   * Its `url` works only behind an endpoint with private DNS: consumers get theirs from `PrivateApiConnection`.
   */
  public readonly restApi: apigateway.RestApi;

  private readonly sources: AllowedSource[];

  constructor(scope: Construct, id: string, props: CrossAccountPrivateApiProps = {}) {
    super(scope, id);

    const stageName = props.stageName ?? 'prod';
    requireStageName(this, stageName);
    const sources = requireAllowList(this, props.allowedVpcEndpointIds, props.allowedConsumers);

    // What is added to the RestApi's policy lands here and is kept, behind the compiled statements.
    const added = new iam.PolicyDocument();
    const restApi = new apigateway.RestApi(this, 'Resource', {
      restApiName: props.restApiName ?? id,
      description: props.description,
      endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] },
      policy: added,
      deployOptions: { stageName },
      // One setting of the whole account and Region: an API must not overwrite it (aws/aws-cdk#10878).
      cloudWatchRole: false,
    });
    // The L2 prints a URL that no one outside an endpoint with private DNS can resolve, and has no option to leave it out.
    restApi.node.tryRemoveChild('Endpoint');
    const resource = restApi.node.defaultChild as apigateway.CfnRestApi;
    resource.policy = Lazy.any({ produce: () => policyDocument(this.sources, added) });

    this.node.defaultChild = resource;
    this.node.addValidation({ validate: () => emptyListProblems(this.sources) });

    this.sources = sources;
    this.restApi = restApi;
    this.root = restApi.root;
    this.restApiId = restApi.restApiId;
    this.restApiRef = restApi.restApiRef;
    this.stageName = stageName;
  }

  /**
   * Put a consumer on the allow-list.
   *
   * It can be called until the app is synthesized, in any order, and more than once for the same consumer.
   *
   * @param consumer Who may call. Its endpoint must be in this API's Region.
   */
  public allow(consumer: AllowedConsumer): void {
    const source = consumer._render();
    requireSameRegion(this, [source]);
    this.sources.push(source);
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
      kind: 'api', account: this.env.account, region: this.env.region, restApiId: this.restApiId, stageName: this.stageName,
    });
  }
}

/** The compiled policy, and behind it what was added to the RestApi's own, which the guard limits all the same. */
function policyDocument(sources: readonly AllowedSource[], added: iam.PolicyDocument) {
  const compiled = compileInvokePolicy(sources);
  return added.isEmpty ? compiled : { ...compiled, Statement: [...compiled.Statement, ...added.toJSON().Statement] };
}
