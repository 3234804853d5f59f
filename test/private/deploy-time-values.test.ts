import { App, Aws, CfnDynamicReference, CfnDynamicReferenceService, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { readValue } from '../../src/private/deploy-time-values';
import { consumerStack, CONSUMER_ACCOUNT, ENDPOINT_ID, providerStack, vpcOf } from '../fixtures';

const read = (stack: Stack, value: string) => {
  const { value: given, ...facts } = readValue(stack, value);
  expect(stack.resolve(given)).toEqual(stack.resolve(value));
  return facts;
};
const refusal = (stack: Stack, value: string) => readValue(stack, value).problem;
const WAYS_OUT = 'write the id itself, read it with HandOver.fromFile() or StringParameter.valueFromLookup(), or take it from an SSM parameter '
  + 'by StringParameter.valueForStringParameter() or from a CfnParameter of this stack';

describe('a literal', () => {
  test.each([
    ['a text', () => ENDPOINT_ID, ENDPOINT_ID],
    ['a lazy text', () => Lazy.string({ produce: () => ENDPOINT_ID }), ENDPOINT_ID],
    ['the account of a stack that knows it', (stack: Stack) => stack.account, '222222222222'],
    ['a lookup that is still to come', (stack: Stack) => ssm.StringParameter.valueFromLookup(stack, '/orders'), 'dummy-value-for-/orders'],
  ])('is what it is: %s', (_, make, text) => {
    const stack = providerStack();
    expect(read(stack, make(stack))).toEqual({ kind: 'literal', text });
  });

  test.each([
    ['a pseudo parameter', () => Aws.ACCOUNT_ID, '{known only at deploy: AWS::AccountId}'],
    ['around a pseudo parameter', () => `arn:${Aws.PARTITION}:iam::111111111111:role/app`, 'arn:{known only at deploy: AWS::Partition}:iam::111111111111:role/app'],
    ['an SSM parameter with its version', (stack: Stack) => ssm.StringParameter.fromStringParameterAttributes(stack, 'P', { parameterName: '/x', version: 3 }).stringValue,
      '{known only at deploy: resolve:ssm:/x:3}'],
    ['the same, written by hand', () => '{{resolve:ssm:/x:3}}', '{known only at deploy: resolve:ssm:/x:3}'],
  ])('needs nothing where its text says all: %s', (_, make, text) => {
    const stack = providerStack();
    expect(read(stack, make(stack))).toEqual({ kind: 'literal', text });
  });

  test('is the role of another account that has a name', () => {
    const app = new App();
    const role = new iam.Role(consumerStack(app), 'Role', { roleName: 'app', assumedBy: new iam.AccountRootPrincipal() });
    expect(read(providerStack(app), role.roleArn)).toEqual({
      kind: 'literal', text: `arn:{known only at deploy: AWS::Partition}:iam::${CONSUMER_ACCOUNT}:role/app`,
    });
  });
});

describe('a resource of the app', () => {
  const endpointOf = (stack: Stack) => vpcOf(stack).addInterfaceEndpoint('Endpoint', { service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY });

  test('is followed by what can change its id, in another stack', () => {
    const app = new App();
    const network = consumerStack(app);
    const endpoint = endpointOf(network);
    expect(read(providerStack(app), endpoint.vpcEndpointId)).toEqual({
      kind: 'resource', text: '{known only at deploy: Ref Network/Vpc/Endpoint/Resource}', resource: endpoint.node.defaultChild,
    });
  });

  test('is followed in the same stack', () => {
    const stack = consumerStack();
    const vpc = vpcOf(stack);
    expect(read(stack, vpc.vpcId)).toEqual({ kind: 'resource', text: '{known only at deploy: Ref Network/Vpc/Resource}', resource: vpc.node.defaultChild });
  });

  test('is followed behind a lazy value', () => {
    const stack = providerStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    expect(read(stack, role.roleArn)).toEqual({ kind: 'resource', text: '{known only at deploy: Arn Provider/Role/Resource}', resource: role.node.defaultChild });
  });

  test('has a text without the wildcards of a policy', () => {
    const stack = consumerStack();
    const vpc = new ec2.CfnVPC(stack, 'Vpc*?{}', { cidrBlock: '10.0.0.0/16' });
    expect(read(stack, vpc.ref).text).toBe('{known only at deploy: Ref Network/Vpc____ #da31f89c}');
  });

  test('has the same text each time it is asked for', () => {
    const stack = consumerStack();
    const vpc = vpcOf(stack);
    expect(read(stack, vpc.vpcId).text).toBe(read(stack, vpc.vpcRef.vpcId).text);
  });
});

describe('a value that the selector follows', () => {
  test.each<[string, (stack: Stack) => string, string]>([
    ['a parameter', (stack) => new CfnParameter(stack, 'OrdersEndpoint').valueAsString, '{known only at deploy: parameter Provider/OrdersEndpoint}'],
    ['an SSM parameter', (stack) => ssm.StringParameter.valueForStringParameter(stack, '/orders'),
      '{known only at deploy: parameter Provider/SsmParameterValue:--orders:C96584B6-F00A-464E-AD19-53AFF4B05118.Parameter}'],
    ['an SSM parameter that another account shares',
      (stack) => ssm.StringParameter.fromStringParameterArn(stack, 'Shared', `arn:aws:ssm:ap-northeast-1:${CONSUMER_ACCOUNT}:parameter/orders`).stringValue,
      '{known only at deploy: parameter Provider/Shared.Parameter}'],
    ['a part of a parameter', (stack) => Fn.select(0, Fn.split(',', new CfnParameter(stack, 'P').valueAsString)),
      '{known only at deploy: Fn::Select:0,Fn::Split:,,Ref:P}'],
    ['a parameter in a text', (stack) => `arn:aws:iam::111111111111:role/${new CfnParameter(stack, 'P').valueAsString}`,
      'arn:aws:iam::111111111111:role/{known only at deploy: P}'],
    ['an attribute of a resource of the same stack', (stack) => new CfnResource(stack, 'Custom', { type: 'Custom::Orders' }).getAtt('Endpoint').toString(),
      '{known only at deploy: Endpoint Provider/Custom}'],
    ['an imported value', () => Fn.importValue('Orders'), '{known only at deploy: Fn::ImportValue:Orders}'],
  ])('%s', (_, make, text) => {
    const stack = providerStack();
    expect(read(stack, make(stack))).toEqual({ kind: 'selected', text });
  });

  test('an SSM parameter that the parent of a nested stack reads', () => {
    const stack = providerStack();
    const parameter = ssm.StringParameter.valueForStringParameter(stack, '/orders');
    expect(read(new NestedStack(stack, 'Nested'), parameter)).toMatchObject({ kind: 'selected' });
  });

  test('a value of the parent of a nested stack', () => {
    const stack = providerStack();
    const parameter = new CfnParameter(stack, 'P').valueAsString;
    expect(read(new NestedStack(stack, 'Nested'), parameter)).toEqual({ kind: 'selected', text: '{known only at deploy: parameter Provider/P}' });
  });
});

describe('fails', () => {
  test.each([[undefined, 'nothing'], [42, '42'], [['a'], '["a"]'], [null, 'null']])('for what is no text yet: %j', (resolved, got) => {
    expect(readValue(providerStack(), Token.asString({ resolve: () => resolved, creationStack: [] }))).toMatchObject({
      kind: 'refused', text: '{known only at deploy: a token}', problem: `must be a text when it is put on the list, got ${got}; call allow() when the value is there`,
    });
  });

  const skipped = 'cdk deploy skips a stack whose template did not change, so a new value of';

  test.each<[string, (stack: Stack) => string, string, string]>([
    ['an output of a stack outside the app', () => Fn.getStackOutput('Network', 'Endpoint').toString(),
      '{known only at deploy: Fn::GetStackOutput:StackName:Network,OutputName:Endpoint}', 'Fn::GetStackOutput'],
    ['an SSM parameter without its version', () => new CfnDynamicReference(CfnDynamicReferenceService.SSM, '/x').toString(),
      '{known only at deploy: resolve:ssm:/x}', '{{resolve:ssm:/x}}'],
    ['the same, written by hand', () => '{{resolve:ssm:/x}}', '{known only at deploy: resolve:ssm:/x}', '{{resolve:ssm:/x}}'],
    ['a secret', () => '{{resolve:secretsmanager:x:SecretString:id:AWSCURRENT}}',
      '{known only at deploy: resolve:secretsmanager:x:SecretString:id:AWSCURRENT}', '{{resolve:secretsmanager:x:SecretString:id:AWSCURRENT}}'],
  ])('for %s', (_, make, text, late) => {
    const stack = providerStack();
    expect(refusal(stack, make(stack))).toBe(`must be a value that the stage can follow, got ${text}; ${skipped} ${late} would not reach the stage; ${WAYS_OUT}`);
  });

  test('for an SSM parameter that a nested stack reads', () => {
    const nested = new NestedStack(providerStack(), 'Nested');
    const text = '{known only at deploy: parameter Provider/Nested/SsmParameterValue:--orders:C96584B6-F00A-464E-AD19-53AFF4B05118.Parameter}';
    expect(refusal(nested, ssm.StringParameter.valueForStringParameter(nested, '/orders'))).toBe(`must be a value that the stage can follow, got ${text}; `
      + 'cdk deploy reads parameters of the stack that it deploys, and skips that if nothing else changed, so a new value would not reach the stage; '
      + 'read it there: StringParameter.valueForStringParameter() with the scope "Provider"');
  });

  test.each<[string, (stack: Stack) => string, string]>([
    ['a parameter', (stack) => new CfnParameter(stack, 'P').valueAsString, '{known only at deploy: parameter Network/P}'],
    ['an attribute of a custom resource', (stack) => new CfnResource(stack, 'Custom', { type: 'Custom::Orders' }).getAtt('Endpoint').toString(),
      '{known only at deploy: Endpoint Network/Custom}'],
    ['a part of what would be followed as a whole', (stack) => Fn.select(1, Fn.split('-', vpcOf(stack).vpcId)),
      '{known only at deploy: Fn::Select:1,Fn::Split:-,Ref:Vpc8378EB38}'],
  ])('for what changes in another stack: %s', (_, make, text) => {
    const app = new App();
    const value = make(consumerStack(app));
    expect(refusal(providerStack(app), value)).toBe(`must be a value that the stage can follow, got ${text}; a new value in another stack would not reach the stage; `
      + `pass the endpoint or the VPC itself with AllowedConsumer.vpcEndpoint() or AllowedConsumer.vpc(), or ${WAYS_OUT}`);
  });

  test('for what changes in another stack, also behind a value of this one', () => {
    const app = new App();
    const [provider, network] = [providerStack(app), consumerStack(app)];
    const [here, there] = [provider, network].map((stack) => new CfnParameter(stack, 'P').valueAsString);
    for (const value of [`${here}${there}`, `${there}${here}`]) {
      expect(refusal(provider, value)).toMatch(/; a new value in another stack would not reach the stage; /);
    }
    expect(refusal(provider, `${here}-1`)).toBeUndefined();
  });
});

test('a parameter of a nested stack that is not read from Parameter Store is selected', () => {
  const nested = new NestedStack(providerStack(), 'Nested');
  const parameter = new CfnParameter(nested, 'P');
  expect(read(nested, parameter.valueAsString)).toEqual({ kind: 'selected', text: '{known only at deploy: parameter Provider/Nested/P}' });
});
