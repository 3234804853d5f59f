import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Construct } from 'constructs';
import { consumerStack, ENDPOINT_ID, petStore, providerStack, vpcOf } from './fixtures';
import { ApiGatewayAccountLogging, PrivateApiConsumer, PrivateApiProbe } from '../src';

interface Finding {
  readonly rule: string;
  readonly path: string;
}

/** A finding that stays, and why: what a user may write when acknowledging it. `docs/rule-checks.md` says it at length. */
interface ExpectedFinding extends Finding {
  readonly reason: string;
}

/** As a user defines it, with nothing beyond what must be given, and one method. */
function define(): Record<'api' | 'logging' | 'consumer' | 'probe', Construct> {
  const app = new App();
  const provider = providerStack(app);
  const network = consumerStack(app);
  const vpc = vpcOf(network);
  const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc });
  consumer.allowFrom(new ec2.SecurityGroup(network, 'Client', { vpc, allowAllOutbound: false }));
  return {
    probe: new PrivateApiProbe(network, 'Probe', { vpc }),
    api: petStore(provider, { allowedVpcEndpointIds: [ENDPOINT_ID] }),
    logging: new ApiGatewayAccountLogging(provider, 'Logging'),
    consumer,
  };
}

const METHOD = 'Provider/PetStore/Resource/Default/pets/GET/Resource';
const STAGE = 'Provider/PetStore/Resource/DeploymentStage.prod/Resource';
const PUSH_POLICY = 'Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs';

const EXPECTED: Record<keyof ReturnType<typeof define>, ExpectedFinding[]> = {
  api: [
    { rule: 'AwsSolutions-APIG2', path: 'Provider/PetStore/Resource/Resource', reason: 'Requests are validated where the methods are defined, or by the backend.' },
    { rule: 'AwsSolutions-APIG3', path: STAGE, reason: 'Only listed VPC endpoints reach the API; no request comes from the internet.' },
    { rule: 'AwsSolutions-APIG4', path: METHOD, reason: 'The resource policy authorizes every request by its VPC endpoint.' },
    { rule: 'AwsSolutions-APIG6', path: STAGE, reason: 'The access log has every request, its status and why it was refused.' },
    { rule: 'AwsSolutions-COG4', path: METHOD, reason: 'The callers are services of other accounts, not users of a user pool.' },
  ],
  logging: [
    { rule: `AwsSolutions-IAM4[${PUSH_POLICY}]`, path: 'Provider/Logging/Role/Resource', reason: 'AWS asks for this policy: the role serves every API of the Region.' },
  ],
  consumer: [],
  probe: [
    { rule: 'AwsSolutions-IAM5[Resource::*]', path: 'Network/Probe/Role/Resource', reason: 'Lambda makes network interfaces with it; the function itself is denied to.' },
    { rule: 'AwsSolutions-L1', path: 'Network/Probe/Resource/Resource', reason: 'It is the newest Node.js runtime that the CDK knows to be in every Region.' },
  ],
};

/** What the rules find in a construct of an app that has been synthesized. */
function findingsIn(construct: Construct): Finding[] {
  (construct.node.root as App).synth();
  return new AwsSolutionsChecks(construct.node.root).validateScope(construct).violations
    .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: constructPath! })))
    .sort((one, other) => one.rule < other.rule ? -1 : 1);
}

/** As the docs show it. The CDK of this version refuses the ids that hold an ARN (aws/aws-cdk#38787). */
function acknowledge(construct: Construct, rule: string, reason: string): void {
  if (rule.includes('::')) {
    construct.node.addMetadata(Validations.ACKNOWLEDGED_RULES_METADATA_KEY, { [rule]: reason });
  } else {
    Validations.of(construct).acknowledge({ id: rule, reason });
  }
}

describe.each(Object.entries(EXPECTED))('%s', (name, expected) => {
  const construct = () => define()[name as keyof typeof EXPECTED];

  test('nothing is found but what is expected', () => {
    expect(findingsIn(construct())).toEqual(expected.map(({ rule, path }) => ({ rule, path })));
  });

  test('nothing is left when each expected finding is acknowledged with its reason', () => {
    const acknowledged = construct();
    for (const { rule, reason } of expected) {
      acknowledge(acknowledged, rule, reason);
    }

    expect(findingsIn(acknowledged)).toEqual([]);
  });
});

test('the rules run: they find what is wrong in a stack of the CDK\'s own', () => {
  const stack = providerStack();
  new ec2.SecurityGroup(stack, 'Open', { vpc: vpcOf(stack) }).addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.allTraffic());

  expect(findingsIn(stack).map(({ rule }) => rule)).toContain('AwsSolutions-EC23');
});

test.each(Object.values(EXPECTED).flat())('the docs explain $rule', ({ rule, reason }) => {
  const docs = readFileSync(join(__dirname, '..', 'docs', 'rule-checks.md'), 'utf8');

  expect(docs).toContain(`\`${rule}\``);
  expect(docs).toContain(reason);
});
