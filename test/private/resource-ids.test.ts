import { idProblem, VPC_ENDPOINT_ID, VPC_ID } from '../../src/private/resource-ids';

const ENDPOINT_RULE = 'must be a VPC endpoint id ("vpce-" and 8 or 17 hexadecimal digits in lower case), got';
const VPC_RULE = 'must be a VPC id ("vpc-" and 8 or 17 hexadecimal digits in lower case), got';
const CONSOLE = 'copy it from the VPC console of the consumer\'s account';

describe('ids that are taken', () => {
  test.each(['vpce-01234567', 'vpce-0123456789abcdef0'])('endpoint %s', (id) => {
    expect(idProblem(VPC_ENDPOINT_ID, id)).toBeUndefined();
  });

  test.each(['vpc-01234567', 'vpc-0123456789abcdef0'])('VPC %s', (id) => {
    expect(idProblem(VPC_ID, id)).toBeUndefined();
  });
});

describe('endpoint ids that are refused, each with what to do', () => {
  test.each([
    ['VPCE-0123456789ABCDEF0', 'write it as "vpce-0123456789abcdef0"'],
    [' vpce-01234567\n', 'write it as "vpce-01234567"'],
    ['arn:aws:ec2:eu-west-1:111111111111:vpc-endpoint/vpce-01234567', 'write it as "vpce-01234567"'],
    ['vpce-0123456789abcdef0-abcd1234.execute-api.eu-west-1.vpce.amazonaws.com', 'write it as "vpce-0123456789abcdef0"'],
    ['vpce-0123456', 'what follows "vpce-" has the length 7; copy the whole id again'],
    ['vpce-012345678', 'what follows "vpce-" has the length 9; copy the whole id again'],
    ['vpce-0123456789abcdef', 'what follows "vpce-" has the length 16; copy the whole id again'],
    ['vpce-0123456789abcdef01', 'what follows "vpce-" has the length 18; copy the whole id again'],
    ['vpce-0123456g', 'what follows "vpce-" is not hexadecimal; copy the whole id again'],
    ['vpce-', 'what follows "vpce-" has the length 0; copy the whole id again'],
    ['vpce-svc-01234567', 'that is an endpoint service, which the provider of a service owns; give the id of the interface endpoint in the consumer\'s VPC'],
    ['vpc-01234567', 'that is a VPC; AllowedConsumer.vpcId() allows every execute-api endpoint of a VPC'],
    ['eni-01234567', 'that is a network interface of an endpoint; give the id of the endpoint itself'],
    ['subnet-01234567', 'that is a subnet, which API Gateway cannot see; give the id of the endpoint itself'],
    ['sg-01234567', 'that is a security group, which API Gateway cannot see; give the id of the endpoint itself'],
    ['*', CONSOLE],
    ['vpce-*', 'what follows "vpce-" is not hexadecimal; copy the whole id again'],
    ['', CONSOLE],
  ])('%j', (id, remedy) => {
    expect(idProblem(VPC_ENDPOINT_ID, id)).toBe(`${ENDPOINT_RULE} ${JSON.stringify(id)}; ${remedy}`);
  });
});

test.each([
  ['vpce-01234567', 'that is a VPC endpoint; pass it to AllowedConsumer.vpcEndpointId()'],
  ['vpc-0123', 'what follows "vpc-" has the length 4; copy the whole id again'],
  ['Vpc-01234567', 'write it as "vpc-01234567"'],
])('VPC ids that are refused: %j', (id, remedy) => {
  expect(idProblem(VPC_ID, id)).toBe(`${VPC_RULE} ${JSON.stringify(id)}; ${remedy}`);
});

test.each([
  ['what a lookup gives before it was made', 'dummy-value-for-/orders/endpoint'],
  ['a reference that CloudFormation resolves', '{{resolve:ssm:/orders/endpoint:3}}'],
])('the form is not checked of %s', (_, id) => {
  expect(idProblem(VPC_ENDPOINT_ID, id)).toBeUndefined();
});

test.each(['vpce-01234567{{resolve:ssm:/x:3}}', '{{resolve:ssm:/x:3}}x', 'x dummy-value-for-/x'])('it is of what only looks like one: %j', (id) => {
  expect(idProblem(VPC_ENDPOINT_ID, id)).toMatch(/^must be a VPC endpoint id/);
});
