import { App, Aws, Stack } from 'aws-cdk-lib';
import { requireConnectable } from '../../src/private/require-connectable';

const scope = new Stack(new App(), 'Workload');
const place = (account: string, region: string) => ({ env: { account, region } });

test('tokens count as unknown', () => {
  expect(() => requireConnectable(scope, place(Aws.ACCOUNT_ID, Aws.REGION), place(Aws.ACCOUNT_ID, Aws.REGION))).not.toThrow();
});

test('fails with the path of the construct that connects', () => {
  expect(() => requireConnectable(scope, place(Aws.ACCOUNT_ID, 'eu-west-1'), place('111111111111', 'eu-west-1'))).toThrow(new Error(
    '[Workload] api must have a known account, because the endpoint\'s policy names it, got a token; '
    + 'give the provider\'s stack an env with a concrete account',
  ));
});
