// The same consumer by hand: endpoint with its policy and group, and a hosted zone with an alias record for each API.
const core = require('aws-cdk-lib');
const ec2 = require('aws-cdk-lib/aws-ec2');
const iam = require('aws-cdk-lib/aws-iam');
const route53 = require('aws-cdk-lib/aws-route53');
const targets = require('aws-cdk-lib/aws-route53-targets');
const { synthesizeNetwork } = require('./synthesize.cjs');

synthesizeNetwork(core, ec2, (stack, vpc, client, apis) => {
  const securityGroup = new ec2.SecurityGroup(stack, 'EndpointGroup', { vpc, allowAllOutbound: false });
  const endpoint = new ec2.InterfaceVpcEndpoint(stack, 'Endpoint', {
    vpc, service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY, privateDnsEnabled: false, open: false, securityGroups: [securityGroup],
  });
  endpoint.connections.allowDefaultPortFrom(client);
  endpoint.addToPolicy(new iam.PolicyStatement({
    principals: [new iam.StarPrincipal()],
    actions: ['execute-api:Invoke'],
    resources: apis.map(({ restApiId, account }) => `arn:aws:execute-api:${stack.region}:${account}:${restApiId}/*`),
  }));
  for (const { restApiId } of apis) {
    const zone = new route53.PrivateHostedZone(stack, `Zone${restApiId}`, { vpc, zoneName: `${restApiId}.execute-api.${stack.region}.amazonaws.com` });
    new route53.ARecord(stack, `Record${restApiId}`, { zone, target: route53.RecordTarget.fromAlias(new targets.InterfaceVpcEndpointTarget(endpoint)) });
  }
});
