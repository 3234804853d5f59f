/**
 * An API from an OpenAPI document: its routes are those of the document, and the list decides about them as about any others.
 */
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { answered, noSuchMethod, refused } from './expected-answer';
import { isolatedVpc } from './isolated-vpc';
import { PETS } from './pet-store';
import { PlainEndpoint } from './plain-endpoint';
import { Suite } from './suite';
import { AllowedConsumer, CrossAccountPrivateApi, PrivateApiAccessLog, PrivateApiProbe, PrivateApiSource } from 'cdk-cross-account-private-api';

const suite = new Suite('OpenApi');

const network = suite.stack('Network', 'consumer');
const vpc = isolatedVpc(network, 'Vpc');
const [listed, reader, unlisted] = ['Listed', 'Reader', 'Unlisted'].map((id) => new PlainEndpoint(network, id, { vpc }));
const app = new PrivateApiProbe(network, 'App', { vpc });

const operation = {
  'responses': { 200: { description: 'the pets' } },
  'x-amazon-apigateway-integration': {
    type: 'mock',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    responses: { default: { statusCode: '200', responseTemplates: { 'application/json': PETS } } },
  },
};
const provider = suite.stack('Provider', 'provider');
provider.addDependency(network);
const api = new CrossAccountPrivateApi(provider, 'Described', {
  stageName: 'v1',
  api: PrivateApiSource.openApi(apigateway.ApiDefinition.fromInline({
    openapi: '3.0.1',
    info: { title: 'described', version: '1' },
    paths: { '/pets': { get: operation, post: operation }, '/pets/{petId}': { get: operation } },
  })),
  allowedConsumers: [
    AllowedConsumer.vpcEndpoint(listed, { name: 'listed' }),
    AllowedConsumer.vpcEndpoint(reader, { name: 'reader', routes: ['GET /pets'] }),
  ],
  accessLog: PrivateApiAccessLog.none(),
});

const calls = suite.calls();
const [get, post] = ['GET', 'POST'].map((method) => ({ method, path: '/pets' }));
calls.expect('listedReads', app, { ...listed.to(api), ...get }, answered(PETS));
calls.expect('listedWrites', app, { ...listed.to(api), ...post }, answered(PETS));
calls.expect('readerReads', app, { ...reader.to(api), ...get }, answered(PETS));
calls.expect('readerWrites', app, { ...reader.to(api), ...post }, refused({ api, route: 'POST/pets' }, { layer: 'resource-policy', statement: 'none' }));
calls.expect('readerReadsOne', app, { ...reader.to(api), path: '/pets/1' }, refused({ api, route: 'GET/pets/1' }, { layer: 'resource-policy', statement: 'none' }));
calls.expect('unlistedReads', app, { ...unlisted.to(api), ...get }, refused({ api, route: 'GET/pets' }, { layer: 'resource-policy', statement: 'Deny' }));
calls.expect('pathThatIsNotDescribed', app, { ...listed.to(api), path: '/owners' }, noSuchMethod());
