// A provider with this package.
const core = require('aws-cdk-lib');
const apigateway = require('aws-cdk-lib/aws-apigateway');
const { CrossAccountPrivateApi } = require('../../..');
const { synthesize } = require('./synthesize.cjs');

synthesize(core, (stack, allowedVpcEndpointIds) => {
  const api = new CrossAccountPrivateApi(stack, 'Api', { allowedVpcEndpointIds });
  api.root.addMethod('GET', new apigateway.MockIntegration());
});
