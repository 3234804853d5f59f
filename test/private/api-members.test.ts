import { App, Aws, CfnParameter, CfnResource, Fn, Lazy, NestedStack, Stack, StackProps, Stage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { apiMembers, propertyOf, referencedConstructs } from '../../src/private/api-members';
import { CONSUMER_ACCOUNT, OTHER_REGION, PROVIDER_ACCOUNT, REGION, providerStack } from '../fixtures';

const METHOD = 'AWS::ApiGateway::Method';
const HERE = { account: PROVIDER_ACCOUNT, region: REGION };

function fixture() {
  const app = new App();
  const stack = providerStack(app);
  const api = new apigateway.CfnRestApi(stack, 'Api');
  const another = (id: string, props: StackProps = { env: HERE }) => new Stack(app, id, props);
  return { app, stack, api, another };
}

const method = (scope: Stack, restApiId: string, id = 'Method') =>
  new apigateway.CfnMethod(scope, id, { restApiId, resourceId: 'r', httpMethod: 'GET' });

const membershipIn = (api: apigateway.CfnRestApi) => apiMembers(api, METHOD).map(({ membership }) => membership);

describe('what belongs to an API', () => {
  test.each<[string, (api: apigateway.CfnRestApi, stack: Stack) => string]>([
    ['its reference', (api) => api.ref],
    ['another attribute, which only a method of it would need', (api) => api.attrRestApiId],
    ['a reference through a lazy value', (api) => Lazy.string({ produce: () => api.ref })],
    ['a reference in a function', (api) => Fn.join('', [api.ref])],
    ['a plain Ref', (api, stack) => Fn.ref(stack.resolve(api.logicalId))],
  ])('%s', (_what, restApiId) => {
    const { api, stack } = fixture();
    method(stack, restApiId(api, stack));

    expect(membershipIn(api)).toEqual(['own']);
  });

  test('in another stack, a nested stack and a stage of the app', () => {
    const { app, api, stack, another } = fixture();
    method(another('Other'), api.ref);
    method(new NestedStack(stack, 'Nested'), api.ref);
    method(new Stack(new Stage(app, 'Stage'), 'Deep', { env: HERE }), api.ref);

    expect(membershipIn(api)).toEqual(['own', 'own', 'own']);
  });

  test('without an L1 class', () => {
    const { api, stack } = fixture();
    const element = new CfnResource(stack, 'Method', { type: METHOD, properties: { RestApiId: api.ref, HttpMethod: 'GET' } });

    expect(apiMembers(api, METHOD)).toEqual([{ element, membership: 'own' }]);
    expect(propertyOf(element, 'httpMethod')).toBe('GET');
    expect(propertyOf(element, 'authorizationType')).toBeUndefined();
  });

  test('of the asked type only', () => {
    const { api, stack } = fixture();
    method(stack, api.ref);

    expect(apiMembers(api, 'AWS::ApiGateway::Stage')).toEqual([]);
  });
});

describe('what does not belong to it', () => {
  test('a method of another API of the app', () => {
    const { api, stack } = fixture();
    method(stack, new apigateway.CfnRestApi(stack, 'OtherApi').ref);

    expect(membershipIn(api)).toEqual([]);
  });

  test.each([
    ['account', { account: CONSUMER_ACCOUNT, region: REGION }],
    ['Region', { account: PROVIDER_ACCOUNT, region: OTHER_REGION }],
  ])('a method in another %s', (_what, env) => {
    const { api, another } = fixture();
    method(another('Other', { env }), '6r6oaqtr37');

    expect(membershipIn(api)).toEqual([]);
  });
});

describe('what may belong to it', () => {
  test.each<[string, (stack: Stack) => string]>([
    ['a literal id', () => '6r6oaqtr37'],
    ['a parameter', (stack) => new CfnParameter(stack, 'Id').valueAsString],
    ['an answer of another resource', (stack) => new CfnResource(stack, 'Custom', { type: 'Custom::Id' }).getAtt('ApiId').toString()],
    ['an import', () => Fn.importValue('ApiId')],
    ['a plain Ref to something else', () => Fn.ref('Other')],
  ])('%s', (_what, restApiId) => {
    const { api, stack } = fixture();
    method(stack, restApiId(stack));

    expect(membershipIn(api)).toEqual(['unknown']);
  });

  test('nothing at all', () => {
    const { api, stack } = fixture();
    new CfnResource(stack, 'Method', { type: METHOD });

    expect(membershipIn(api)).toEqual(['unknown']);
  });

  test('a plain Ref of the same name in another stack', () => {
    const { api, another } = fixture();
    method(another('Other'), Fn.ref('Api'));

    expect(membershipIn(api)).toEqual(['unknown']);
  });

  test('a method in a stack that does not say where it is', () => {
    const { api, another } = fixture();
    method(another('Other', {}), '6r6oaqtr37');
    method(another('Half', { env: { account: PROVIDER_ACCOUNT } }), '6r6oaqtr37');

    expect(membershipIn(api)).toEqual(['unknown', 'unknown']);
  });

  test('any, where the API does not say where it is', () => {
    const app = new App();
    const api = new apigateway.CfnRestApi(new Stack(app, 'Agnostic'), 'Api');
    method(providerStack(app), '6r6oaqtr37');

    expect(membershipIn(api)).toEqual(['unknown']);
  });
});

test('references are found in lists and objects, and a pseudo parameter is none', () => {
  const { api, stack } = fixture();

  expect(referencedConstructs(stack, { list: [`${Aws.REGION}/${api.ref}`] })).toEqual(new Set([api]));
  expect(referencedConstructs(stack, 'literal')).toEqual(new Set());
});
