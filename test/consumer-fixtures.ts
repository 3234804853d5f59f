import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

/** The only output whose logical id begins like this, with what only the deployment knows by the name of what it comes from. */
export function outputOf(stack: Stack, prefix: string): { value: string; description: string } {
  const found = Object.entries(Template.fromStack(stack).findOutputs('*')).filter(([id]) => id.startsWith(prefix));
  expect(found).toHaveLength(1);
  const [[, { Value, Description }]] = found;
  const parts: unknown[] = Value['Fn::Join']?.[1] ?? [Value];
  return { value: parts.map((part) => typeof part === 'string' ? part : nameOf(part as object)).join(''), description: Description };
}

function nameOf(intrinsic: object): string {
  const [argument] = Object.values(intrinsic) as unknown[];
  return Array.isArray(argument) ? argument.join('.') : argument as string;
}
