import { Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ICrossAccountPrivateApi } from './i-cross-account-private-api';
import type { IPrivateApiConsumer } from './i-private-api-consumer';
import { addressOf, curlOf, defaultForm, environmentOf } from './private/addressing';
import { constructError } from './private/errors';
import { requireConnectable } from './private/require-connectable';
import type { PrivateApiAddressing } from './private-api-addressing';

/**
 * Properties for `PrivateApiConnection`.
 */
export interface PrivateApiConnectionProps {
  /**
   * Whose endpoint the calls go through.
   *
   * Connecting opens the endpoint's policy for this API. The clients' way to the endpoint is opened by `consumer.allowFrom()`.
   */
  readonly consumer: IPrivateApiConsumer;

  /**
   * The API to call, in the Region of the consumer's endpoint.
   *
   * Its provider must have put the endpoint or its VPC on the allow-list.
   */
  readonly api: ICrossAccountPrivateApi;

  /**
   * How a request names the API.
   *
   * @default - `PrivateApiAddressing.privateDns()` if the endpoint has private DNS on, and `PrivateApiAddressing.apiIdHeader()` if not
   */
  readonly addressing?: PrivateApiAddressing;
}

/**
 * A consumer's connection to one private API: what a client needs to call it.
 *
 * Define it in the stack of the workload that calls. It defines no resource of its own; it adds the API to the policy of the consumer's
 * endpoint, which changes in place.
 *
 * @example
 * const pets = new PrivateApiConnection(this, 'Pets', {
 *   consumer,
 *   api: CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(this, 'PetStore', {
 *     restApiId: '6r6oaqtr37',
 *     stageName: 'v1',
 *     account: '222222222222',
 *     region: 'ap-northeast-1',
 *   }),
 * });
 * new CfnOutput(this, 'PetsUrl', { value: pets.urlForPath('/pets') });
 */
export class PrivateApiConnection extends Construct {
  /**
   * URL of the stage, without a slash at its end, so that a path can follow. Send `headers` with every request.
   */
  public readonly url: string;

  /**
   * Host name that requests connect to.
   */
  public readonly hostName: string;

  /**
   * Headers that every request must carry. Empty where the host name alone names the API.
   */
  public readonly headers: { [name: string]: string };

  /**
   * The same for a function or a container, as environment variables.
   *
   * `PRIVATE_API_URL` is `url`. `PRIVATE_API_HEADER_NAME` and `PRIVATE_API_HEADER_VALUE` are the header to send, if one is needed.
   */
  public readonly environment: { [name: string]: string };

  /**
   * A `curl` command that calls the root of the stage and shows the response with its headers. A path can be typed behind it.
   *
   * Run it where a client of `consumer.allowFrom()` runs.
   */
  public readonly verifyCommand: string;

  constructor(scope: Construct, id: string, props: PrivateApiConnectionProps) {
    super(scope, id);

    const { api, consumer } = props;
    const form = props.addressing?._render() ?? defaultForm(consumer.privateDnsEnabled === true);
    if (form === 'privateDns' && !consumer.privateDnsEnabled) {
      throw constructError(this, 'addressing must not be privateDns() with an endpoint that has private DNS off, got privateDns(); '
        + 'create the endpoint with privateDnsEnabled: true, or leave addressing out');
    }
    requireConnectable(this, api, consumer);
    const { hostName, headers } = addressOf(form, {
      restApiId: api.restApiId,
      apiHostName: `${api.restApiId}.execute-api.${api.env.region}.${Stack.of(this).urlSuffix}`,
      endpointHostName: consumer.vpcEndpointHostName,
    });

    consumer.allowTo(api);

    this.url = `https://${hostName}/${api.stageName}`;
    this.hostName = hostName;
    this.headers = { ...headers };
    this.environment = environmentOf(this.url, headers);
    this.verifyCommand = curlOf(this.url, headers);
  }

  /**
   * The URL of one of the API's resources.
   *
   * @param path Path of the resource, starting with `/` and without the stage.
   */
  public urlForPath(path: string): string {
    if (!Token.isUnresolved(path) && !path.startsWith('/')) {
      throw constructError(this, `path must start with "/", got ${JSON.stringify(path)}; write ${JSON.stringify(`/${path}`)}`);
    }
    return `${this.url}${path}`;
  }
}
