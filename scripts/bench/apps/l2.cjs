// The same provider by hand.
const core = require('aws-cdk-lib');
const apigateway = require('aws-cdk-lib/aws-apigateway');
const iam = require('aws-cdk-lib/aws-iam');
const { guardedBy } = require('./invoke-policy.cjs');
const { synthesize } = require('./synthesize.cjs');

synthesize(core, (stack, vpcEndpointIds) => {
  const api = new apigateway.RestApi(stack, 'Api', {
    endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] },
    policy: guardedBy(iam, vpcEndpointIds),
    cloudWatchRole: false,
  });
  api.root.addMethod('GET', new apigateway.MockIntegration());
});
