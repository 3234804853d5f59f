// The same provider by hand, with an access log as well.
const core = require('aws-cdk-lib');
const apigateway = require('aws-cdk-lib/aws-apigateway');
const iam = require('aws-cdk-lib/aws-iam');
const logs = require('aws-cdk-lib/aws-logs');
const { guardedBy } = require('./invoke-policy.cjs');
const { synthesize } = require('./synthesize.cjs');

synthesize(core, (stack, vpcEndpointIds) => {
  const accessLog = new logs.LogGroup(stack, 'AccessLog', { retention: logs.RetentionDays.ONE_MONTH });
  const api = new apigateway.RestApi(stack, 'Api', {
    endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] },
    policy: guardedBy(iam, vpcEndpointIds),
    cloudWatchRole: false,
    deployOptions: {
      accessLogDestination: new apigateway.LogGroupLogDestination(accessLog),
      accessLogFormat: apigateway.AccessLogFormat.custom(JSON.stringify({
        requestId: apigateway.AccessLogField.contextRequestId(),
        vpceId: '$context.identity.vpceId',
        vpcId: '$context.identity.vpcId',
        caller: apigateway.AccessLogField.contextIdentityCaller(),
        method: apigateway.AccessLogField.contextHttpMethod(),
        path: apigateway.AccessLogField.contextPath(),
        status: apigateway.AccessLogField.contextStatus(),
        errorType: apigateway.AccessLogField.contextErrorResponseType(),
        errorMessage: apigateway.AccessLogField.contextErrorMessage(),
        latency: apigateway.AccessLogField.contextResponseLatency(),
      })),
    },
  });
  api.root.addMethod('GET', new apigateway.MockIntegration());
});
