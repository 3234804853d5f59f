import { Lazy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { readApiMethods } from '../../src/private/api-methods';
import { providerStack } from '../fixtures';

const MOCK = new apigateway.MockIntegration();
const DOCUMENT = { openapi: '3.0.1', paths: { '/pets': { get: { 'x-amazon-apigateway-auth': { type: 'AWS_IAM' } } } } };
const resourceOf = (api: apigateway.RestApiBase) => api.node.defaultChild as apigateway.CfnRestApi;
const read = (api: apigateway.RestApiBase) => readApiMethods(api, resourceOf(api));

function codeApi(stack = providerStack(), props: apigateway.RestApiProps = {}): apigateway.RestApi {
  const api = new apigateway.RestApi(stack, 'Api', { cloudWatchRole: false, ...props });
  api.root.addResource('pets').addMethod('GET', MOCK);
  return api;
}

function specApi(stack: Stack = providerStack(), props: Partial<apigateway.SpecRestApiProps> = {}): apigateway.SpecRestApi {
  return new apigateway.SpecRestApi(stack, 'Api', { apiDefinition: apigateway.ApiDefinition.fromInline(DOCUMENT), cloudWatchRole: false, ...props });
}

const GET_PETS = { path: '/pets', httpMethod: 'GET', authorizationType: 'NONE' };

describe('an API of constructs', () => {
  test('has its methods with their authorization', () => {
    const api = codeApi();
    api.root.addMethod('ANY', MOCK, { authorizationType: apigateway.AuthorizationType.IAM });
    api.root.addResource('{proxy+}').addMethod('POST', MOCK);

    expect(read(api)).toEqual({
      methods: expect.arrayContaining([
        GET_PETS,
        { path: '/', httpMethod: 'ANY', authorizationType: 'AWS_IAM' },
        { path: '/{proxy+}', httpMethod: 'POST', authorizationType: 'NONE' },
      ]),
    });
  });

  test('has the authorization that the resource was given later', () => {
    const api = codeApi();
    (api.methods[0].node.defaultChild as apigateway.CfnMethod).authorizationType = 'CUSTOM';

    expect(read(api)).toEqual({ methods: [{ ...GET_PETS, authorizationType: 'CUSTOM' }] });
  });

  test('does not have a method that was taken out of the tree', () => {
    const api = codeApi();
    const method = api.root.addMethod('POST', MOCK);
    api.root.node.tryRemoveChild(method.node.id);

    expect(read(api)).toEqual({ methods: [GET_PETS] });
  });

  test('is unreadable with a method that was added to an import of it', () => {
    const api = codeApi();
    const imported = apigateway.RestApi.fromRestApiAttributes(Stack.of(api), 'Import', {
      restApiId: api.restApiId, rootResourceId: api.restApiRootResourceId,
    });
    imported.root.addMethod('POST', MOCK);

    expect(read(api)).toEqual({
      unreadable: ['Provider/Import/Default/POST/Resource is a method that was not added to the API\'s own construct'],
    });
  });

  test('is unreadable if it is cloned', () => {
    const stack = providerStack();
    const api = codeApi(stack, { cloneFrom: apigateway.RestApi.fromRestApiId(stack, 'Original', '6r6oaqtr37') });

    expect(read(api)).toEqual({ unreadable: ['Provider/Api/Resource has the methods of the API that it is cloned from'] });
  });

  test('is unreadable if its resource was given a document as well', () => {
    const api = codeApi();
    resourceOf(api).body = DOCUMENT;

    expect(read(api)).toEqual({ unreadable: ['Provider/Api/Resource has methods beside those of its document'] });
  });
});

describe('an API of a document', () => {
  const documented = { methods: [{ ...GET_PETS, authorizationType: 'AWS_IAM' }] };

  test('has the methods of its document', () => {
    expect(read(specApi())).toEqual(documented);
  });

  test('is read where values of its document are known at deployment only', () => {
    const stack = providerStack();
    const paths = { '/pets': { get: { ...DOCUMENT.paths['/pets'].get, 'x-amazon-apigateway-integration': { uri: stack.formatArn({ service: 'x', resource: 'y' }) } } } };

    expect(read(specApi(stack, { apiDefinition: apigateway.ApiDefinition.fromInline({ ...DOCUMENT, paths }) }))).toEqual(documented);
  });

  test.each([
    ['overwrites', { mode: apigateway.RestApiMode.OVERWRITE }],
    ['leaves out the base path', { parameters: { basepath: 'ignore' } }],
    ['has another parameter', { parameters: { ignore: 'documentation' } }],
  ])('is read where its import %s', (_what, props) => {
    expect(read(specApi(providerStack(), props))).toEqual(documented);
  });

  test.each<[string, (stack: Stack) => Partial<apigateway.SpecRestApiProps>, string]>([
    ['is not understood', () => ({ apiDefinition: apigateway.ApiDefinition.fromInline({ openapi: '3.1.0' }) }),
      'Provider/Api/Resource has a document whose methods are not all understood at synthesis'],
    ['is in a bucket', (stack) => ({ apiDefinition: apigateway.ApiDefinition.fromBucket(s3.Bucket.fromBucketName(stack, 'Bucket', 'bucket'), 'k') }),
      'Provider/Api/Resource has a document that is read at deployment only'],
    ['is merged', () => ({ mode: apigateway.RestApiMode.MERGE }),
      'Provider/Api/Resource keeps methods of earlier documents, because its mode is not "overwrite"'],
    ['has its base path in front', () => ({ parameters: { BasePath: 'prepend' } }),
      'Provider/Api/Resource may have other paths than its document, because of its parameter "basepath"'],
  ])('is unreadable where its document %s', (_what, props, reason) => {
    const stack = providerStack();

    expect(read(specApi(stack, props(stack)))).toEqual({ unreadable: [reason] });
  });

  test('is unreadable where the parameters of its import are known at deployment only', () => {
    const api = specApi();
    resourceOf(api).parameters = Lazy.any({ produce: () => ({ 'Fn::Transform': {} }) });

    expect(read(api)).toEqual({
      unreadable: ['Provider/Api/Resource may have other paths than its document, because of its parameter "basepath"'],
    });
  });

  test('is unreadable with a method that mixes with its document', () => {
    const api = specApi();
    api.root.addMethod('POST', MOCK);

    expect(read(api)).toEqual({
      unreadable: ['Provider/Api/Default/POST/Resource is a method that was not added to the API\'s own construct'],
    });
  });

  test('has every reason', () => {
    const api = specApi(providerStack(), { mode: apigateway.RestApiMode.MERGE, apiDefinition: apigateway.ApiDefinition.fromInline({ a: 1 }) });
    api.root.addMethod('POST', MOCK);

    expect(read(api)).toEqual({
      unreadable: [
        'Provider/Api/Resource keeps methods of earlier documents, because its mode is not "overwrite"',
        'Provider/Api/Default/POST/Resource is a method that was not added to the API\'s own construct',
        'Provider/Api/Resource has a document whose methods are not all understood at synthesis',
      ],
    });
  });
});
