import { Clock, retryApiGateway } from './retry-api-gateway';

export type RequestType = 'Create' | 'Update' | 'Delete';

/**
 * What CloudFormation sends.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export interface SelectorEvent {
  readonly RequestType: RequestType;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  /** The selected deployment, except at Create. */
  readonly PhysicalResourceId?: string;
  /** The other properties say by their change that something is to be deployed. */
  readonly ResourceProperties: { readonly RestApiId: string };
}

/** The deployments of API Gateway's REST APIs, by the names of its errors. */
export interface Deployments {
  /** Makes a snapshot of the API as it is now, and moves no stage to it. */
  create(restApiId: string, description: string): Promise<string>;
  /** Ids of those with this very description. */
  find(restApiId: string, description: string): Promise<string[]>;
  delete(restApiId: string, deploymentId: string): Promise<void>;
}

/**
 * The deployment that the stage has to enforce: one that is made now, whatever the reason.
 *
 * No deployment that is there already will do, not even CloudFormation's own that is just as new as the request. After a roll-back it is
 * an old one, and after an update that failed and was not rolled back it is the one of that attempt: both hold a policy that may let in a
 * caller who has been taken off the list since. CloudFormation asks when the API is as the template says, also while it rolls back.
 */
export async function selectDeployment(event: SelectorEvent, deployments: Deployments, clock: Clock, deadline: number): Promise<string> {
  const { RestApiId: restApiId } = event.ResourceProperties;
  if (event.RequestType === 'Delete') {
    await retryApiGateway(async () => remove(deployments, restApiId, event.PhysicalResourceId!), clock, deadline);
    return event.PhysicalResourceId!;
  }
  // Lambda may deliver an event twice, and an answer may get lost: what was made for this request is not made again.
  const description = `Selected by ${event.LogicalResourceId} for request ${event.RequestId}`;
  return retryApiGateway(async () => {
    const [made] = await deployments.find(restApiId, description);
    return made ?? deployments.create(restApiId, description);
  }, clock, deadline);
}

/** One that a stage still points to is refused by API Gateway, and that is an error here too. */
async function remove(deployments: Deployments, restApiId: string, deploymentId: string): Promise<void> {
  try {
    await deployments.delete(restApiId, deploymentId);
  } catch (error) {
    if ((error as Error).name !== 'NotFoundException') {
      throw error;
    }
  }
}
