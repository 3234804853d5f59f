import { App, Fn, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { checkAssociation } from '../../src/private/endpoint-association';

const stack = new Stack(new App(), 'Network');
const [endpoint, another] = ['Endpoint', 'Another'].map((id) => new ec2.CfnVPCEndpoint(stack, id, { vpcId: 'vpc-1', serviceName: 'x' }).ref);

test.each([
  ['a literal among literals', ['vpce-2', 'vpce-1'], 'vpce-1'],
  ['an endpoint of the app', [another, endpoint], endpoint],
  ['an endpoint of the app among literals', ['vpce-1', endpoint], endpoint],
])('nothing is wrong with %s', (_case, associated, id) => {
  expect(checkAssociation(stack, associated, id)).toEqual({ warnings: [] });
});

test.each([
  ['none at all', [], 'vpce-1', '"vpce-1"', ''],
  ['other literals', ['vpce-2', 'vpce-3'], 'vpce-1', '"vpce-1"', '"vpce-2", "vpce-3"'],
  ['another endpoint of the app', [another], endpoint, '"Network/Endpoint"', '"Network/Another"'],
])('fails where the list has %s', (_case, associated, id, own, list) => {
  expect(checkAssociation(stack, associated, id)).toEqual({
    warnings: [],
    problem: `api must be associated with the consumer's endpoint ${own} for endpointAlias(), got [${list}]; `
      + 'ask the provider to allow that endpoint with associateVpcEndpoints: true, or choose another addressing',
  });
});

test.each([
  ['no list', undefined, 'vpce-1', '"vpce-1"'],
  ['a list that is a token', Fn.split(',', Fn.importValue('Endpoints')), 'vpce-1', '"vpce-1"'],
  ['a literal list and an endpoint of the app', ['vpce-1'], endpoint, '"Network/Endpoint"'],
  ['a list with an endpoint of the app, and a literal', ['vpce-2', endpoint], 'vpce-1', '"vpce-1"'],
])('warns where there is %s', (_case, associated, id, own) => {
  expect(checkAssociation(stack, associated, id)).toEqual({
    warnings: [{
      id: 'associationNotKnown',
      message: `endpointAlias() works only if the provider has associated the endpoint ${own} with the API, which is not known here: `
        + 'without that the alias does not resolve. The provider allows that endpoint with associateVpcEndpoints: true, and deploys',
    }],
  });
});
