import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import type { ApiRequest, BoundApi } from './private/bound-api';
import { defineCodeApi, defineOpenApi } from './private/define-private-api';
import { bindExistingApi } from './private/existing-api';

/**
 * Options for every API that `PrivateApiSource` defines.
 */
export interface PrivateApiSourceOptions {
  /**
   * Name of the REST API, as the console shows it.
   *
   * Changing this keeps the API and its id.
   *
   * @default - the id of the construct that owns the API
   */
  readonly restApiName?: string;

  /**
   * Options of the stage, such as throttling, tracing and caching.
   *
   * Its name and its access log are left out here: `stageName` and `accessLog` of the construct set them.
   *
   * @default - the stage has API Gateway's defaults
   */
  readonly deployOptions?: apigateway.StageOptions;

  /**
   * Which TLS versions and ciphers a consumer may use.
   *
   * A policy that begins with `SecurityPolicy_` needs `endpointAccessMode`. The ones of edge-optimized APIs are refused. A change takes
   * about 15 minutes, in which the API answers.
   *
   * @default - API Gateway's default for private APIs, TLS 1.2 or newer
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html
   */
  readonly securityPolicy?: apigateway.SecurityPolicy;

  /**
   * Whether a consumer has to call the API by its own name.
   *
   * `STRICT` refuses calls by an endpoint's alias, the `Host` header or the `x-apigw-api-id` header. Consumers then need private DNS, a
   * hosted zone of theirs, or a private custom domain. Going from `STRICT` back to `BASIC` makes the API unavailable for about 15 minutes.
   *
   * @default - no access mode, as `securityPolicy` is left out too; every form of address works
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
   */
  readonly endpointAccessMode?: apigateway.EndpointAccessMode;

  /**
   * Whether the API refuses calls by its own name and by those of endpoints, so that only a private custom domain is left.
   *
   * Every consumer needs that domain before this is switched on.
   *
   * @default false - the API can be called by its own name
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html
   */
  readonly disableExecuteApiEndpoint?: boolean;
}

/**
 * Options for `PrivateApiSource.code()`.
 */
export interface PrivateApiCodeOptions extends PrivateApiSourceOptions {
  /**
   * What the API is for, as the console shows it.
   *
   * @default - the API has no description
   */
  readonly description?: string;

  /**
   * Backend of every method that names none.
   *
   * @default - each method names its own, or answers by itself
   */
  readonly defaultIntegration?: apigateway.Integration;

  /**
   * Options of every method that names none, such as its authorization.
   *
   * @default - methods have no authorization: the policy of the API alone decides who may call
   */
  readonly defaultMethodOptions?: apigateway.MethodOptions;

  /**
   * An `OPTIONS` method for every resource, which answers preflight requests of browsers.
   *
   * A preflight request is anonymous. A consumer with limited routes needs it allowed too.
   *
   * @default - no resource answers preflight requests
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
   */
  readonly defaultCorsPreflightOptions?: apigateway.CorsOptions;
}

/**
 * Options for `PrivateApiSource.openApi()`.
 *
 * The description of the API is that of the document.
 */
export interface PrivateApiOpenApiOptions extends PrivateApiSourceOptions {}

/**
 * Where the REST API of a `CrossAccountPrivateApi` comes from.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html
 */
export class PrivateApiSource {
  /**
   * An API that is defined by constructs: methods are added to `root`.
   *
   * @param options What the API is like.
   */
  public static code(options: PrivateApiCodeOptions = {}): PrivateApiSource {
    return new PrivateApiSource((scope, request) => defineCodeApi(scope, request, options), false);
  }

  /**
   * An API that is defined by an OpenAPI document of version 2.0 or 3.0.
   *
   * The document has no policy of its own and no other endpoint type than `PRIVATE`. An inline document is checked when the app is
   * synthesized, and the routes of the allow-list are compared with its methods. One in a bucket or a file is not read: check it yourself.
   * `root` of the construct throws, because methods of constructs would mix with those of the document.
   *
   * @param definition The document, best by `ApiDefinition.fromInline()`.
   * @param options What the API is like.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
   */
  public static openApi(definition: apigateway.ApiDefinition, options: PrivateApiOpenApiOptions = {}): PrivateApiSource {
    return new PrivateApiSource((scope, request) => defineOpenApi(scope, request, definition, options), false);
  }

  /**
   * An API that the app has already, guarded where it is.
   *
   * It keeps its id, its logical ids and its stage: of its template only the policy and the id of the deployment change. It must be in the
   * stack of its guard, have the endpoint type `PRIVATE`, make its own deployments (no `deploy: false`) and have no policy of its own: put
   * the callers of that on the allow-list. Name and access log of its stage stay with its `deployOptions`.
   *
   * Callers who are not on the allow-list are refused from the next deploy on, so every consumer must be listed before.
   *
   * @param restApi A `RestApi`, `SpecRestApi`, `LambdaRestApi` or `StepFunctionsRestApi`, and no import.
   */
  public static existing(restApi: apigateway.RestApiBase): PrivateApiSource {
    return new PrivateApiSource((scope, request) => bindExistingApi(scope, request, restApi), true);
  }

  /**
   * @param bind Defines or takes over the API.
   * @param _isExisting Whether the stage was there before, with its name and its access log.
   */
  private constructor(
    private readonly bind: (scope: Construct, request: ApiRequest) => BoundApi,
    /** @internal */ public readonly _isExisting: boolean,
  ) {}

  /**
   * Define the API, or take it over, below the construct that guards it.
   *
   * @internal
   */
  public _bind(scope: Construct, request: ApiRequest): BoundApi {
    return this.bind(scope, request);
  }
}
