import type { IResource } from 'aws-cdk-lib';
import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { AllowedConsumer } from './allowed-consumer';

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
