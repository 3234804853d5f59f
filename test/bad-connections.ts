import { App, CfnOutput, Stack, Stage } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { BadInput } from './bad-input';
import {
  consumerStack, ENDPOINT_ID, OTHER_REGION, petStore, PROVIDER_ACCOUNT, providerStack, REGION, remotePetStore, REST_API_ID, vpcOf,
} from './fixtures';
import {
  AllowedConsumer, CrossAccountPrivateApi, CrossAccountPrivateApiAttributes, PrivateApiAddressing, PrivateApiConnection, PrivateApiConsumer,
} from '../src';

const CALLER = new iam.ArnPrincipal('arn:aws:iam::111111111111:role/app');

interface Connection {
  readonly addressing?: PrivateApiAddressing;
  readonly facts?: Partial<CrossAccountPrivateApiAttributes>;
  readonly vpc?: ec2.VpcProps;
}

function connection({ facts, addressing, vpc }: Connection): PrivateApiConnection {
  const app = new App();
  const network = consumerStack(app);
  const stack = consumerStack(app, 'Workload');
  const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network, vpc) });
  const remote = CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(stack, 'Remote', {
    restApiId: REST_API_ID, stageName: 'v1', account: PROVIDER_ACCOUNT, region: REGION, ...facts,
  });
  return new PrivateApiConnection(stack, 'Pets', { consumer, api: remote, addressing });
}

function connect(given: Connection): App {
  return connection(given).node.root as App;
}

export const BAD_CONNECTIONS: readonly BadInput[] = [
  { what: 'an API of another Region', does: () => connect({ facts: { region: OTHER_REGION } }) },
  {
    what: 'no addressing, and nobody said whether the endpoint has private DNS', does: () => {
      const stack = consumerStack(undefined, 'Workload');
      const consumer = PrivateApiConsumer.fromPrivateApiConsumerAttributes(stack, 'Consumer', { vpc: vpcOf(stack), vpcEndpointId: ENDPOINT_ID });
      new PrivateApiConnection(stack, 'Pets', { consumer, api: remotePetStore(stack) });
    },
  },
  { what: 'private DNS with an endpoint that has none', does: () => connect({ addressing: PrivateApiAddressing.privateDns() }) },
  {
    what: 'the alias of an endpoint that is not associated',
    does: () => connect({ addressing: PrivateApiAddressing.endpointAlias(), facts: { associatedVpcEndpointIds: [] } }),
  },
  {
    what: 'a header where the access mode is STRICT',
    does: () => connect({ addressing: PrivateApiAddressing.apiIdHeader(), facts: { endpointAccessMode: apigateway.EndpointAccessMode.STRICT } }),
  },
  { what: 'an API whose own name is disabled', does: () => connect({ facts: { disableExecuteApiEndpoint: true } }) },
  {
    what: 'a hosted zone in another account than the VPC\'s', does: () => {
      const app = new App();
      const network = consumerStack(app);
      const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) });
      const stack = new Stack(app, 'Workload', { env: { account: '333333333333', region: REGION } });
      new PrivateApiConnection(stack, 'Pets', { consumer, api: remotePetStore(stack) });
    },
  },
  { what: 'a hosted zone in a VPC without DNS host names', does: () => connect({ vpc: { enableDnsHostnames: false } }) },
  {
    what: 'hosted zones for an API and a VPC in two stacks', does: () => {
      const app = new App();
      const network = consumerStack(app);
      const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) });
      for (const stack of ['Orders', 'Reporting'].map((id) => consumerStack(app, id))) {
        new PrivateApiConnection(stack, 'Pets', { consumer, api: remotePetStore(stack) });
      }
    },
  },
  {
    what: 'hosted zones for an API and a VPC with two endpoints', does: () => {
      const network = consumerStack();
      const vpc = vpcOf(network);
      for (const id of ['Orders', 'Reporting']) {
        new PrivateApiConnection(network, `${id}Pets`, { consumer: new PrivateApiConsumer(network, id, { vpc }), api: remotePetStore(network, `Of${id}`) });
      }
    },
  },
  {
    what: 'a connection in the endpoint\'s stack, of an API of the same app that allows the endpoint', does: () => {
      const app = new App();
      const network = consumerStack(app);
      const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) });
      new PrivateApiConnection(network, 'Pets', { consumer, api: petStore(providerStack(app), { allowedConsumers: [AllowedConsumer.consumer(consumer)] }) });
    },
  },
  {
    what: 'a value of the API in the endpoint\'s stack, taken with plain CDK code from another account', does: () => {
      const app = new App();
      const network = consumerStack(app);
      const consumer = new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) });
      const api = petStore(providerStack(app), { allowedConsumers: [AllowedConsumer.consumer(consumer)] });
      new CfnOutput(network, 'ApiId', { value: api.restApiId });
      return app;
    },
  },
  {
    what: 'a connection in a stack that the endpoint\'s stack waits for', does: () => {
      const app = new App();
      const network = consumerStack(app);
      const stack = consumerStack(app, 'Workload');
      network.addDependency(stack);
      new PrivateApiConnection(stack, 'Pets', { consumer: new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) }), api: remotePetStore(stack) });
    },
  },
  {
    what: 'an API of another Stage', does: () => {
      const app = new App();
      const api = petStore(new Stack(new Stage(app, 'Pets'), 'Provider', { env: { account: PROVIDER_ACCOUNT, region: REGION } }), { allowedVpcEndpointIds: [ENDPOINT_ID] });
      const network = consumerStack(app);
      new PrivateApiConnection(network, 'Pets', { consumer: new PrivateApiConsumer(network, 'Consumer', { vpc: vpcOf(network) }), api });
    },
  },
  { what: 'a path without its slash', does: () => { connection({}).urlForPath('pets'); } },
  { what: 'a grant of no routes', does: () => { connection({}).grants.invoke(CALLER, []); } },
  { what: 'a grant of a malformed route', does: () => { connection({}).grants.invoke(CALLER, ['* /pets']); } },
];
