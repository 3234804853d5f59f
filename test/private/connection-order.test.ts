import { App, CfnParameter, CfnResource, NestedStack, Stack } from 'aws-cdk-lib';
import { orderProblem, stackOfApi } from '../../src/private/connection-order';

function stacks() {
  const app = new App();
  return ['Network', 'Provider', 'Workload'].map((id) => new Stack(app, id));
}

const apiIn = (stack: Stack) => new CfnResource(stack, 'Api', { type: 'AWS::ApiGateway::RestApi' }).ref;

test('an API of another stack comes first', () => {
  const [, provider, workload] = stacks();

  expect(stackOfApi(workload, apiIn(provider))).toBe(provider);
});

test('an API in a nested stack of another stack comes with that stack', () => {
  const [, provider, workload] = stacks();

  expect(stackOfApi(workload, apiIn(new NestedStack(provider, 'Apis')))).toBe(provider);
});

test.each<[string, (own: Stack) => string]>([
  ['a literal', () => '6r6oaqtr37'],
  ['an API of the same stack', apiIn],
  ['an API in a nested stack of it', (own) => apiIn(new NestedStack(own, 'Apis'))],
  ['a parameter', (own) => new CfnParameter(own, 'ApiId').valueAsString],
])('there is nothing to wait for with %s', (_case, idIn) => {
  const [, , workload] = stacks();

  expect(stackOfApi(workload, idIn(workload))).toBeUndefined();
});

test('a stack that the API\'s stack waits for cannot wait for it, also over a third one or from a nested one', () => {
  const [network, provider, workload] = stacks();
  provider.addDependency(workload);
  workload.addDependency(network);
  const message = 'scope must be in a stack that the API\'s stack does not wait for, got "Network", which "Provider" depends on; '
    + 'define the connection in the stack of the workload that calls, not in the endpoint\'s';

  expect(orderProblem(network, provider)).toBe(message);
  expect(orderProblem(new NestedStack(network, 'Nested'), provider)).toBe(message);
});

test('any other stack can wait for it', () => {
  const [network, provider, workload] = stacks();
  provider.addDependency(network);

  expect(orderProblem(workload, provider)).toBeUndefined();
});
