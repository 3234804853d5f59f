import { Duration, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { IPrivateApiConsumer, PrivateApiConnection } from '../../../../src';

const CALLER = `
exports.handler = async ({ apiId }) => {
  const { PRIVATE_API_URL, ENDPOINT } = process.env;
  const [url, headers] = apiId === undefined ? [PRIVATE_API_URL, {}] : ['https://' + ENDPOINT + '/v1', { 'x-apigw-api-id': apiId }];
  return (await fetch(url + '/pets', { headers, signal: AbortSignal.timeout(5000) })).status;
};`;

/** A function that calls by a connection, or through the endpoint any API whose id is in its event. */
export function caller(scope: Construct, consumer: IPrivateApiConsumer, connection: PrivateApiConnection, functionName: string): void {
  consumer.allowFrom(new lambda.Function(scope, 'Caller', {
    functionName,
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline(CALLER),
    environment: { ...connection.environment, ENDPOINT: consumer.vpcEndpointHostName },
    timeout: Duration.seconds(15),
    vpc: consumer.vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
  }));
}

/** The smallest VPC that an endpoint can be in. */
export function vpcOf(scope: Construct): ec2.IVpc {
  const cidrBlock = '10.1.0.0/24';
  const stack = Stack.of(scope);
  const availabilityZone = `${stack.region}a`;
  const vpc = new ec2.CfnVPC(scope, 'Vpc', { cidrBlock, enableDnsHostnames: true, enableDnsSupport: true });
  const subnet = new ec2.CfnSubnet(scope, 'Subnet', { vpcId: vpc.ref, cidrBlock, availabilityZone });
  return ec2.Vpc.fromVpcAttributes(scope, 'Imported', { vpcId: vpc.ref, availabilityZones: [availabilityZone], isolatedSubnetIds: [subnet.ref] });
}
