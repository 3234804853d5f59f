import {
  CloudFormationClient, CreateStackCommand, DescribeStackEventsCommand, DescribeStacksCommand, UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { clientConfig } from '../aws-environment';
import { LabAccess } from '../lab';
import { Template } from './plain-templates';

const SETTLES_WITHIN_MS = 30_000;

/** How CloudFormation ended: the status, the outputs, and the reason each resource gave for failing. */
export interface StackResult {
  readonly status: string;
  readonly outputs: Record<string, string>;
  readonly reasons: string[];
}

/** Creates or updates a stack in an account of the lab by CloudFormation's own API, without the CDK. */
export async function deployTemplate(lab: LabAccess, account: string, stackName: string, template: Template, update = false): Promise<StackResult> {
  const client = new CloudFormationClient(clientConfig(lab, account));
  try {
    const input = { StackName: stackName, TemplateBody: JSON.stringify(template), Capabilities: ['CAPABILITY_IAM' as const] };
    const { StackId } = await client.send(update ? new UpdateStackCommand(input) : new CreateStackCommand(input));
    return await settled(client, StackId!);
  } finally {
    client.destroy();
  }
}

async function settled(client: CloudFormationClient, stackId: string): Promise<StackResult> {
  const deadline = Date.now() + SETTLES_WITHIN_MS;
  for (;;) {
    const stack = (await client.send(new DescribeStacksCommand({ StackName: stackId }))).Stacks![0];
    if (!stack.StackStatus!.endsWith('_IN_PROGRESS')) {
      const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: stackId }));
      return {
        status: stack.StackStatus!,
        outputs: Object.fromEntries((stack.Outputs ?? []).map((output) => [output.OutputKey!, output.OutputValue!])),
        reasons: StackEvents.filter((event) => event.ResourceStatus?.endsWith('_FAILED')).map((event) => event.ResourceStatusReason ?? ''),
      };
    }
    if (Date.now() > deadline) {
      throw new Error(`stack ${stackId} must settle within ${SETTLES_WITHIN_MS / 1000} s, got ${stack.StackStatus}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
