import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { constructError } from './private/errors';

/**
 * Properties for `ApiGatewayAccountLogging`.
 */
export interface ApiGatewayAccountLoggingProps {
  /**
   * The role as which API Gateway writes logs, of this account.
   *
   * It trusts API Gateway and has what the managed policy `AmazonAPIGatewayPushToCloudWatchLogs` allows, for every log group: the role is
   * for all APIs of the account and Region.
   *
   * @default - a role is created with that managed policy, and kept when it leaves the stack
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
   */
  readonly role?: iam.IRole;
}

/**
 * The CloudWatch role of API Gateway, a setting of the whole account and Region.
 *
 * Deploy it once per account and Region, in a stack of its own, before the first API that logs to CloudWatch. Without it, such an API
 * fails with `CloudWatch Logs role ARN must be set in account settings to enable logging`. Nothing else in this library touches the setting.
 *
 * It overwrites the role that the account had, for all REST and WebSocket APIs of the Region. Look first, and leave this out if a role is set:
 * `aws apigateway get-account`. `RestApi` with `cloudWatchRole: true` writes the same setting: the stack that is deployed last wins.
 *
 * Role and setting stay when the stack is deleted, because other stacks' APIs may log by them. There is no condition on the account in the
 * role's trust: AWS documents none for it, and API Gateway was seen to send none where it assumes other roles, so it would refuse to log.
 *
 * @example
 * const logging = new Stack(app, 'ApiGatewayLogging', { env: { account: '222222222222', region: 'ap-northeast-1' } });
 * new ApiGatewayAccountLogging(logging, 'ApiGatewayAccountLogging');
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-account.html
 */
export class ApiGatewayAccountLogging extends Construct {
  /**
   * The role as which API Gateway writes logs.
   */
  public readonly role: iam.IRole;

  constructor(scope: Construct, id: string, props: ApiGatewayAccountLoggingProps = {}) {
    super(scope, id);
    requireOnlyOne(this);

    const role = props.role ?? defineRole(this);
    const account = new apigateway.CfnAccount(this, 'Resource', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    // API Gateway tries the role at once, so whatever gives it its permissions comes first (aws-cloudformation/rain#163).
    account.node.addDependency(role);

    this.role = role;
  }
}

function defineRole(scope: Construct): iam.Role {
  const role = new iam.Role(scope, 'Role', {
    description: 'API Gateway writes the logs of all REST and WebSocket APIs of this account and Region as this role',
    // A condition on aws:SourceAccount is never met where API Gateway does not send it: seen with the role of an integration
    // (aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws#479); undocumented for this one.
    assumedBy: new iam.ServicePrincipal('apigateway'),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
  });
  role.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return role;
}

/** Two of them would overwrite each other at every deploy. What is known only at deploy cannot be compared. */
function requireOnlyOne(logging: ApiGatewayAccountLogging): void {
  const stack = Stack.of(logging);
  const other = logging.node.root.node.findAll().find((construct) =>
    construct instanceof ApiGatewayAccountLogging && construct !== logging && isSamePlace(stack, Stack.of(construct)));
  if (other !== undefined) {
    throw constructError(logging, 'ApiGatewayAccountLogging must stand once per account and Region, '
      + `got ${JSON.stringify([other.node.path, logging.node.path])} for the same; keep one of them, in a stack of its own`);
  }
}

function isSamePlace(one: Stack, other: Stack): boolean {
  const isSame = ([mine, its]: string[]) => !Token.isUnresolved(mine) && mine === its;
  return one === other || [[one.account, other.account], [one.region, other.region]].every(isSame);
}
