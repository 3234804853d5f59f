import { Lazy, Token } from 'aws-cdk-lib';
import { MethodFacts, deployedMethods } from '../../src/private/deployed-methods';

const GET_PETS: MethodFacts = { construct: 'Provider/Api/GET', membership: 'own', path: '/pets', httpMethod: 'GET', authorizationType: 'AWS_IAM' };

test('a method without an authorization type has none', () => {
  expect(deployedMethods([GET_PETS, { ...GET_PETS, path: '/pets/{petId}', httpMethod: 'ANY', authorizationType: undefined }])).toEqual({
    methods: [
      { path: '/pets', httpMethod: 'GET', authorizationType: 'AWS_IAM' },
      { path: '/pets/{petId}', httpMethod: 'ANY', authorizationType: 'NONE' },
    ],
  });
});

test('no methods are none', () => {
  expect(deployedMethods([])).toEqual({ methods: [] });
});

test.each(['NONE', 'AWS_IAM', 'CUSTOM', 'COGNITO_USER_POOLS'])('the authorization type %s is known', (authorizationType) => {
  expect(deployedMethods([{ ...GET_PETS, authorizationType }])).toEqual({ methods: [{ path: '/pets', httpMethod: 'GET', authorizationType }] });
});

test.each<[string, Partial<MethodFacts>, string]>([
  ['of another API, perhaps', { membership: 'unknown', path: undefined },
    'Provider/Api/GET is a method of an API that may be this one, because its id is known at deployment only'],
  ['that the API does not know', { path: undefined }, 'Provider/Api/GET is a method that was not added to the API\'s own construct'],
  ['with a path that is a token', { path: `/${Token.asString({ Ref: 'X' })}` }, 'Provider/Api/GET has a path that is known at deployment only'],
  ['with a path that is no text', { path: 1 }, 'Provider/Api/GET has a path that is known at deployment only'],
  ['with an HTTP method that is a token', { httpMethod: Token.asString({ Ref: 'X' }) }, 'Provider/Api/GET has an HTTP method that is not known at synthesis'],
  ['with an HTTP method in lower case', { httpMethod: 'gET' }, 'Provider/Api/GET has an HTTP method that is not known at synthesis'],
  ['with something behind its HTTP method', { httpMethod: 'GET ' }, 'Provider/Api/GET has an HTTP method that is not known at synthesis'],
  ['with a list of HTTP methods', { httpMethod: ['GET'] }, 'Provider/Api/GET has an HTTP method that is not known at synthesis'],
  ['without an HTTP method', { httpMethod: undefined }, 'Provider/Api/GET has an HTTP method that is not known at synthesis'],
  ['with an authorization type that is a token', { authorizationType: Lazy.string({ produce: () => 'NONE' }) },
    'Provider/Api/GET has an authorization type that is known at deployment only'],
  ['with an authorization type that is no text', { authorizationType: 1 }, 'Provider/Api/GET has an authorization type that is known at deployment only'],
])('one method %s makes all unreadable', (_what, change, reason) => {
  expect(deployedMethods([GET_PETS, { ...GET_PETS, ...change }])).toEqual({ unreadable: [reason] });
});

test('every reason is given', () => {
  expect(deployedMethods([{ ...GET_PETS, path: 1, httpMethod: 1, authorizationType: 1 }, { ...GET_PETS, path: undefined }])).toEqual({
    unreadable: [
      'Provider/Api/GET has a path that is known at deployment only',
      'Provider/Api/GET has an HTTP method that is not known at synthesis',
      'Provider/Api/GET has an authorization type that is known at deployment only',
      'Provider/Api/GET is a method that was not added to the API\'s own construct',
    ],
  });
});
