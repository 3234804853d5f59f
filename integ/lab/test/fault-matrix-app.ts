import { policyDocument, signingNetwork } from './authorization-templates';
import { Template } from './plain-templates';

/** Plain templates that hold one fault each, or one path for each. */

const INVOKE = 'execute-api:Invoke';
const AUTHORIZER = `
exports.handler = async ({ authorizationToken, methodArn }) => {
  if (authorizationToken !== 'deny') throw new Error('Unauthorized');
  return { principalId: 'somebody', policyDocument: { Version: '2012-10-17', Statement: [{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: methodArn }] } };
};`;
const SLOW = 'exports.handler = async () => new Promise((resolve) => setTimeout(() => resolve({ statusCode: 200, body: "late" }), 3000));';

/** A consumer whose endpoint denies one path, is silent about another, and admits all of its machines but one. */
export function consumerNetwork(): Template {
  const { Resources, Outputs } = signingNetwork('10.1.0.0/16') as { Resources: Record<string, { Properties: Record<string, unknown> }>; Outputs: object };
  const anywhere = (path: string) => `arn:aws:execute-api:*:*:*/v1/GET/${path}`;
  const policy = policyDocument(
    { Effect: 'Allow', Principal: '*', Action: INVOKE, NotResource: anywhere('endpoint-is-silent') },
    { Effect: 'Deny', Principal: '*', Action: INVOKE, Resource: anywhere('endpoint-denies') },
  );
  const entry = { 'Fn::Select': [0, { 'Fn::GetAtt': ['Endpoint', 'DnsEntries'] }] };
  return {
    Resources: {
      ...Resources,
      Endpoint: { ...Resources.Endpoint, Properties: { ...Resources.Endpoint.Properties, PolicyDocument: policy } },
      OtherGroup: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'Not admitted', VpcId: { Ref: 'Vpc' } } },
      Blocked: {
        Type: 'AWS::EC2::Instance',
        Properties: { ImageId: 'ami-0123456789abcdef0', SubnetId: { Ref: 'Subnet1' }, SecurityGroupIds: [{ 'Fn::GetAtt': ['OtherGroup', 'GroupId'] }] },
      },
    },
    Outputs: { ...Outputs, Blocked: { Value: { Ref: 'Blocked' } }, Name: { Value: { 'Fn::Select': [1, { 'Fn::Split': [':', entry] }] } } },
  };
}

/** A consumer without private DNS. */
export function networkWithoutPrivateDns(): Template {
  const { Resources, Outputs } = signingNetwork('10.3.0.0/16') as { Resources: Record<string, { Properties: object }>; Outputs: object };
  const Endpoint = { ...Resources.Endpoint, Properties: { ...Resources.Endpoint.Properties, PrivateDnsEnabled: false } };
  return { Resources: { ...Resources, Endpoint }, Outputs };
}

/** An API that has a path for each fault of a method or of a policy; of `otherEndpoint` alone may come what is restricted. */
export function faultyApi(otherEndpoint: string): Template {
  const methods: Record<string, object> = {
    'pets': {}, 'implicit': {}, 'explicit': {}, 'endpoint-is-silent': {}, 'endpoint-denies': {},
    'signed': { AuthorizationType: 'AWS_IAM' },
    'signed-and-silent': { AuthorizationType: 'AWS_IAM' },
    'token': { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'TokenAuthorizer' } },
    'key': { ApiKeyRequired: true },
    'slow': { Integration: { Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', Uri: invocation('Slow'), TimeoutInMillis: 200 } },
  };
  const names = Object.fromEntries(Object.keys(methods).map((path) => [path, path.replaceAll('-', '')]));
  const restricted = (operator: string) => ({ Condition: { [operator]: { 'aws:SourceVpce': otherEndpoint } } });
  const on = (Effect: string, path: string, more: object = {}) => ({ Effect, Principal: '*', Action: INVOKE, Resource: `execute-api:/v1/*/${path}`, ...more });
  const open = ['pets', 'cats', 'explicit', 'endpoint-is-silent', 'endpoint-denies', 'signed', 'token', 'key', 'slow'];
  return {
    Resources: {
      Api: {
        Type: 'AWS::ApiGateway::RestApi',
        Properties: {
          Name: 'faults', EndpointConfiguration: { Types: ['PRIVATE'] },
          Policy: policyDocument(
            ...open.map((path) => on('Allow', path)), on('Allow', 'implicit', restricted('StringEquals')), on('Deny', 'explicit', restricted('StringNotEquals'))),
        },
      },
      ...Object.fromEntries(Object.keys(methods).flatMap((path) => [
        [`${names[path]}Path`, {
          Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' }, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: path },
        }],
        [`${names[path]}Get`, {
          Type: 'AWS::ApiGateway::Method',
          Properties: {
            RestApiId: { Ref: 'Api' }, ResourceId: { Ref: `${names[path]}Path` }, HttpMethod: 'GET', AuthorizationType: 'NONE',
            Integration: {
              Type: 'MOCK', RequestTemplates: { 'application/json': '{"statusCode": 200}' },
              IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'application/json': '["pets"]' } }],
            },
            MethodResponses: [{ StatusCode: '200' }],
            ...methods[path],
          },
        }],
      ])),
      TokenAuthorizer: {
        Type: 'AWS::ApiGateway::Authorizer',
        Properties: { RestApiId: { Ref: 'Api' }, Name: 'token', Type: 'TOKEN', IdentitySource: 'method.request.header.Authorization', AuthorizerUri: invocation('Authorizer') },
      },
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: policyDocument({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }) },
      },
      ...runs('Authorizer', AUTHORIZER), ...runs('Slow', SLOW),
      Deployment: { Type: 'AWS::ApiGateway::Deployment', DependsOn: Object.values(names).map((name) => `${name}Get`), Properties: { RestApiId: { Ref: 'Api' } } },
      Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, DeploymentId: { Ref: 'Deployment' }, StageName: 'v1' } },
    },
    Outputs: { Api: { Value: { Ref: 'Api' } } },
  };
}

/** With a policy, and without a deployment. */
export function undeployedApi(): Template {
  const Policy = policyDocument({ Effect: 'Allow', Principal: '*', Action: INVOKE, Resource: 'execute-api:/*' });
  return {
    Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'undeployed', EndpointConfiguration: { Types: ['PRIVATE'] }, Policy } } },
    Outputs: { Api: { Value: { Ref: 'Api' } } },
  };
}

function invocation(name: string): object {
  return { 'Fn::Sub': `arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${${name}.Arn}/invocations` };
}

function runs(name: string, ZipFile: string): Record<string, object> {
  return {
    [name]: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 10, Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { ZipFile } },
    },
    [`${name}Permission`]: {
      Type: 'AWS::Lambda::Permission', Properties: { Action: 'lambda:InvokeFunction', FunctionName: { Ref: name }, Principal: 'apigateway.amazonaws.com' },
    },
  };
}
