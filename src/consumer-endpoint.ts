import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { constructError } from './private/errors';
import { loadEc2 } from './private/load-ec2';

/**
 * Options for `ConsumerEndpoint.create()`.
 */
export interface ConsumerEndpointCreateOptions {
  /**
   * Subnets in which the endpoint gets its addresses, one per Availability Zone.
   *
   * Two zones or more, or a zone that fails takes the API with it. Not every zone offers `execute-api`. Each zone has a price per hour.
   *
   * @default - the VPC's private subnets, or its isolated ones if it has no private ones
   * @see https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
   */
  readonly subnets?: ec2.SubnetSelection;

  /**
   * Whether the API's own host name leads to the endpoint.
   *
   * With private DNS, *every* `*.execute-api` host name of the Region leads to this endpoint for the whole VPC, so public APIs cannot be
   * called by those names from the VPC any more. A VPC can have one such endpoint only, and it needs DNS support and DNS host names.
   *
   * @default false - the URL of a `PrivateApiConnection` names the endpoint, and a header names the API
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
   */
  readonly privateDnsEnabled?: boolean;
}

/**
 * Where a consumer's endpoint comes from.
 */
export class ConsumerEndpoint {
  /**
   * An interface endpoint for `execute-api` that is created for this consumer, with a security group of its own.
   *
   * @param options Where it is and what its DNS does.
   */
  public static create(options: ConsumerEndpointCreateOptions = {}): ConsumerEndpoint {
    return new ConsumerEndpoint(options);
  }

  private constructor(private readonly options: ConsumerEndpointCreateOptions) {}

  /**
   * Define the endpoint.
   *
   * @internal
   */
  public _bind(scope: Construct, vpc: ec2.IVpc): ConsumerEndpointConfig {
    const { subnets, privateDnsEnabled = false } = this.options;
    requireDns(scope, vpc, privateDnsEnabled);

    const { InterfaceVpcEndpoint, InterfaceVpcEndpointAwsService, SecurityGroup } = loadEc2();
    const securityGroup = new SecurityGroup(scope, 'SecurityGroup', {
      vpc,
      description: 'Who may call private APIs through the execute-api endpoint',
      allowAllOutbound: false, // an endpoint answers and never calls
    });
    const vpcEndpoint = new InterfaceVpcEndpoint(scope, 'Resource', {
      vpc,
      service: InterfaceVpcEndpointAwsService.APIGATEWAY, // its service name is execute-api
      subnets,
      privateDnsEnabled,
      securityGroups: [securityGroup],
      open: false,
    });
    if (privateDnsEnabled) {
      sayWhatPrivateDnsDoes(scope);
    }
    warnOfOneZone(scope, vpc.selectSubnets({ ...subnets, onePerAz: true }));
    return { vpcEndpoint, securityGroup, privateDnsEnabled };
  }
}

/** What `ConsumerEndpoint` gives to the construct that owns the endpoint. */
interface ConsumerEndpointConfig {
  readonly vpcEndpoint: ec2.InterfaceVpcEndpoint;
  readonly securityGroup: ec2.ISecurityGroup;
  readonly privateDnsEnabled: boolean;
}

/** EC2 refuses private DNS in a VPC without DNS, at deployment; a VPC of this app can be asked before. */
function requireDns(scope: Construct, vpc: ec2.IVpc, privateDnsEnabled: boolean): void {
  const resource = vpc.node.defaultChild;
  if (!privateDnsEnabled || !(resource instanceof loadEc2().CfnVPC)) {
    return;
  }
  const missing = (['enableDnsSupport', 'enableDnsHostnames'] as const).filter((setting) => resource[setting] === false);
  if (missing.length > 0) {
    throw constructError(scope, `privateDnsEnabled must be false in a VPC with ${missing.join(' and ')} false, got true; `
      + 'switch both on in the VPC, or leave private DNS off');
  }
}

function sayWhatPrivateDnsDoes(scope: Construct): void {
  const { region } = Stack.of(scope);
  Annotations.of(scope).addInfoV2('cdk-cross-account-private-api:privateDnsCapturesRegion',
    `private DNS leads every *.execute-api.${Token.isUnresolved(region) ? '{region}' : region} host name to this endpoint for the whole VPC: `
    + 'public APIs cannot be called by those names any more');
}

function warnOfOneZone(scope: Construct, selected: ec2.SelectedSubnets): void {
  // The answer of a lookup that is still to come has made-up subnets.
  if (!selected.isPendingLookup && selected.subnetIds.length < 2) {
    Annotations.of(scope).addWarningV2('cdk-cross-account-private-api:endpointInOneZone',
      'the endpoint is in one Availability Zone only: select subnets in two or more, or a zone that fails takes the private APIs with it');
  }
}
