import { ApiGatewayError, FakeApiGateway, FakeClock } from './fake-api-gateway';
import { RequestType, selectDeployment, SelectorEvent } from '../../src/private/select-deployment';

const TEN_MINUTES = 600_000;
const BOTH = 'lets in orders and billing';
const REVOKED = 'lets in orders';

let gateway: FakeApiGateway;

beforeEach(() => {
  gateway = new FakeApiGateway(new FakeClock(), BOTH);
});

async function send(type: RequestType, selected?: string, properties: object = {}, rest: Partial<SelectorEvent> = {}): Promise<string> {
  return selectDeployment({
    RequestType: type,
    StackId: 'stack',
    LogicalResourceId: 'Selector',
    PhysicalResourceId: selected,
    ResourceProperties: { RestApiId: 'api', NativeDeploymentId: 'native', Policy: { is: gateway.policy }, EndpointConfiguration: {}, ...properties },
    ...rest,
  }, gateway, gateway.clock, gateway.clock.now() + TEN_MINUTES);
}

/**
 * What a roll-back sends to a custom resource that got a new physical id is not documented: an Update that carries the new id, one that
 * carries the old id, or nothing, so that the old id is simply in force again. Nor is it whether the API is reverted before.
 */
type RollBack = 'update of the new id' | 'update of the old id' | 'nothing' | 'update before the API';
const ROLL_BACKS: RollBack[] = ['update of the new id', 'update of the old id', 'nothing', 'update before the API'];

/** A stack with one API whose stage the selector decides: the steps of CloudFormation, in its order. */
class Stack {
  private native = '';
  private selected = '';

