/**
 * The properties that give a resource another id or ARN when they change, by its type, as the L1 names them.
 *
 * Only types whose ids and ARNs an allow-list can hold, and what those are made in.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-user.html
 */
export const REPLACING_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::VPCEndpoint': [
    'dnsOptions', 'resourceConfigurationArn', 'serviceName', 'serviceNetworkArn', 'serviceRegion', 'vpcEndpointType', 'vpcId',
  ],
  'AWS::EC2::VPC': ['cidrBlock', 'instanceTenancy', 'ipv4IpamPoolId', 'ipv4NetmaskLength'],
  'AWS::IAM::Role': ['path', 'roleName'],
  'AWS::IAM::User': ['path', 'userName'],
};
