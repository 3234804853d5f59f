import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { ICrossAccountPrivateApi } from './i-cross-account-private-api';
import { constructError } from './private/errors';
import { EVERY_ROUTE, invokedPaths, invokedRouteProblems } from './private/invoke-resources';

/**
 * Permissions on the API of a `PrivateApiConnection`, for callers that sign their requests.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
 */
export class PrivateApiGrants {
  /**
   * The grants of a connection.
   *
   * @internal
   */
  public static _of(connection: IConstruct, api: ICrossAccountPrivateApi, restApiId: string): PrivateApiGrants {
    return new PrivateApiGrants(connection, api, restApiId);
  }

  private constructor(
    private readonly connection: IConstruct,
    private readonly api: ICrossAccountPrivateApi,
    /** As the connection's stack may use it. */
    private readonly restApiId: string,
  ) {}

  /**
   * Let a role or a user of this account call routes of the API that have IAM authorization.
   *
   * It writes the caller's own policy: `execute-api:Invoke` on the routes of this one API and stage. That is half of what a call from another
   * account needs. In the API's account the provider must set the authorization `AWS_IAM` on the methods, and its allow-list must let the caller
   * in: by an entry for this endpoint or VPC, the `principals` of which, if it has any, hold the caller. Calls must be signed for the
   * service `execute-api`, the API's Region and `signedHost` of the connection. Methods without IAM authorization need no grant.
   *
   * A caller whose policies cannot be changed here, such as an imported role of another account, is left as it is: `success` of
   * the result is then false.
   *
   * @param grantee The caller.
   * @param routes Routes such as `GET /pets/{petId}`, or `ANY /pets/*` for all below a path. A parameter in braces also allows
   * deeper paths. Left out, every route of the stage is allowed, except `OPTIONS`.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
   */
  public invoke(grantee: iam.IGrantable, routes?: string[]): iam.Grant {
    const { api: { stageName, env: { account, region } }, restApiId } = this;
    const problems = invokedRouteProblems(routes ?? EVERY_ROUTE);
    if (problems.length > 0) {
      throw constructError(this.connection, problems.join('\n'));
    }
    const stack = Stack.of(this.connection);
    return iam.Grant.addToPrincipal({
      grantee,
      actions: ['execute-api:Invoke'],
      resourceArns: invokedPaths(routes ?? EVERY_ROUTE, stageName).map((resourceName) => stack.formatArn({
        service: 'execute-api', account, region, resource: restApiId, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      })),
    });
  }
}