  public async create(): Promise<void> {
    this.native = gateway.snapshot();
    this.selected = await this.ask('Create');
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

  /** The same with a new method, but something else fails after the stage has moved. */
  public async failToChangeTemplate(policy: string, rollBack: RollBack): Promise<void> {
    const before = { policy: gateway.policy, selected: this.selected, native: this.native };
    const failedState = { NativeDeploymentId: '', Policy: { is: policy } };
    gateway.policy = policy;
    gateway.methods = 'GET, POST';
    failedState.NativeDeploymentId = this.native = gateway.snapshot();
    const failed = await this.ask('Update', this.selected);
    gateway.stage = failed;

    this.native = before.native;
    const revertApi = () => { gateway.policy = before.policy; };
    const again = async () => send('Update', rollBack === 'update of the old id' ? before.selected : failed, {
      NativeDeploymentId: before.native, Policy: { is: before.policy },
    });
    if (rollBack === 'update before the API') {
      this.selected = await again();
      revertApi();
    } else {
      revertApi();
      this.selected = rollBack === 'nothing' ? before.selected : await again();
    }
    gateway.stage = this.selected;
    // What the update added is taken away last.
    await send('Delete', failed, failedState);
    await gateway.delete('api', failedState.NativeDeploymentId);
    gateway.methods = 'GET';
  }

  /** An update that fails before the stage moves, and that nobody rolls back. */
  public failBeforeSelector(policy: string): void {
    gateway.policy = policy;
    this.native = gateway.snapshot();
  }

  /** The selector leaves the template; the native deployment has a new logical id. */
  public async turnOff(): Promise<void> {
    const old = this.native;
    this.native = gateway.snapshot();
    gateway.stage = this.native;
    await this.ask('Delete', this.selected);
    await gateway.delete('api', old);
  }

  public async turnOn(): Promise<void> {
    this.selected = await this.ask('Create');
    gateway.stage = this.selected;
  }

  private async move(): Promise<void> {
    const old = this.selected;
    this.selected = await this.ask('Update', old);
    gateway.stage = this.selected;
    await this.ask('Delete', old);
  }

  private async ask(type: RequestType, selected?: string): Promise<string> {
    return send(type, selected, { NativeDeploymentId: this.native });
  }
}

let stack: Stack;

beforeEach(async () => {
  stack = new Stack();
  await stack.create();
});

describe('the stage enforces what the template says', () => {
  test('from the start', () => {
    expect(gateway.served).toMatchObject({ policy: BOTH });
    expect(gateway.deployments.size).toBe(2);
  });

  test('after a change of a value', async () => {
    await stack.changeValue(REVOKED);

    expect(gateway.served).toMatchObject({ policy: REVOKED });
  });

  test('after a change of a value, there and back', async () => {
    await stack.changeValue(REVOKED);
    await stack.changeValue(BOTH);

    expect(gateway.served).toMatchObject({ policy: BOTH });
  });

  test('after a change of a value and one of the template', async () => {
    await stack.changeValue(REVOKED);
    await stack.changeTemplate('lets in orders, by GET');

    expect(gateway.served).toMatchObject({ policy: 'lets in orders, by GET' });
  });

  test.each(ROLL_BACKS)('after a revocation by value and a change of the template that is rolled back, by %s: the caller stays out', async (rollBack) => {
    await stack.changeValue(REVOKED);
    await stack.failToChangeTemplate('lets in orders, by GET', rollBack);

    expect(gateway.served).toMatchObject({ policy: REVOKED, methods: 'GET' });
    expect(gateway.deployments.size).toBe(2);
  });

  test.each(ROLL_BACKS)('after a change of the template that lets in more and is rolled back, by %s', async (rollBack) => {
    await stack.failToChangeTemplate('lets in everybody', rollBack);

    expect(gateway.served).toMatchObject({ policy: BOTH, methods: 'GET' });
    expect(gateway.deployments.size).toBe(2);
  });

  test('after a failure that is not rolled back, and a revocation before the next try', async () => {
    stack.failBeforeSelector(BOTH);
    await stack.changeValue(REVOKED);

    expect(gateway.served).toMatchObject({ policy: REVOKED });
  });

  test('when it is turned off and on again, with a change of a value at each', async () => {
    await stack.changeValue(REVOKED);
    gateway.policy = 'lets in billing';
    await stack.turnOff();
    expect(gateway.served).toMatchObject({ policy: 'lets in billing' });

    gateway.policy = 'lets in nobody';
    await stack.turnOn();
    expect(gateway.served).toMatchObject({ policy: 'lets in nobody' });
  });
});

test('deployments do not pile up: the native one and the selected one are left', async () => {
  for (const policy of ['a', 'b', 'c']) {
    await stack.changeValue(policy);
    await stack.changeTemplate();
  }

  expect(gateway.deployments.size).toBe(2);
});

describe('a deployment', () => {
  const made = async (properties: object = {}, rest: Partial<SelectorEvent> = {}) => send('Update', 'before', properties, rest);

  test('says whose it is and of which state, in a text that no two states share', () => {
    expect(gateway.served!.description).toMatch(/^Selected by Selector for [0-9a-f]{64}$/);
  });

  test.each<[string, object, Partial<SelectorEvent>]>([
    ['the policy', { Policy: { is: 'another' } }, {}],
    ['a list in the policy', { Policy: { ids: ['b', 'a'] } }, {}],
    ['the endpoints', { EndpointConfiguration: { vpcEndpointIds: ['vpce-1'] } }, {}],
    ['the native deployment', { NativeDeploymentId: 'another' }, {}],
    ['the selector', {}, { LogicalResourceId: 'Another' }],
    ['the stack', {}, { StackId: 'another' }],
  ])('is made anew for another state: %s', async (_name, properties, rest) => {
    const before = [await made(), await made({ Policy: { ids: ['a', 'b'] } })];

    expect(before).not.toContain(await made(properties, rest));
  });

  test.each<[string, object]>([
    ['the same state', {}],
    ['another order of keys', { Policy: { b: [{ d: 1, c: null }], a: 2 } }],
    ['another function of the selector', { ServiceToken: 'another', ServiceTimeout: '1' }],
  ])('is found again for %s', async (_name, properties) => {
    const first = await made(properties);
    const policy = (properties as { Policy?: object }).Policy;

    expect(await made(policy === undefined ? {} : { Policy: { a: 2, b: [{ c: null, d: 1 }] } })).toBe(first);
  });
});

describe('an event that comes twice', () => {
  test.each<RequestType>(['Create', 'Update'])('%s: the same deployment', async (type) => {
    const first = await send(type);
    const size = gateway.deployments.size;

    expect(await send(type)).toBe(first);
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
    await expect(send('Update', gateway.stage, { RestApiId: 'gone' })).rejects.toThrow('Invalid API identifier specified');
  });
});

describe('Delete', () => {
  test('removes the deployment that was selected', async () => {
    const selected = await send('Create');
    await send('Delete', selected);

    expect(gateway.deployments.has(selected)).toBe(false);
  });

  test.each([['the deployment', 'api'], ['the API']])('succeeds if %s is gone', async (_name, restApiId = 'gone') => {
    expect(await send('Delete', 'gone', { RestApiId: restApiId })).toBe('gone');
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
