import { network, Template } from './plain-templates';

/** Calls a URL, signed with the function's own role, or with the credentials of the event; `@smithy/signature-v4` comes by NODE_PATH. */
export const SIGNING_CALLER = `
const { SignatureV4 } = require('@smithy/signature-v4');
const { Sha256 } = require('@aws-crypto/sha256-js');
const own = { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY, sessionToken: process.env.AWS_SESSION_TOKEN };

exports.handler = async ({ url, method = 'GET', body, headers = {}, sign, credentials = own, region = process.env.AWS_REGION, service = 'execute-api', at }) => {
  const { hostname, pathname, searchParams } = new URL(url);
  const plain = { method, protocol: 'https:', hostname, path: pathname, query: Object.fromEntries(searchParams), headers: { host: hostname, ...headers }, body };
  const signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
  const request = sign ? await signer.sign(plain, { signingDate: at ? new Date(at) : new Date() }) : plain;
  const response = await fetch(url, { method, body, headers: request.headers, signal: AbortSignal.timeout(5000) });
  return { status: response.status, errorType: response.headers.get('x-amzn-errortype'), body: await response.text() };
};`;

/** The token says what to answer. */
const AUTHORIZER = `
let asked = 0;
exports.handler = async (event) => {
  asked += 1;
  const token = event.type === 'TOKEN' ? event.authorizationToken : event.headers['x-who'];
  if (token === 'unknown') throw new Error('Unauthorized');
  if (token === 'broken') throw new Error('broken');
  if (token === 'nothing') return {};
  const isKnownEndpoint = event.requestContext && event.requestContext.identity.vpceId === event.queryStringParameters.vpce;
  const effect = { allow: 'Allow', deny: 'Deny' }[token] || (isKnownEndpoint && 'Allow');
  const Statement = { Effect: effect || 'Allow', Action: 'execute-api:Invoke', Resource: event.methodArn + (effect ? '' : '/elsewhere') };
  return { principalId: 'somebody', policyDocument: { Version: '2012-10-17', Statement: [Statement] }, context: { plan: 'gold', asked } };
};`;

/** An integration that tells what reached it. */
const ECHO = `
exports.handler = async ({ headers, requestContext }) => ({ statusCode: 200, body: JSON.stringify({ headers, authorizer: requestContext.authorizer, identity: requestContext.identity }) });`;

const INVOKE = 'execute-api:Invoke';

const ECHO_INTEGRATION = {
  Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST',
  Uri: { 'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Echo.Arn}/invocations' },
};

export function policyDocument(...Statement: object[]): object {
  return { Version: '2012-10-17', Statement };
}

const ALLOW_INVOKE = policyDocument({ Effect: 'Allow', Action: INVOKE, Resource: '*' });

/** A VPC with an endpoint, a function that can sign, whose own role may invoke every API, and in the other subnet an instance. */
export function signingNetwork(cidr: string): Template {
  const { Resources, Outputs } = network(cidr) as { Resources: Record<string, { Properties: Record<string, unknown> }>; Outputs: object };
  const { App, Role } = Resources;
  return {
    Resources: {
      ...Resources,
      App: { ...App, Properties: { ...App.Properties, Code: { ZipFile: SIGNING_CALLER } } },
      Role: { ...Role, Properties: { ...Role.Properties, Policies: [{ PolicyName: 'invoke', PolicyDocument: ALLOW_INVOKE }] } },
      Instance: {
        Type: 'AWS::EC2::Instance',
        Properties: { ImageId: 'ami-0123456789abcdef0', SubnetId: { Ref: 'Subnet1' }, SecurityGroupIds: [{ 'Fn::GetAtt': ['AppGroup', 'GroupId'] }] },
      },
    },
    Outputs: { ...Outputs, Instance: { Value: { Ref: 'Instance' } } },
  };
}

