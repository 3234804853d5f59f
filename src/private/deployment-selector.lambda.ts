// eslint-disable-next-line import/no-extraneous-dependencies -- Lambda's Node runtimes bring it: https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html
import { APIGatewayClient, CreateDeploymentCommand, DeleteDeploymentCommand, paginateGetDeployments } from '@aws-sdk/client-api-gateway';
import { SYSTEM_CLOCK } from './retry-api-gateway';
import { Deployments, selectDeployment, SelectorEvent } from './select-deployment';

/** Enough to tell CloudFormation what went wrong. */
const TIME_TO_ANSWER_MS = 10_000;
const PAGE = 500;

// The retries are ours: the client's would come too early for API Gateway, and not look first whether a lost answer was a success.
const client = new APIGatewayClient({ maxAttempts: 1 });

const deployments: Deployments = {
  async create(restApiId, description) {
    const { id } = await client.send(new CreateDeploymentCommand({ restApiId, description }));
    return id!;
  },
  async find(restApiId, description) {
    const ids = [];
    for await (const { items = [] } of paginateGetDeployments({ client, pageSize: PAGE }, { restApiId })) {
      ids.push(...items.filter((item) => item.description === description).map(({ id }) => id!));
    }
    return ids;
  },
  async delete(restApiId, deploymentId) {
    await client.send(new DeleteDeploymentCommand({ restApiId, deploymentId }));
  },
};

/** The wrapper that the CDK puts around it answers CloudFormation; for a failed update it does so with the id as it was. */
export async function handler(event: SelectorEvent, context: { getRemainingTimeInMillis(): number }): Promise<{ PhysicalResourceId: string }> {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - TIME_TO_ANSWER_MS;
  return { PhysicalResourceId: await selectDeployment(event, deployments, SYSTEM_CLOCK, deadline) };
}
