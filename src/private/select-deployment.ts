import { createHash } from 'crypto';
import { Clock, retryApiGateway } from './retry-api-gateway';

export type RequestType = 'Create' | 'Update' | 'Delete';

/** What the API is to be when it is deployed: by these CloudFormation sees that something changed. */
export interface SelectorProperties {
  readonly RestApiId: string;
  /** CloudFormation's own deployment, a new one whenever the text of the template changes. */
  readonly NativeDeploymentId: string;
  /** With the values that are known only at deploy. */
  readonly Policy: unknown;
  readonly EndpointConfiguration: unknown;
}

/**
 * What CloudFormation sends.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 */
export interface SelectorEvent {
  readonly RequestType: RequestType;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  /** The selected deployment, except at Create. */
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: SelectorProperties;
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
 * The deployment that the stage has to enforce: one that was made here when the API was as the properties say.
 *
 * CloudFormation's own deployment will not do, however new it is: it holds a policy from when it was made. After a roll-back, and after an
 * update that failed and was not rolled back, that policy may let in a caller who has been taken off the list since. In a roll-back the
 * deployment from before the update is found again. One made then could hold what the update added, which is deleted only afterwards.
 */
export async function selectDeployment(event: SelectorEvent, deployments: Deployments, clock: Clock, deadline: number): Promise<string> {
  const { RestApiId: restApiId } = event.ResourceProperties;
  if (event.RequestType === 'Delete') {
    await retryApiGateway(async () => remove(deployments, restApiId, event.PhysicalResourceId!), clock, deadline);
    return event.PhysicalResourceId!;
  }
  const description = describe(event);
  // Before each try: Lambda may deliver an event twice, and the answer of the last try may have got lost.
  return retryApiGateway(async () => {
    const [made] = await deployments.find(restApiId, description);
    return made ?? deployments.create(restApiId, description);
  }, clock, deadline);
}

/** Tells whose deployment it is, and of which state of the API. */
function describe({ StackId, LogicalResourceId, ResourceProperties }: SelectorEvent): string {
  const { RestApiId, NativeDeploymentId, Policy, EndpointConfiguration } = ResourceProperties;
  const state = JSON.stringify([StackId, RestApiId, NativeDeploymentId, Policy, EndpointConfiguration], inOrder);
  return `Selected by ${LogicalResourceId} for ${createHash('sha256').update(state).digest('hex')}`;
}

/** CloudFormation promises no order of keys. */
function inOrder(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, (value as Record<string, unknown>)[key]]))
    : value;
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
