import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { BadInput } from './bad-input';
import { CONSUMER_ACCOUNT, consumerStack, OTHER_REGION, remotePetStore, VPC_ID, vpcOf } from './fixtures';
import { PrivateApiConnection, PrivateApiConsumer, PrivateApiProbe, PrivateApiProbeProps } from '../src';

/** A probe in a VPC of the same stack. */
function probe(props: (stack: Stack, vpc: ec2.Vpc) => Partial<PrivateApiProbeProps>): void {
  const stack = consumerStack();
  const vpc = vpcOf(stack);
  new PrivateApiProbe(stack, 'Probe', { vpc, ...props(stack, vpc) });
}

export const BAD_PROBES: readonly BadInput[] = [
  { what: 'a probe without time', does: () => { probe(() => ({ timeout: Duration.seconds(0) })); } },
  { what: 'a probe with more time than a function has', does: () => { probe(() => ({ timeout: Duration.minutes(15) })); } },
  { what: 'a token for the time of a probe', does: () => { probe(() => ({ timeout: Duration.seconds(Lazy.number({ produce: () => 5 })) })); } },
  {
    what: 'a probe in a VPC of another Region', does: () => {
      const app = new App();
      const vpc = vpcOf(new Stack(app, 'Elsewhere', { env: { account: CONSUMER_ACCOUNT, region: OTHER_REGION } }));
      new PrivateApiProbe(consumerStack(app), 'Probe', { vpc });
    },
  },
  {
    what: 'a probe in a VPC that is imported without subnets',
    does: () => { probe((stack) => ({ vpc: ec2.Vpc.fromVpcAttributes(stack, 'Imported', { vpcId: VPC_ID, availabilityZones: ['ap-northeast-1a'] }) })); },
  },
  { what: 'a selection of no subnet for a probe', does: () => { probe(() => ({ vpcSubnets: { availabilityZones: ['ap-northeast-1d'] } })); } },
  { what: 'an empty list of subnets for a probe', does: () => { probe(() => ({ vpcSubnets: { subnets: [] } })); } },
  { what: 'no security group for a probe', does: () => { probe(() => ({ securityGroups: [] })); } },
  {
    what: 'a security group of another VPC for a probe', does: () => {
      probe((stack, vpc) => ({
        securityGroups: [new ec2.SecurityGroup(stack, 'Own', { vpc }), new ec2.SecurityGroup(stack, 'Stray', { vpc: new ec2.Vpc(stack, 'Other') })],
      }));
    },
  },
  {
    what: 'a probe of a connection in another VPC', does: () => {
      probe((stack) => {
        const consumer = new PrivateApiConsumer(stack, 'Consumer', { vpc: new ec2.Vpc(stack, 'Other') });
        return { connection: new PrivateApiConnection(stack, 'Pets', { consumer, api: remotePetStore(stack) }) };
      });
    },
  },
];
