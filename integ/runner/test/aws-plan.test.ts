import { chooseForAccounts, describePlan, PlannedSuite } from '../aws-plan';
import { AwsSettings } from '../aws-settings';

const THREE: AwsSettings = {
  accounts: { consumer: '111111111111', provider: '222222222222', outsider: '333333333333' }, region: 'eu-west-1', isOneAccount: false,
};
const ONE: AwsSettings = { accounts: { consumer: '222222222222', provider: '222222222222', outsider: '222222222222' }, region: 'eu-west-1', isOneAccount: true };

function suite(name: string, needsAccountsApart: boolean): PlannedSuite {
  return {
    name,
    synthesized: {
      record: { needsAccountsApart, steps: [{ name: 'only', isDestroyed: true }], calls: [], facts: [] },
      templates: {
        Network: {
          Resources: {
            Vpc: { Type: 'AWS::EC2::VPC' },
            InTwoZones: { Type: 'AWS::EC2::VPCEndpoint', Properties: { SubnetIds: [{ Ref: 'A' }, { Ref: 'B' }] } },
            Imported: { Type: 'AWS::EC2::VPCEndpoint', Properties: { SubnetIds: { 'Fn::Split': [',', 'a'] } } },
            App: { Type: 'AWS::Lambda::Function' },
          },
        },
        Provider: { Resources: { Api: { Type: 'AWS::ApiGateway::RestApi' } } },
      },
    },
  };
}

test('with accounts of its own for each side, every suite runs', () => {
  const suites = [suite('apart', true), suite('anywhere', false)];
  expect(chooseForAccounts(suites, THREE)).toEqual({ run: suites, skipped: [] });
});

test('in one account, what needs accounts apart is left out', () => {
  const [apart, anywhere] = [suite('apart', true), suite('anywhere', false)];
  expect(chooseForAccounts([apart, anywhere], ONE)).toEqual({ run: [anywhere], skipped: [apart] });
});

test('the plan says where, what, for how much, what is left out and what stays', () => {
  expect(describePlan([suite('first', false), suite('second', false)], [suite('third', true)], ONE).split('\n')).toEqual([
    'In account 222222222222, Region eu-west-1, one suite after the other:',
    '  first: 2 stacks with 1 VPCs, 2 interface endpoints, 1 functions, 1 private APIs',
    '  second: 2 stacks with 1 VPCs, 2 interface endpoints, 1 functions, 1 private APIs',
    '  third: left out, since it needs accounts apart',
    'Cost: about $0.06, most of it 6 endpoint interfaces at about $0.01 an hour each, for an hour; calls and functions are cents.',
    'All stacks are destroyed after their suite, log groups included. Functions in a VPC make that slow: up to 40 minutes a suite.',
    'If the run is stopped, or a stack cannot be destroyed, stacks whose names begin with "Integ" stay, and cost until you delete them.',
    'What the bootstrap stacks keep stays: the templates and the functions’ code in their buckets.',
  ]);
});
