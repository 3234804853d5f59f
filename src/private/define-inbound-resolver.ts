import { Annotations, CfnOutput, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { admitClients } from './admit-clients';
import { constructError } from './errors';
import { inboundResolverProblems, uselessResolverWarnings } from './inbound-resolver-problems';
import { loadEc2 } from './load-ec2';
import { loadRoute53Resolver } from './load-route53resolver';
import type { IPrivateApiConsumer } from '../i-private-api-consumer';
import type { InboundResolver, InboundResolverOptions } from '../inbound-resolver-options';

const ID = 'InboundResolver';

/** Define a resolver for on-premises in the endpoint's VPC, and let those who ask it call the endpoint. */
export function defineInboundResolver(consumer: IPrivateApiConsumer, options: InboundResolverOptions): InboundResolver {
  if (consumer.node.tryFindChild(ID) !== undefined) {
    throw constructError(consumer, 'addInboundResolver() must be called once, got another call; give all networks to one');
  }
  const problems = inboundResolverProblems(consumer.vpc, options);
  if (problems.length > 0) {
    throw constructError(consumer, problems.join('\n'));
  }
  const { vpc, env: { region } } = consumer;
  const { Peer, Port, SecurityGroup } = loadEc2();
  const networks = options.allowedCidrs.map((cidr) => Peer.ipv4(cidr));
  admitClients(consumer, networks, false);

  const scope = new Construct(consumer, ID);
  const securityGroup = new SecurityGroup(scope, 'SecurityGroup', {
    vpc, description: 'Who may ask for the names of private APIs', allowAllOutbound: false, // a resolver answers and never asks
  });
  for (const network of networks) {
    securityGroup.addIngressRule(network, Port.tcp(53), 'DNS');
    securityGroup.addIngressRule(network, Port.udp(53), 'DNS');
  }
  const { subnetIds } = vpc.selectSubnets({ ...options.subnets, onePerAz: true });
  const { ref: resolverEndpointId } = new (loadRoute53Resolver().CfnResolverEndpoint)(scope, 'Resource', {
    direction: 'INBOUND',
    ipAddresses: subnetIds.map((subnetId, index) => ({ subnetId, ip: options.ipAddresses?.[index] })),
    securityGroupIds: [securityGroup.securityGroupId],
  });
  consumer.node.addValidation({
    validate: () => {
      uselessResolverWarnings(consumer).forEach((message) => Annotations.of(consumer).addWarningV2('cdk-cross-account-private-api:inboundResolverAnswersNothing', message));
      return [];
    },
  });

  const stack = Stack.of(scope);
  const forwardedDomainName = `execute-api.${region}.${stack.urlSuffix}`;
  new CfnOutput(scope, 'Addresses', {
    description: 'Addresses of the inbound resolver, or the command that lists them.',
    // CloudFormation does not tell them: https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/172
    value: options.ipAddresses?.join(',') ?? 'aws route53resolver list-resolver-endpoint-ip-addresses '
      + `--resolver-endpoint-id ${resolverEndpointId} --region ${region} --query 'IpAddresses[].Ip' --output text`,
  });
  new CfnOutput(scope, 'ForwardingRule', {
    description: 'What resolvers on-premises have to forward, to the addresses of the inbound resolver.',
    value: stack.toJsonString({ domain: forwardedDomainName, port: 53, targets: options.ipAddresses }),
  });
  return { resolverEndpointId, forwardedDomainName };
}
