import { Clock } from '../../src/private/retry-api-gateway';
import { Deployments } from '../../src/private/select-deployment';

const SPACING_MS = 5_000;

export class ApiGatewayError extends Error {
  public constructor(public readonly name: string, message: string, facts: object = {}) {
    super(message);
    Object.assign(this, facts);
  }
}

export class FakeClock implements Clock {
  public time = 1_000_000;
  public readonly slept: number[] = [];

  public constructor(private readonly chance = 0) {}

  public now = () => this.time;
  public random = () => this.chance;
  public sleep = async (milliseconds: number) => {
    this.slept.push(milliseconds);
    this.time += milliseconds;
  };
}

export interface FakeDeployment {
  readonly id: string;
  readonly description: string;
  /** The policy and the methods as they were when the deployment was made. */
  readonly policy: string;
  readonly methods: string;
}

/** One REST API as API Gateway keeps it: a deployment is a snapshot, a stage points to one, and one is made in five seconds. */
export class FakeApiGateway implements Deployments {
  public readonly deployments = new Map<string, FakeDeployment>();
  public readonly requests: string[] = [];
  public methods = 'GET';
  public stage: string | undefined;
  /** Answers to come before any request is served. */
  public readonly failures: Error[] = [];
  private lastCreated = -Infinity;
  private made = 0;

  public constructor(public readonly clock: FakeClock, public policy = '', private readonly restApiId = 'api') {}

  public async create(restApiId: string, description: string): Promise<string> {
    this.take('create', restApiId);
    if (this.clock.now() - this.lastCreated < SPACING_MS) {
      throw new ApiGatewayError('TooManyRequestsException', 'Too Many Requests');
    }
    this.lastCreated = this.clock.now();
    return this.snapshot(description);
  }

  public async find(restApiId: string, description: string): Promise<string[]> {
    this.take('find', restApiId);
    return [...this.deployments.values()].filter((deployment) => deployment.description === description).map(({ id }) => id);
  }

  public async delete(restApiId: string, deploymentId: string): Promise<void> {
    this.take('delete', restApiId);
    if (!this.deployments.has(deploymentId)) {
      throw new ApiGatewayError('NotFoundException', 'Invalid Deployment identifier specified');
    }
    if (this.stage === deploymentId) {
      throw new ApiGatewayError('BadRequestException', 'Active stages pointing to this deployment must be moved or deleted');
    }
    this.deployments.delete(deploymentId);
  }

  /** As CloudFormation makes the native ones. */
  public snapshot(description = ''): string {
    const id = `d${++this.made}`;
    this.deployments.set(id, { id, description, policy: this.policy, methods: this.methods });
    return id;
  }

  /** What callers of the stage meet. */
  public get served(): FakeDeployment | undefined {
    return this.deployments.get(this.stage!);
  }

  private take(request: string, restApiId: string): void {
    this.requests.push(request);
    const failure = this.failures.shift();
    if (failure !== undefined) {
      throw failure;
    }
    if (restApiId !== this.restApiId) {
      throw new ApiGatewayError('NotFoundException', 'Invalid API identifier specified');
    }
  }
}
