import { App, CfnParameter, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { deployedBefore, orderProblem, Wait, waitFor } from '../../src/private/deployment-order';

function stacks() {
  const app = new App();
  return ['Network', 'Provider', 'Workload'].map((id) => new Stack(app, id));
}

const apiIn = (stack: Stack) => new CfnResource(stack, 'Api', { type: 'AWS::ApiGateway::RestApi' });
const wait = (scope: Stack, target: Stack): Wait => ({ scope, target, name: target.node.path, property: 'api', verb: 'calls', wayOut: 'go round' });

test('what is in another stack comes first, also if it is nested there', () => {
  const [network, provider, workload] = stacks();
  const [api, nested] = [apiIn(provider), apiIn(new NestedStack(network, 'Apis'))];

  expect([api, nested].map(({ ref }) => deployedBefore(workload, ref))).toEqual([api, nested]);
});

test.each<[string, (own: Stack) => string]>([
  ['a literal', () => '6r6oaqtr37'],
  ['a resource of the same stack', (own) => apiIn(own).ref],
  ['a resource in a nested stack of it', (own) => apiIn(new NestedStack(own, 'Apis')).ref],
  ['a parameter', (own) => new CfnParameter(own, 'ApiId').valueAsString],
])('there is nothing to wait for with %s', (_case, idIn) => {
  const [, , workload] = stacks();

  expect(deployedBefore(workload, idIn(workload))).toBeUndefined();
});

test('stacks that wait for each other are refused by their own reasons, the shortest way round', () => {
  const [network, provider, workload] = stacks();
  waitFor(wait(workload, network));
  provider.addDependency(workload);

  expect(orderProblem(wait(new NestedStack(network, 'Nested'), provider))).toBe('api must not close a circle of stacks, of which none could be deployed first, got '
    + '"Network/Nested calls Provider" and "Provider depends on Workload" and "Workload calls Network"; go round');
  expect(orderProblem(wait(workload, provider))).toContain('got "Workload calls Provider" and "Provider depends on Workload"; go round');
  expect(orderProblem(wait(provider, network))).toBeUndefined();
});

test('a stack waits for another one, and never for itself', () => {
  const [network, provider] = stacks();
  const nested = new NestedStack(network, 'Nested');

  for (const [scope, target] of [[network, provider], [nested, network], [network, nested]]) {
    expect(orderProblem(wait(scope, target))).toBeUndefined();
    waitFor(wait(scope, target));
  }
  expect(network.dependencies).toEqual([provider]);
});

test('a version of the CDK with another name for it is asked by that name', () => {
  const [network, provider] = stacks();
  const asked: unknown[] = [];
  Object.assign(network, { addStackDependency: (...given: unknown[]) => asked.push(given) });
  waitFor(wait(network, provider));

  expect(asked).toEqual([[provider, 'Network calls Provider']]);
  expect(network.dependencies).toEqual([]);
});
