// A consumer with this package: one endpoint, and a connection for each API.
const core = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const { CrossAccountPrivateApi, PrivateApiConnection, PrivateApiConsumer } = require('../../..');
const { synthesizeNetwork } = require('./synthesize.cjs');

synthesizeNetwork(core, ec2, (stack, vpc, client, apis) => {
  const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc });
  consumer.allowFrom(client);
  for (const { restApiId, account } of apis) {
    const api = CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(stack, `Api${restApiId}`, { restApiId, stageName: 'v1', account, region: stack.region });
    new PrivateApiConnection(stack, `Connection${restApiId}`, { consumer, api });
  }
});
