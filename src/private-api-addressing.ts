import type { AddressingForm } from './private/addressing';

/**
 * How a request names the API that it calls.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
 */
export class PrivateApiAddressing {
  /**
   * By the API's own host name, the standard URL.
   *
   * The consumer's endpoint must have private DNS on.
   */
  public static privateDns(): PrivateApiAddressing {
    return new PrivateApiAddressing('privateDns');
  }

  /**
   * By the endpoint's host name, with the API's host name in the `Host` header.
   *
   * It needs no private DNS and works from peered and on-premises networks too. Some HTTP clients do not let a program set `Host`.
   */
  public static hostHeader(): PrivateApiAddressing {
    return new PrivateApiAddressing('hostHeader');
  }

  /**
   * By the endpoint's host name, with the API's id in the `x-apigw-api-id` header.
   *
   * It needs no private DNS and works from peered and on-premises networks too.
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
