import type { AddressingForm } from './private/addressing';

/**
 * How a request names the API that it calls.
 *
 * | Form | The consumer needs | The provider needs | Works from |
 * |---|---|---|---|
 * | `hostedZone()` | nothing more | nothing | the endpoint's VPC |
 * | `privateDns()` | private DNS on the endpoint | nothing | the endpoint's VPC |
 * | `endpointAlias()` | nothing more | the endpoint associated with the API | peered and on-premises networks too |
 * | `hostHeader()` | a client that can set `Host` | access mode `BASIC` | peered and on-premises networks too |
 * | `apiIdHeader()` | a client that can set a header | access mode `BASIC` | peered and on-premises networks too |
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
 */
export class PrivateApiAddressing {
  /**
   * By the API's own host name, the standard URL, which a private hosted zone of the connection leads to the endpoint.
   *
   * Only this one name changes in the VPC, and clients need no header. The zone is defined in the connection's stack, which must be in the
   * account of the VPC, with an alias record to the endpoint. DNS support and DNS host names must be on in the VPC.
   *
   * In a VPC, Route 53 takes the name once: connections in one stack share the zone, those in several stacks are refused.
   * From a peered or an on-premises network the name resolves only if the zone or a resolver is set up for it there.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
   */
  public static hostedZone(): PrivateApiAddressing {
    return new PrivateApiAddressing('hostedZone');
  }

  /**
   * By the API's own host name, the standard URL.
   *
   * The consumer's endpoint must have private DNS on; where that is not known, it is warned about.
   */
  public static privateDns(): PrivateApiAddressing {
    return new PrivateApiAddressing('privateDns');
  }

  /**
   * By the alias `{api}-{vpce}`, a public name with private addresses.
   *
   * It needs neither private DNS nor a header and works from peered and on-premises networks too. The provider must have associated the
   * endpoint with the API (`associateVpcEndpoints: true`); where that is not known, it is warned about. An API with the access mode `STRICT`
   * cannot be called so.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html
   */
  public static endpointAlias(): PrivateApiAddressing {
    return new PrivateApiAddressing('endpointAlias');
  }

  /**
   * By the endpoint's host name, with the API's host name in the `Host` header.
   *
   * It needs no private DNS and works from peered and on-premises networks too. Some HTTP clients do not let a program set `Host`: `fetch`
   * of Node.js 20 drops it without a word. An API with the access mode `STRICT` cannot be called so.
   */
  public static hostHeader(): PrivateApiAddressing {
    return new PrivateApiAddressing('hostHeader');
  }

  /**
   * By the endpoint's host name, with the API's id in the `x-apigw-api-id` header.
   *
   * It needs no private DNS and works from peered and on-premises networks too. An API with the access mode `STRICT` cannot be called so.
   */
  public static apiIdHeader(): PrivateApiAddressing {
    return new PrivateApiAddressing('apiIdHeader');
  }

  private constructor(private readonly form: AddressingForm) {}

  /**
   * The form as plain data.
   *
   * @internal
   */
  public _render(): AddressingForm {
    return this.form;
  }
}
