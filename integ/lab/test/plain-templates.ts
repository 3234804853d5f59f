/** Plain CloudFormation templates, nothing of ours in them: what anybody could have written. */

const FUNCTION_CODE = `
exports.handler = async (event) => {
  try {
    const response = await fetch(event.url, { signal: AbortSignal.timeout(3000) });
    return { status: response.status, errorType: response.headers.get('x-amzn-errortype'), body: await response.text() };
  } catch (error) {
    return { error: (error.cause && error.cause.code) || error.name };
  }
};`;

const ROLE = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
  },
};

export type Template = Record<string, unknown>;

/** A VPC with an endpoint for execute-api with private DNS, and a function that may reach it. */
export function network(cidr: string, endpointPolicy?: object): Template {
  const [first, second] = cidr.split('.');
  const subnet = (index: number) => ({
    Type: 'AWS::EC2::Subnet',
    Properties: {
      VpcId: { Ref: 'Vpc' },
      CidrBlock: `${first}.${second}.${index}.0/24`,
      AvailabilityZone: { 'Fn::Select': [index, { 'Fn::GetAZs': '' }] },
    },
  });
  return {
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: cidr, EnableDnsSupport: true, EnableDnsHostnames: true } },
      Subnet0: subnet(0),
      Subnet1: subnet(1),
      AppGroup: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'App', VpcId: { Ref: 'Vpc' } } },
      EndpointGroup: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: {
          GroupDescription: 'Endpoint',
          VpcId: { Ref: 'Vpc' },
          SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, SourceSecurityGroupId: { 'Fn::GetAtt': ['AppGroup', 'GroupId'] } }],
        },
      },
      Endpoint: {
        Type: 'AWS::EC2::VPCEndpoint',
        Properties: {
          VpcEndpointType: 'Interface',
          ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.execute-api' },
          VpcId: { Ref: 'Vpc' },
          SubnetIds: [{ Ref: 'Subnet0' }, { Ref: 'Subnet1' }],
          SecurityGroupIds: [{ 'Fn::GetAtt': ['EndpointGroup', 'GroupId'] }],
          PrivateDnsEnabled: true,
          ...endpointPolicy === undefined ? {} : { PolicyDocument: endpointPolicy },
        },
      },
      Role: ROLE,
      App: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Timeout: 10,
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Code: { ZipFile: FUNCTION_CODE },
          VpcConfig: { SubnetIds: [{ Ref: 'Subnet0' }, { Ref: 'Subnet1' }], SecurityGroupIds: [{ 'Fn::GetAtt': ['AppGroup', 'GroupId'] }] },
        },
      },
    },
    Outputs: { Endpoint: { Value: { Ref: 'Endpoint' } }, Vpc: { Value: { Ref: 'Vpc' } }, App: { Value: { Ref: 'App' } } },
  };
}

/** What varies between the APIs of the tests. */
export interface ApiOptions {
  readonly policy?: object;
  /** More properties of the API. */
  readonly properties?: object;
  /** Endpoints to associate with it. */
  readonly vpcEndpointIds?: string[];
  readonly outputs?: Record<string, unknown>;
  /** A new name makes a new deployment, as a new logical id does. */
  readonly deployment?: string;
  readonly stage?: object;
  readonly resources?: Record<string, unknown>;
}

/** A private API with `GET /pets`, answered by a mock, on stage `v1`. */
export function privateApi({ policy, properties, vpcEndpointIds, deployment = 'Deployment', stage = {}, resources = {}, outputs = {} }: ApiOptions): Template {
  return {
    Resources: {
      Api: {
        Type: 'AWS::ApiGateway::RestApi',
        Properties: {
          Name: 'plain',
          EndpointConfiguration: { Types: ['PRIVATE'], ...vpcEndpointIds === undefined ? {} : { VpcEndpointIds: vpcEndpointIds } },
          ...policy === undefined ? {} : { Policy: policy },
          ...properties,
        },
      },
      Pets: { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' }, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: 'pets' } },
      GetPets: {
        Type: 'AWS::ApiGateway::Method',
        Properties: {
          RestApiId: { Ref: 'Api' },
          ResourceId: { Ref: 'Pets' },
          HttpMethod: 'GET',
          AuthorizationType: 'NONE',
          Integration: {
            Type: 'MOCK',
            RequestTemplates: { 'application/json': '{"statusCode": 200}' },
            IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'application/json': '[{"id":1,"type":"dog","price":249.99}]' } }],
          },
          MethodResponses: [{ StatusCode: '200' }],
        },
      },
      [deployment]: { Type: 'AWS::ApiGateway::Deployment', DependsOn: ['GetPets'], Properties: { RestApiId: { Ref: 'Api' } } },
      Stage: {
        Type: 'AWS::ApiGateway::Stage',
        Properties: { RestApiId: { Ref: 'Api' }, DeploymentId: { Ref: deployment }, StageName: 'v1', ...stage },
      },
      ...resources,
    },
    Outputs: { Api: { Value: { Ref: 'Api' } }, ...outputs },
  };
}

/** The reference experiment's own policy: an Allow only, on the API's full ARN, by `StringEquals aws:sourceVpce`. */
export function experimentPolicy(apiArn: string, vpcEndpointId: string): object {
  return {
    Version: '2012-10-17',
    Statement: [{
      Effect: 'Allow',
      Principal: '*',
      Action: 'execute-api:Invoke',
      Resource: apiArn,
      Condition: { StringEquals: { 'aws:sourceVpce': vpcEndpointId } },
    }],
  };
}

/** AWS’s own example: everybody but these endpoints is denied, and everybody is allowed. An id may be a function of CloudFormation. */
export function allowAndGuard(...vpcEndpointIds: (string | object)[]): object {
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Deny', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*', Condition: { StringNotEquals: { 'aws:SourceVpce': vpcEndpointIds } } },
      { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
    ],
  };
}
