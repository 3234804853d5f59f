import { ExistingApiFacts, existingApiProblems, foreignApiProblem } from '../../src/private/existing-api-problems';

const FACTS: ExistingApiFacts = {
  construct: 'Provider/Api',
  stack: 'Provider',
  stackOfGuard: 'Provider',
  endpointTypes: ['PRIVATE'],
  hasPolicy: false,
  hasDeployment: true,
  stage: { isNamed: true },
  associations: [],
  given: { accessLog: false, vpcEndpointIds: false },
};

test.each<[string, Partial<ExistingApiFacts>]>([
  ['nothing against it', {}],
  ['associations of its own', { associations: ['vpce-01234567'] }],
  ['associations by its guard', { given: { ...FACTS.given, vpcEndpointIds: true } }],
])('an API with %s can be guarded', (_what, change) => {
  expect(existingApiProblems({ ...FACTS, ...change })).toEqual([]);
});

test.each<[string, Partial<ExistingApiFacts>, string]>([
  ['has a guard', { guardedBy: 'Provider/Guard' },
    'api must be guarded once, got Provider/Api, which Provider/Guard guards; call allow() of that one'],
  ['is in another stack', { stack: 'Other' },
    'api must be in the stack of its guard, "Provider", got Provider/Api in "Other"; define the guard in the stack of the API'],
  ['is a regional one', { endpointTypes: ['REGIONAL'] },
    'api must have the endpoint type PRIVATE, got ["REGIONAL"] of Provider/Api; set its endpointConfiguration, '
    + 'and expect that only callers behind an interface endpoint reach it then'],
  ['has two endpoint types', { endpointTypes: ['PRIVATE', 'EDGE'] },
    'api must have the endpoint type PRIVATE, got ["PRIVATE","EDGE"] of Provider/Api; set its endpointConfiguration, '
    + 'and expect that only callers behind an interface endpoint reach it then'],
  ['says nothing of its endpoint', { endpointTypes: undefined },
    'api must have the endpoint type PRIVATE, got none of Provider/Api; set its endpointConfiguration, '
    + 'and expect that only callers behind an interface endpoint reach it then'],
  ['has a policy', { hasPolicy: true },
    'api must have no policy of its own, got one of Provider/Api; put its callers on the allow-list, and remove the policy in the same deploy'],
  ['does not deploy', { hasDeployment: false, stage: undefined, given: { stageName: 'v1', accessLog: true, vpcEndpointIds: false } },
    'api must make its own deployments, got Provider/Api with deploy: false; leave deploy out, because that deployment follows every change of the policy'],
  ['has no stage', { stage: undefined },
    'api must have a stage of this app, got Provider/Api whose deploymentStage is none; leave deploymentStage as the RestApi sets it'],
  ['has a stage that only the deployment knows', { stage: { isNamed: false } },
    'api must have a stage whose name is known when the app is synthesized, got a token as the name of the stage of Provider/Api; write the name itself'],
  ['is given a stage name', { given: { ...FACTS.given, stageName: 'v1' } },
    'stageName must be left out for an existing API, got "v1"; the stage keeps its name, which deployOptions of Provider/Api set'],
  ['is given an access log', { given: { ...FACTS.given, accessLog: true } },
    'accessLog must be left out for an existing API, got one; the stage keeps its own, which deployOptions of Provider/Api set'],
  ['is given associations beside its own', { associations: ['vpce-01234567'], given: { ...FACTS.given, vpcEndpointIds: true } },
    'associateVpcEndpoints must be left out for an API that has associations, got some beside those of Provider/Api; add them to its endpointConfiguration'],
])('an API that %s cannot', (_what, change, problem) => {
  expect(existingApiProblems({ ...FACTS, ...change })).toEqual([problem]);
});

test('an API that is not of this app cannot', () => {
  expect(foreignApiProblem('Provider/Import')).toBe(
    'api must be a RestApi or SpecRestApi that this app defines, got Provider/Import, which is imported or of another class; guard it in the app that defines it');
});

test('everything is said at once', () => {
  expect(existingApiProblems({
    ...FACTS, guardedBy: 'Provider/Guard', stack: 'Other', endpointTypes: 'EDGE', hasPolicy: true, stage: { isNamed: false }, associations: ['vpce-01234567'],
    given: { stageName: 'v1', accessLog: true, vpcEndpointIds: true },
  })).toHaveLength(8);
});
