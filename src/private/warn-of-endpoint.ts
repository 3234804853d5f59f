import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { resourceOf } from './known-vpc';
import { loadEc2 } from './load-ec2';

export function sayWhatPrivateDnsDoes(scope: IConstruct): void {
  const { region } = Stack.of(scope);
  Annotations.of(scope).addInfoV2('cdk-cross-account-private-api:privateDnsCapturesRegion',
    `private DNS leads every *.execute-api.${Token.isUnresolved(region) ? '{region}' : region} host name to this endpoint for the whole VPC: `
    + 'public APIs cannot be called by those names any more');
}

/** What a VPC of another app has cannot be seen. */
export function warnOfUnknownDns(scope: IConstruct, vpc: ec2.IVpc): void {
  if (!(vpc.node.defaultChild instanceof loadEc2().CfnVPC)) {
    Annotations.of(scope).addWarningV2('cdk-cross-account-private-api:vpcDnsNotKnown',
      'private DNS needs DNS support and DNS host names in the VPC, which is imported, so that they cannot be seen: '
      + 'look whether both are on, or the deployment fails');
  }
}

/** @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html */
export function warnOfUnknownZoneDns(scope: IConstruct, { vpcId }: ec2.IVpc): void {
  if (resourceOf(vpcId) === undefined) {
    Annotations.of(scope).addWarningV2('cdk-cross-account-private-api:vpcDnsNotKnown',
      'a hosted zone needs DNS support and DNS host names in the VPC, which is imported, so that they cannot be seen: '
      + 'look whether both are on, or the zone answers nothing');
  }
}

export function warnOfOneZone(scope: IConstruct, { isPendingLookup }: ec2.SelectedSubnets, { subnetIds }: ec2.CfnVPCEndpoint): void {
  // The answer of a lookup that is still to come has made-up subnets.
  if (!isPendingLookup && subnetIds!.length < 2) {
    Annotations.of(scope).addWarningV2('cdk-cross-account-private-api:endpointInOneZone',
      'the endpoint is in one Availability Zone only: select subnets in two or more, or a zone that fails takes the private APIs with it');
  }
}

/** Of what replaces an endpoint, the one thing that the template does not show. */
export function warnOfVpcParameter(scope: IConstruct, { vpcId }: ec2.IVpc): void {
  if (Token.isUnresolved(vpcId) && resourceOf(vpcId) === undefined) {
    Annotations.of(scope).addWarningV2('cdk-cross-account-private-api:endpointFollowsVpcId',
      'the id of the VPC is known at deployment only: another value replaces the endpoint, and no call passes until every provider allows the new id');
  }
}
