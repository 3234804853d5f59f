import { ApiGatewayError, FakeClock } from './fake-api-gateway';
import { retryApiGateway, SYSTEM_CLOCK } from '../../src/private/retry-api-gateway';

const busy = (facts: object = {}) => new ApiGatewayError('TooManyRequestsException', 'Too Many Requests', facts);

/** Fails with each of these in turn, then works; with nothing left to fail with, that is at once. */
async function run(failures: unknown[], { chance = 0, within = 600_000 } = {}) {
  const clock = new FakeClock(chance);
  const left = [...failures];
  const attempt = jest.fn(async () => {
    if (left.length > 0) {
      throw left.shift();
    }
    return 'done';
  });
  const outcome = await retryApiGateway(attempt, clock, clock.now() + within).catch((error: Error) => error);
  return { outcome, slept: clock.slept, attempts: attempt.mock.calls.length };
}

test('what works at once is not waited for', async () => {
  expect(await run([])).toEqual({ outcome: 'done', slept: [], attempts: 1 });
});

test.each<[string, object]>([
  ['throttled', busy()],
  ['beyond a limit', new ApiGatewayError('LimitExceededException', '')],
  ['another change under way', new ApiGatewayError('ConflictException', '')],
  ['a fault of the service', new ApiGatewayError('ServiceUnavailableException', '', { $fault: 'server' })],
  ['a lost connection', Object.assign(new Error(), { code: 'ECONNRESET' })],
  ['a permission that has not arrived yet', new ApiGatewayError('AccessDeniedException', '')],
])('%s: tried again after five seconds at least', async (_name, failure) => {
  expect(await run([failure])).toEqual({ outcome: 'done', slept: [5_000], attempts: 2 });
});

test.each<[string, Error]>([
  ['a refused request', new ApiGatewayError('BadRequestException', '', { $fault: 'client' })],
  ['a missing API', new ApiGatewayError('NotFoundException', '', { $fault: 'client' })],
  ['a defect', new TypeError('x is not a function')],
])('%s: not tried again', async (_name, failure) => {
  expect(await run([failure])).toEqual({ outcome: failure, slept: [], attempts: 1 });
});

test('those that were refused together come back apart', async () => {
  expect((await run([busy(), busy()], { chance: 0.5 })).slept).toEqual([7_500, 7_500]);
});

test.each([['12', 12_000], ['1', 5_000], ['Fri, 27 Nov 2026 10:00:00 GMT', 5_000]])('Retry-After: %s', async (retryAfterSeconds, delay) => {
  expect((await run([busy({ retryAfterSeconds })])).slept).toEqual([delay]);
});

test('a permission that does not arrive within a minute is missing', async () => {
  const denied = new ApiGatewayError('AccessDeniedException', 'not authorized to perform: apigateway:POST');

  expect(await run(Array(100).fill(denied))).toEqual({ outcome: denied, slept: Array(12).fill(5_000), attempts: 13 });
});

test('it ends before there is no time left to answer', async () => {
  const last = busy();

  expect(await run([busy(), busy(), last], { within: 10_000 })).toEqual({ outcome: last, slept: [5_000, 5_000], attempts: 3 });
  expect(await run([last], { within: 4_999 })).toEqual({ outcome: last, slept: [], attempts: 1 });
});

test('the clock of the system sleeps as long as it is told', async () => {
  const start = SYSTEM_CLOCK.now();
  await SYSTEM_CLOCK.sleep(30);

  expect(SYSTEM_CLOCK.now() - start).toBeGreaterThanOrEqual(29);
  expect(SYSTEM_CLOCK.random()).toBeLessThan(1);
});
