import { App, CfnOutput, CfnResource, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { outputReads } from '../../src/private/output-reads';

const [READER, OWNER, REGION, OTHER_REGION] = ['111111111111', '222222222222', 'ap-northeast-1', 'eu-west-1'];
const ROLE = `arn:aws:iam::${OWNER}:role/reader`;

function stackOf(scope: App | Stage | Stack, id: string, account: string, region = REGION): Stack {
  return new Stack(scope, id, { stackName: 'Shared', env: { account, region } });
}

test.each<[string, string | undefined, string | undefined, string]>([
  ['the account of the role and its own Region', undefined, ROLE, 'Owner'],
  ['the account of the role and a Region', OTHER_REGION, ROLE, 'OwnerAbroad'],
  ['its own account and a Region', OTHER_REGION, undefined, 'ReaderAbroad'],
])('a stack is known by its name, %s', (_case, region, roleArn, expected) => {
  const app = new App();
  const reader = new Stack(app, 'Reader', { env: { account: READER, region: REGION } });
  stackOf(app, 'Owner', OWNER);
  stackOf(app, 'OwnerAbroad', OWNER, OTHER_REGION);
  stackOf(app, 'ReaderAbroad', READER, OTHER_REGION);
  stackOf(new Stage(app, 'Stage'), 'Owner', OWNER);
  new CfnOutput(reader, 'Value', { value: Fn.base64(Fn.getStackOutput('Shared', 'Id', region, roleArn)) });

  expect(outputReads(reader).map(({ by, from }) => [by, from.node.path])).toEqual([['Reader/Value', expected]]);
});

test('nothing is read from a stack that is not of the app, by a role whose account is not known, or by a literal', () => {
  const app = new App();
  const reader = new Stack(app, 'Reader', { env: { account: READER, region: REGION } });
  stackOf(app, 'Owner', OWNER);
  new CfnOutput(reader, 'Other', { value: Fn.getStackOutput('Other', 'Id', REGION, ROLE) });
  new CfnOutput(reader, 'Unknown', { value: Fn.getStackOutput('Shared', 'Id', REGION, Fn.importValue('Role')) });
  new CfnOutput(reader, 'Literal', { value: 'Shared' });

  expect(outputReads(reader)).toEqual([]);
});

test('a nested stack belongs to the one that it is in, and a stack that is only defined there does not', () => {
  const app = new App();
  const reader = new Stack(app, 'Reader', { env: { account: READER, region: REGION } });
  const owner = stackOf(app, 'Owner', OWNER);
  const properties = { Id: [Fn.getStackOutput('Shared', 'Id', REGION, ROLE)] };
  new CfnResource(new NestedStack(reader, 'Nested'), 'Resource', { type: 'Custom::Reader', properties });
  new CfnResource(new Stack(reader, 'Inner', { env: reader }), 'Resource', { type: 'Custom::Reader', properties });

  expect(outputReads(reader).map(({ by, from }) => [by, from === owner])).toEqual([['Reader/Nested/Resource', true]]);
});
