/**
 * Account B, once per account and Region: the role as which API Gateway writes logs, for all its APIs.
 *
 * Look first, since this overwrites what is there: `aws apigateway get-account`. If it shows a `cloudwatchRoleArn`, leave this app out.
 */
import { App, Stack } from 'aws-cdk-lib';
import { ApiGatewayAccountLogging } from 'cdk-cross-account-private-api';

const app = new App();
const env = { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION };

const logging = new Stack(app, 'ApiGatewayLogging', { env });
new ApiGatewayAccountLogging(logging, 'ApiGatewayAccountLogging');
