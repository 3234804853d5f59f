import type { CfnRestApi, IAccessLogDestination, AccessLogFormat, IResource, RestApiBase } from 'aws-cdk-lib/aws-apigateway';
import type { MethodReading } from './deployed-methods';
import type { PolicyStatement } from './policy-changes';

/** What the construct that guards an API asks of its source; a property that is left out was not given. */
export interface ApiRequest {
  /** Id of the construct, and so the name of an API that has no other. */
  readonly id: string;
  readonly stageName?: string;
  readonly accessLogDestination?: IAccessLogDestination;
  readonly accessLogFormat?: AccessLogFormat;
  /** Endpoints to associate with the API; also a list that only the deployment knows. */
  readonly vpcEndpointIds?: readonly string[];
}

/** An API whose policy its construct may now set. */
export interface BoundApi {
  /** A `RestApi` or a `SpecRestApi`. */
  readonly restApi: RestApiBase;
  readonly resource: CfnRestApi;
  /** As a literal, because the routes of a policy name it. */
  readonly stageName: string;
  /** Where methods are added, or why there is no such place. */
  readonly root: RootOrReason;
  /** `undefined` where the API has none, and callers may use every form of address. */
  readonly endpointAccessMode?: string;
  /** Endpoints that have an alias for this API, as far as the app knows. */
  readonly vpcEndpointIds: readonly string[];
  /** What was added by `addToResourcePolicy()`. An Allow is a problem; a Deny belongs behind the statements of the allow-list. */
  addedStatements(): readonly PolicyStatement[];
  /** For the compilation of the allow-list, when all methods are there. */
  methods(): MethodReading;
  /**
   * For a validation at synthesis: what would make a stage enforce something else than the policy of the allow-list.
   *
   * @param policy What the construct made the policy of the resource.
   * @param selectedDeploymentId What the deployment selector answers, if there is one.
   */
  problems(policy: unknown, selectedDeploymentId?: string): string[];
  /** For the same validation: what does not stop the synthesis, with the ids of annotations. What is known earlier is annotated already. */
  warnings(): readonly { readonly id: string; readonly message: string }[];
}

export type RootOrReason = { readonly resource: IResource } | { readonly reason: string };
