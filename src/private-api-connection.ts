import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ICrossAccountPrivateApi } from './i-cross-account-private-api';
import type { IPrivateApiConsumer } from './i-private-api-consumer';
import { addressOf, apiHostName, curlOf, defaultForm, environmentOf, signedHostOf } from './private/addressing';
import { addressingProblem, AddressingWarning, addressingWarnings, ConnectionFacts, UNKNOWN_DEFAULT } from './private/addressing-problems';
import { ApiZone, defineApiZone, zoneProblem } from './private/api-zone';
import { carryValue } from './private/carry-value';
import { CONNECTION_WAY_OUT, deployedBefore, ENDPOINT_WAY_OUT, orderProblem, Wait, waitFor } from './private/deployment-order';
import { checkAssociation } from './private/endpoint-association';
import { constructError } from './private/errors';
import { importEndpointName } from './private/import-endpoint-name';
import { requireConnectable } from './private/require-connectable';
import { warnOfUnknownZoneDns } from './private/warn-of-endpoint';
import type { PrivateApiAddressing } from './private-api-addressing';
import { PrivateApiGrants } from './private-api-grants';

/**
 * Properties for `PrivateApiConnection`.
 */
export interface PrivateApiConnectionProps {
  /**
   * Whose endpoint the calls go through.
   *
   * Connecting opens the endpoint's policy for this API. The clients' way to the endpoint is opened by `consumer.allowFrom()`.
   *
   * Changing this takes the API out of the policy of the endpoint that it was, and so does removing the connection. Clients that still have the
   * old endpoint's addresses then get 403: define a second connection for it and keep that until they have left.
   *
   * @see https://github.com/cdk-cross-account-private-api/cdk-cross-account-private-api/blob/main/docs/replace-an-endpoint.md
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
   * @default - `PrivateApiAddressing.privateDns()` if the endpoint has private DNS on. If not, `PrivateApiAddressing.hostedZone()` with an
   * endpoint that the consumer has created, and `PrivateApiAddressing.apiIdHeader()` with one that it adopted or that is imported; there, not to
   * know whether private DNS is on is an error
   */
  readonly addressing?: PrivateApiAddressing;
}

/**
 * A consumer's connection to one private API: what a client needs to call it.
 *
 * Define it in the stack of the workload that calls, never in the endpoint's if the API of the same app allows that endpoint: neither could be
 * deployed first. It adds the API to the policy of the consumer's endpoint, which changes in place. With the addressing `hostedZone()` it
 * defines a private hosted zone for the API's name, and with the others nothing. Its stack waits for the API's, if that is of the same app.
 *
 * In the API's account, the provider must have put the endpoint or its VPC on the allow-list.
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
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
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
   * Host that a SigV4 signature must be made for, with the service `execute-api` and the API's Region.
   *
   * It is the `Host` that arrives with the request: the one in `headers` if there is one, and `hostName` if not.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
   */
  public readonly signedHost: string;

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

  /**
   * Permissions on the API, for methods with IAM authorization.
   */
  public readonly grants: PrivateApiGrants;

  /**
   * Whose endpoint the calls go through.
   *
   * @internal
   */
  public readonly _consumer: IPrivateApiConsumer;

  constructor(scope: Construct, id: string, props: PrivateApiConnectionProps) {
    super(scope, id);

    const { api, consumer } = props;
    const form = props.addressing?._render() ?? defaultForm(consumer);
    if (form === undefined) {
      throw constructError(this, UNKNOWN_DEFAULT);
    }
    requireConnectable(this, api, consumer);
    const facts: ConnectionFacts = {
      endpointAccessMode: api.endpointAccessMode,
      disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
      privateDnsEnabled: consumer.privateDnsEnabled,
    };
    this.require(addressingProblem(form, facts));
    const wait = this.waitOf(api);
    this.require(wait && orderProblem(wait));
    const endpointWait = form === 'privateDns' ? undefined : this.endpointWaitOf(consumer);
    this.require(endpointWait && orderProblem(endpointWait));
    const domain = `execute-api.${api.env.region}.${Stack.of(this).urlSuffix}`;
    const restApiId = carryValue(this, api.restApiId);
    const zone = form === 'hostedZone' ? zoneOf(restApiId, consumer, domain) : undefined;
    this.require(zone && zoneProblem(this, zone));
    const endpointHostName = () => importEndpointName(this, consumer.vpcEndpointHostName);
    const address = addressOf(form, {
      restApiId,
      vpcEndpointId: carryValue(this, consumer.vpcEndpointId),
      domain,
      get endpointHostName() { return endpointHostName(); },
    });

    consumer.allowTo(api);
    if (zone !== undefined) {
      defineApiZone(this, zone);
      warnOfUnknownZoneDns(consumer, consumer.vpc);
    }
    for (const each of [endpointWait, wait]) {
      if (each !== undefined) waitFor(each);
    }
    this.warn(addressingWarnings(form, facts));
    if (form === 'endpointAlias') {
      this.node.addValidation({ validate: () => this.validateAssociation(api, consumer.vpcEndpointId) });
    }

    this.url = `https://${address.hostName}/${api.stageName}`;
    this.hostName = address.hostName;
    this.signedHost = signedHostOf(address);
    this.headers = { ...address.headers };
    this.environment = environmentOf(this.url, address.headers);
    this.verifyCommand = curlOf(this.url, address.headers);
    this.grants = PrivateApiGrants._of(this, api, restApiId);
    this._consumer = consumer;
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

  /** `undefined` where the API is of another app or deployed with this stack. */
  private waitOf({ restApiId, node }: ICrossAccountPrivateApi): Wait | undefined {
    const target = deployedBefore(this, restApiId);
    return target && { scope: this, target, name: node.path, property: 'api', verb: 'calls', wayOut: CONNECTION_WAY_OUT };
  }

  /** `undefined` where the endpoint is of another app or deployed with this stack. */
  private endpointWaitOf({ vpcEndpointId, node }: IPrivateApiConsumer): Wait | undefined {
    const target = deployedBefore(this, vpcEndpointId);
    return target && { scope: this, target, name: node.path, property: 'consumer', verb: 'calls through', wayOut: ENDPOINT_WAY_OUT };
  }

  private require(problem: string | undefined): void {
    if (problem !== undefined) {
      throw constructError(this, problem);
    }
  }

  private warn(warnings: readonly AddressingWarning[]): void {
    for (const { id, message } of warnings) {
      Annotations.of(this).addWarningV2(`cdk-cross-account-private-api:${id}`, message);
    }
  }

  /** An API of this app is associated with the endpoints of its list, which is complete at synthesis only. */
  private validateAssociation(api: ICrossAccountPrivateApi, vpcEndpointId: string): string[] {
    const { problem, warnings } = checkAssociation(this, api.associatedVpcEndpointIds, vpcEndpointId);
    this.warn(warnings);
    return problem === undefined ? [] : [problem];
  }
}

function zoneOf(restApiId: string, consumer: IPrivateApiConsumer, domain: string): ApiZone {
  return {
    name: apiHostName({ restApiId, domain }),
    restApiId,
    vpc: consumer.vpc,
    vpcRegion: consumer.env.region,
    vpcEndpointId: consumer.vpcEndpointId,
    target: { dnsName: consumer.vpcEndpointHostName, hostedZoneId: consumer.vpcEndpointHostedZoneId },
  };
}
