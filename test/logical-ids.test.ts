import { App, CfnElement, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { consumerStack, ENDPOINT_ID, petStore, providerStack, remotePetStore, vpcOf } from './fixtures';
import { ConsumerEndpoint, PrivateApiConnection, PrivateApiConsumer, PrivateApiProbe } from '../src';

// The upgrade contract: a changed id replaces a resource, so the API or the endpoint gets a new id and the other account is cut off.

/** Of the resources and outputs below a construct: path in the stack → logical id. */
function logicalIds(stack: Stack): Record<string, string> {
  const elements = stack.node.findAll().filter(CfnElement.isCfnElement);
  return Object.fromEntries(elements
    .filter(({ node }) => !/^(Vpc|Client|BootstrapVersion|CheckBootstrapVersion|Exports)\b/.test(node.path.split('/')[1]))
    .map((element) => [element.node.path, stack.resolve(element.logicalId)]));
}

test('CrossAccountPrivateApi', () => {
  const stack = providerStack();
  petStore(stack, { allowedVpcEndpointIds: [ENDPOINT_ID], stageName: 'v1' }).exportHandOver('PetStore');

  expect(logicalIds(stack)).toEqual({
    'Provider/PetStore/AccessLog': 'PetStoreAccessLogFC657A31',
    'Provider/PetStore/AccessLogQuery': 'PetStoreAccessLogQueryB861AC13',
    'Provider/PetStore/Resource/Resource': 'PetStore3009A4D2',
    'Provider/PetStore/Resource/Deployment/Resource': expect.stringMatching(/^PetStoreDeployment0E53C12E[0-9a-f]{32}$/),
    'Provider/PetStore/Resource/DeploymentStage.v1/Resource': 'PetStoreDeploymentStagev16756C2A9',
    'Provider/PetStore/Resource/Default/pets/Resource': 'PetStorepets7B9DA212',
    'Provider/PetStore/Resource/Default/pets/GET/Resource': 'PetStorepetsGET66F320B9',
    'Provider/HandOverPetStore': 'HandOverPetStore',
  });
});

test('PrivateApiConsumer and PrivateApiConnection', () => {
  const app = new App();
  const stack = consumerStack(app);
  const vpc = vpcOf(stack);
  const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc });
  consumer.allowFrom(new ec2.SecurityGroup(stack, 'Client', { vpc, allowAllOutbound: false }));
  consumer.exportHandOver('Orders');
  new PrivateApiConnection(stack, 'Pets', { consumer, api: remotePetStore(stack) });

  expect(logicalIds(stack)).toEqual({
    'Network/Consumer/Resource/Resource': 'Consumer8CC4FFB8',
    'Network/Consumer/SecurityGroup/Resource': 'ConsumerSecurityGroupA5B4FEF1',
    'Network/Consumer/SecurityGroup/from NetworkClient1953C9EF:443': 'ConsumerSecurityGroupfromNetworkClient1953C9EF443033B3DCA',
    'Network/HandOverOrders': 'HandOverOrders',
    'Network/PrivateApiZone19c7bc82/Resource': 'PrivateApiZone19c7bc829F9DC3E4',
    'Network/PrivateApiZone19c7bc82/A': 'PrivateApiZone19c7bc82A9190C43B',
  });
});

test('what an adopted endpoint and on-premises need', () => {
  const stack = consumerStack();
  const vpc = vpcOf(stack);
  const endpoint = ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, 'VpcEndpoint', {
    vpcEndpointId: ENDPOINT_ID, port: 443, securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0')],
  });
  const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc, endpoint: ConsumerEndpoint.existing(endpoint, { privateDnsEnabled: true }) });
  consumer.allowTo(remotePetStore(stack));
  consumer.addInboundResolver({ allowedCidrs: ['10.20.0.0/16'] });

  expect(logicalIds(stack)).toEqual({
    'Network/Consumer/EndpointPolicyStatement': 'ConsumerEndpointPolicyStatement4A3FA684',
    'Network/Consumer/InboundResolver/SecurityGroup/Resource': 'ConsumerInboundResolverSecurityGroupFD04F824',
    'Network/Consumer/InboundResolver/Resource': 'ConsumerInboundResolverAA5D1D4C',
    'Network/Consumer/InboundResolver/Addresses': 'ConsumerInboundResolverAddressesCDA229A7',
    'Network/Consumer/InboundResolver/ForwardingRule': 'ConsumerInboundResolverForwardingRuleE2AB4597',
    'Network/EndpointRulesNetworkConsumer7C30BB3C': 'EndpointRulesNetworkConsumer7C30BB3C',
  });
});

test('PrivateApiProbe', () => {
  const stack = consumerStack();
  const vpc = vpcOf(stack);
  new PrivateApiProbe(stack, 'Probe', { vpc });

  expect(logicalIds(stack)).toEqual({
    'Network/Probe/LogGroup/Resource': 'ProbeLogGroup9FA09AF1',
    'Network/Probe/Role/Resource': 'ProbeRole3626D883',
    'Network/Probe/Resource/Resource': 'Probe0EC72DDE',
    'Network/Probe/Resource/SecurityGroup/Resource': 'ProbeSecurityGroup2ABEB7EA',
  });
});
