import { ApiGatewayError, FakeApiGateway, FakeClock } from './fake-api-gateway';
import { RequestType, selectDeployment } from '../../src/private/select-deployment';

const TEN_MINUTES = 600_000;
const BOTH = 'lets in orders and billing';
const REVOKED = 'lets in orders';

let gateway: FakeApiGateway;
let requests: number;

beforeEach(() => {
  gateway = new FakeApiGateway(new FakeClock(), BOTH);
  requests = 0;
});

async function send(type: RequestType, selected?: string, requestId = `request-${++requests}`, restApiId = 'api'): Promise<string> {
  const properties = { RestApiId: restApiId, NativeDeploymentId: 'any', Policy: gateway.policy };
  const event = { RequestType: type, RequestId: requestId, LogicalResourceId: 'Selector', PhysicalResourceId: selected, ResourceProperties: properties };
  return selectDeployment(event, gateway, gateway.clock, gateway.clock.now() + TEN_MINUTES);
}

/**
 * What a roll-back sends to a custom resource that got a new physical id is not documented: an Update that carries the new id, one that
 * carries the old id, or nothing, so that the old id is simply in force again.
 */
type RollBack = 'update of the new id' | 'update of the old id' | 'nothing';
const ROLL_BACKS: RollBack[] = ['update of the new id', 'update of the old id', 'nothing'];

/** A stack with one API whose stage the selector decides: the steps of CloudFormation, in its order. */
class Stack {
  private native = '';
  private selected = '';

  public async create(): Promise<void> {
    this.native = gateway.snapshot();
    this.selected = await send('Create');
    gateway.stage = this.selected;
  }

  /** The policy changes by a value that the template does not show: CloudFormation's own deployment stays. */
  public async changeValue(policy: string): Promise<void> {
    gateway.policy = policy;
    await this.move();
  }

  /** The template changes: there is a new native deployment, and the old one goes in the clean-up. */
  public async changeTemplate(policy = gateway.policy): Promise<void> {
    const old = this.native;
    gateway.policy = policy;
    this.native = gateway.snapshot();
    await this.move();
    await gateway.delete('api', old);
  }

  /** The same, but something else fails after the stage has moved. */
  public async failToChangeTemplate(policy: string, rollBack: RollBack): Promise<void> {
    const before = { policy: gateway.policy, selected: this.selected };
    gateway.policy = policy;
    const failedNative = gateway.snapshot();
    const failed = await send('Update', this.selected);
    gateway.stage = failed;
    // In the order of dependencies: the API, the selector, the stage; then what is no longer used.
    gateway.policy = before.policy;
    this.selected = rollBack === 'nothing' ? before.selected : await send('Update', rollBack === 'update of the new id' ? failed : before.selected);
    gateway.stage = this.selected;
    await send('Delete', failed);
    await gateway.delete('api', failedNative);
  }

  /** An update that fails before the stage moves, and that nobody rolls back. */
  public async failBeforeSelector(policy: string): Promise<void> {
    gateway.policy = policy;
    this.native = gateway.snapshot();
  }

  /** The selector leaves the template; the native deployment has a new logical id. */
  public async turnOff(): Promise<void> {
    const old = this.native;
    this.native = gateway.snapshot();
    gateway.stage = this.native;
    await send('Delete', this.selected);
    await gateway.delete('api', old);
  }

  public async turnOn(): Promise<void> {
    this.selected = await send('Create');
    gateway.stage = this.selected;
  }

  private async move(): Promise<void> {
    const old = this.selected;
    this.selected = await send('Update', old);
    gateway.stage = this.selected;
    await send('Delete', old);
  }
}

let stack: Stack;

beforeEach(async () => {
  stack = new Stack();
  await stack.create();
});

