import { CfnOutput, Lazy, Names, Stack } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';

/**
 * Tell the owner of an endpoint's security group which rule it needs, in an output of the stack that knows the client.
 *
 * It is what `aws ec2 authorize-security-group-ingress --cli-input-json` takes.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html
 */
export function tellRule(stack: Stack, consumer: IConstruct, groupId: string, source: ec2.IngressRuleConfig): void {
  const id = `EndpointRules${Names.nodeUniqueId(consumer.node)}`;
  const output = stack.node.tryFindChild(id) as RuleOutput | undefined ?? new RuleOutput(stack, id, groupId);
  output.add(source);
}

class RuleOutput extends CfnOutput {
  /** By what it is resolved to, so that each is told once. */
  private readonly sources = new Map<string, ec2.IngressRuleConfig>();

  constructor(stack: Stack, id: string, groupId: string) {
    super(stack, id, {
      description: 'What the security group of the endpoint has to admit, for aws ec2 authorize-security-group-ingress. Its owner has to add it.',
      value: stack.toJsonString({ GroupId: groupId, IpPermissions: Lazy.uncachedAny({ produce: () => [...this.sources.values()].map(permission) }) }),
    });
  }

  public add(source: ec2.IngressRuleConfig): void {
    this.sources.set(JSON.stringify(this.stack.resolve(source)), source);
  }
}

function permission({ sourceSecurityGroupId, sourceSecurityGroupOwnerId, sourcePrefixListId, cidrIp, cidrIpv6 }: ec2.IngressRuleConfig) {
  return {
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    UserIdGroupPairs: sourceSecurityGroupId && [{ GroupId: sourceSecurityGroupId, UserId: sourceSecurityGroupOwnerId }],
    PrefixListIds: sourcePrefixListId && [{ PrefixListId: sourcePrefixListId }],
    IpRanges: cidrIp && [{ CidrIp: cidrIp }],
    Ipv6Ranges: cidrIpv6 && [{ CidrIpv6: cidrIpv6 }],
  };
}