/** Roles of an account, which whoever is in it may assume, named after what they may. */
export function roles(): Template {
  const role = (properties: object) => ({
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: policyDocument({ Effect: 'Allow', Principal: { AWS: { Ref: 'AWS::AccountId' } }, Action: 'sts:AssumeRole' }),
      ...properties,
    },
  });
  const inline = (document: object) => ({ Policies: [{ PolicyName: 'inline', PolicyDocument: document }] });
  return {
    Resources: {
      Other: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: policyDocument({ Effect: 'Allow', Action: 's3:*', Resource: '*' }) } },
      Invoke: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: ALLOW_INVOKE } },
      Allowing: role({ ManagedPolicyArns: [{ Ref: 'Invoke' }] }),
      Silent: role(inline(policyDocument({ Effect: 'Allow', Action: 's3:*', Resource: '*' }))),
      Denying: role(inline(policyDocument({ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: INVOKE, Resource: '*' }))),
      Bounded: role({ ...inline(ALLOW_INVOKE), PermissionsBoundary: { Ref: 'Other' } }),
      User: { Type: 'AWS::IAM::User', Properties: {} },
      Unknown: role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonAPIGatewayInvokeFullAccessNobodyKnows'] }),
    },
    Outputs: {
      ...Object.fromEntries(['Allowing', 'Silent', 'Denying', 'Bounded', 'Unknown'].map((name) => [name, { Value: { 'Fn::GetAtt': [name, 'Arn'] } }])),
      User: { Value: { Ref: 'User' } },
    },
  };
}

/** What the log has of a call; `$context.noSuchVariable` has no value. */
export const LOG_FORMAT = JSON.stringify(Object.fromEntries([
  'requestId', 'stage', 'httpMethod', 'resourcePath', 'path', 'status', 'accountId', 'apiId', 'identity.vpceId', 'identity.vpcId', 'identity.sourceIp',
  'identity.caller', 'identity.userArn', 'authorizer.plan', 'error.responseType', 'error.message', 'responseLatency', 'requestTimeEpoch', 'noSuchVariable',
].map((name) => [name, `$context.${name}`])));

/**
 * An API whose policy is silent about `/silent`, denies `/deny` and allows the rest, some of it under conditions. `GET` needs
 * AWS_IAM, `POST` a token authorizer, `PUT` nothing.
 */