describe('the stage enforces what the template says', () => {
  test('from the start', () => {
    expect(gateway.servedPolicy).toBe(BOTH);
    expect(gateway.deployments.size).toBe(2);
  });

  test('after a change of a value', async () => {
    await stack.changeValue(REVOKED);

    expect(gateway.servedPolicy).toBe(REVOKED);
  });

  test('after a change of a value and one of the template', async () => {
    await stack.changeValue(REVOKED);
    await stack.changeTemplate('lets in orders, by GET');

    expect(gateway.servedPolicy).toBe('lets in orders, by GET');
  });

  test.each(ROLL_BACKS)('after a revocation by value and a change of the template that is rolled back, by %s: the caller stays out', async (rollBack) => {
    await stack.changeValue(REVOKED);
    await stack.failToChangeTemplate('lets in orders, by GET', rollBack);

    expect(gateway.servedPolicy).toBe(REVOKED);
  });

  test.each(ROLL_BACKS)('after a change of the template that lets in more and is rolled back, by %s', async (rollBack) => {
    await stack.failToChangeTemplate('lets in everybody', rollBack);

    expect(gateway.servedPolicy).toBe(BOTH);
  });

  test('after a failure that is not rolled back, and a revocation before the next try', async () => {
    await stack.failBeforeSelector(BOTH);
    await stack.changeValue(REVOKED);

    expect(gateway.servedPolicy).toBe(REVOKED);
  });

  test('when it is turned off and on again, with a change of a value at each', async () => {
    await stack.changeValue(REVOKED);
    gateway.policy = 'lets in billing';
    await stack.turnOff();
    expect(gateway.servedPolicy).toBe('lets in billing');

    gateway.policy = 'lets in nobody';
    await stack.turnOn();
    expect(gateway.servedPolicy).toBe('lets in nobody');
  });
});

test('deployments do not pile up: the native one and the selected one are left', async () => {
  for (const policy of ['a', 'b', 'c']) {
    await stack.changeValue(policy);
    await stack.changeTemplate();
  }

  expect(gateway.deployments.size).toBe(2);
});

test('a description tells whose deployment it is', () => {
  expect([...gateway.deployments.values()].map(({ description }) => description)).toEqual(['', 'Selected by Selector for request request-1']);
});

describe('an event that comes twice', () => {
  test.each<RequestType>(['Create', 'Update'])('%s: the same deployment', async (type) => {
    const first = await send(type, gateway.stage, 'twice');
    const size = gateway.deployments.size;

    expect(await send(type, gateway.stage, 'twice')).toBe(first);
    expect(gateway.deployments.size).toBe(size);
  });

  test('Delete: the second one has nothing to do', async () => {
    const selected = await send('Create');

    expect([await send('Delete', selected), await send('Delete', selected)]).toEqual([selected, selected]);
  });
});

describe('refused by API Gateway', () => {
  test('throttled, then served; it looks again before each try, since an answer may have been lost', async () => {
    gateway.requests.length = 0;
    gateway.clock.slept.length = 0;

    // The deployment of the stack's creation was made in this very second.
    await send('Update', gateway.stage);

    expect(gateway.requests).toEqual(['find', 'create', 'find', 'create']);
    expect(gateway.clock.slept).toEqual([5_000]);
  });

  test('an answer that got lost is found', async () => {
    gateway.clock.time += 5_000;
    const create = gateway.create.bind(gateway);
    let made = '';
    jest.spyOn(gateway, 'create').mockImplementationOnce(async (...args) => {
      made = await create(...args);
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    });

    expect(await send('Update', gateway.stage)).toBe(made);
    expect(made).not.toBe('');
  });

  test('to the end: the error says so, and nothing has changed', async () => {
    const before = [...gateway.deployments.keys()];
    gateway.failures.push(...Array<Error>(1_000).fill(new ApiGatewayError('TooManyRequestsException', 'Too Many Requests')));

    await expect(send('Update', gateway.stage)).rejects.toThrow('Too Many Requests');
    expect([...gateway.deployments.keys()]).toEqual(before);
    expect(gateway.clock.slept.reduce((sum, delay) => sum + delay)).toBeLessThanOrEqual(TEN_MINUTES);
  });

  test('an API that is gone is an error for an update', async () => {
    await expect(send('Update', gateway.stage, 'r', 'gone')).rejects.toThrow('Invalid API identifier specified');
  });
});

describe('Delete', () => {
  test('removes the deployment that was selected', async () => {
    const selected = await send('Create');
    await send('Delete', selected);

    expect(gateway.deployments.has(selected)).toBe(false);
  });

  test.each([['the deployment', 'api'], ['the API']])('succeeds if %s is gone', async (_name, restApiId = 'gone') => {
    expect(await send('Delete', 'gone', 'r', restApiId)).toBe('gone');
  });

  test('fails for one that a stage points to', async () => {
    await expect(send('Delete', gateway.stage)).rejects.toThrow('Active stages pointing to this deployment must be moved or deleted');
  });

  test('is tried again when it is throttled', async () => {
    const selected = await send('Create');
    gateway.failures.push(new ApiGatewayError('TooManyRequestsException', 'Too Many Requests'));
    await send('Delete', selected);

    expect(gateway.deployments.has(selected)).toBe(false);
  });
});