export function securedApi({ expiry, organization, role }: { expiry: string; organization: string; role: string }): Template {
  const resource = (PathPart: string) => ({ Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' }, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart } });
  const method = (path: string, HttpMethod: string, properties: object) => ({
    Type: 'AWS::ApiGateway::Method',
    Properties: {
      RestApiId: { Ref: 'Api' }, ResourceId: { Ref: `R${path}` }, HttpMethod, ...properties,
      Integration: path === 'echo' ? ECHO_INTEGRATION : {
        Type: 'MOCK',
        RequestTemplates: { 'application/json': '{"statusCode": 200}' },
        IntegrationResponses: [{ StatusCode: '200', ResponseTemplates: { 'application/json': '["pets"]' } }],
      },
      MethodResponses: [{ StatusCode: '200' }],
    },
  });
  const paths = ['allow', 'silent', 'deny', 'expiring', 'organization', 'role', 'address', 'request', 'key', 'echo'];
  const methods = Object.fromEntries(paths.flatMap((path) => [
    [`${path}Get`, method(path, 'GET', path === 'request'
      ? { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'RequestAuthorizer' } }
      : path === 'key' ? { AuthorizationType: 'NONE', ApiKeyRequired: true } : { AuthorizationType: 'AWS_IAM' })],
    [`${path}Post`, method(path, 'POST', { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'TokenAuthorizer' } })],
    [`${path}Put`, method(path, 'PUT', { AuthorizationType: 'NONE' })],
  ]));
  const authorizer = (Type: string, IdentitySource: string) => ({
    Type: 'AWS::ApiGateway::Authorizer',
    Properties: {
      RestApiId: { Ref: 'Api' }, Name: Type.toLowerCase(), Type, IdentitySource, AuthorizerResultTtlInSeconds: 300,
      AuthorizerUri: { 'Fn::Sub': 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Authorizer.Arn}/invocations' },
    },
  });
  const on = (path: string, statement: object) => ({ Principal: '*', Action: INVOKE, Resource: `execute-api:/v1/*/${path}`, ...statement });
  const trust = (service: string) => ({ AssumeRolePolicyDocument: policyDocument({ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }) });
  return {
    Resources: {
      Api: {
        Type: 'AWS::ApiGateway::RestApi',
        Properties: {
          Name: 'secured',
          EndpointConfiguration: { Types: ['PRIVATE'] },
          Policy: policyDocument(
            ...['allow*', 'request', 'key', 'echo'].map((path) => on(path, { Effect: 'Allow' })),
            on('deny', { Effect: 'Deny' }),
            on('expiring', { Effect: 'Allow', Condition: { DateLessThan: { 'aws:CurrentTime': expiry } } }),
            on('expiring', { Effect: 'Deny', Condition: { DateGreaterThanEquals: { 'aws:CurrentTime': expiry } } }),
            on('organization', { Effect: 'Allow', Condition: { StringEquals: { 'aws:PrincipalOrgID': organization } } }),
            on('address', { Effect: 'Allow', Condition: { IpAddress: { 'aws:VpcSourceIp': '10.1.1.0/24' } } }),
            on('role', { Effect: 'Allow', Condition: { ArnLike: { 'aws:PrincipalArn': role } } }),
          ),
        },
      },
      ...Object.fromEntries(paths.map((path) => [`R${path}`, resource(path)])),
      ...methods,
      TokenAuthorizer: authorizer('TOKEN', 'method.request.header.Authorization'),
      RequestAuthorizer: authorizer('REQUEST', 'method.request.header.x-who'),
      AuthorizerRole: { Type: 'AWS::IAM::Role', Properties: trust('lambda.amazonaws.com') },
      Authorizer: {
        Type: 'AWS::Lambda::Function',
        Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Role: { 'Fn::GetAtt': ['AuthorizerRole', 'Arn'] }, Code: { ZipFile: AUTHORIZER } },
      },
      Echo: {
        Type: 'AWS::Lambda::Function',
        Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Role: { 'Fn::GetAtt': ['AuthorizerRole', 'Arn'] }, Code: { ZipFile: ECHO } },
      },
      EchoPermission: {
        Type: 'AWS::Lambda::Permission',
        Properties: { Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'Echo' }, Principal: 'apigateway.amazonaws.com' },
      },
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction', FunctionName: { Ref: 'Authorizer' }, Principal: 'apigateway.amazonaws.com',
          SourceArn: { 'Fn::Sub': 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/authorizers/*' },
        },
      },
      LogRole: { Type: 'AWS::IAM::Role', Properties: trust('apigateway.amazonaws.com') },
      Account: { Type: 'AWS::ApiGateway::Account', Properties: { CloudWatchRoleArn: { 'Fn::GetAtt': ['LogRole', 'Arn'] } } },
      LogGroup: { Type: 'AWS::Logs::LogGroup', Properties: {} },
      Deployment: { Type: 'AWS::ApiGateway::Deployment', DependsOn: Object.keys(methods), Properties: { RestApiId: { Ref: 'Api' } } },
      Stage: {
        Type: 'AWS::ApiGateway::Stage', DependsOn: ['Account'],
        Properties: {
          RestApiId: { Ref: 'Api' }, DeploymentId: { Ref: 'Deployment' }, StageName: 'v1',
          AccessLogSetting: { DestinationArn: { 'Fn::GetAtt': ['LogGroup', 'Arn'] }, Format: LOG_FORMAT },
        },
      },
      Key: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Value: 'a-key-of-a-plan-0123456789' } },
      LooseKey: { Type: 'AWS::ApiGateway::ApiKey', Properties: { Enabled: true, Value: 'a-key-without-plan-0123456789' } },
      Plan: { Type: 'AWS::ApiGateway::UsagePlan', DependsOn: ['Stage'], Properties: { ApiStages: [{ ApiId: { Ref: 'Api' }, Stage: 'v1' }] } },
      PlanKey: { Type: 'AWS::ApiGateway::UsagePlanKey', Properties: { KeyId: { Ref: 'Key' }, KeyType: 'API_KEY', UsagePlanId: { Ref: 'Plan' } } },
    },
    Outputs: { Api: { Value: { Ref: 'Api' } }, LogGroup: { Value: { Ref: 'LogGroup' } } },
  };
}
