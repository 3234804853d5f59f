/** Time, so that a test need not wait for it. */
export interface Clock {
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** From 0 up to, but not, 1. */
  random(): number;
  sleep(milliseconds: number): Promise<void>;
}

export const SYSTEM_CLOCK: Clock = {
  now: Date.now,
  random: Math.random,
  sleep: async (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/** What the errors of `@aws-sdk/client-api-gateway` tell. */
interface ApiGatewayError {
  readonly name?: string;
  readonly $fault?: string;
  /** Of the system, such as `ECONNRESET`. */
  readonly code?: string;
  readonly retryAfterSeconds?: string;
}

/**
 * One CreateDeployment per 5 seconds and account is all that API Gateway takes.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html#api-gateway-control-service-limits-table
 */
const SPACING_MS = 5_000;
/** A new permission takes a while to reach every part of AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency */
const PERMISSION_ARRIVES_WITHIN_MS = 60_000;
const BUSY = ['TooManyRequestsException', 'LimitExceededException', 'ConflictException'];

/** Tries until it works, API Gateway says that it never will, or there is no time left for another try; the last error is thrown. */
export async function retryApiGateway<T>(attempt: () => Promise<T>, clock: Clock, deadline: number): Promise<T> {
  const start = clock.now();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const delay = delayAfter(error as ApiGatewayError, clock.now() - start, clock.random());
      if (delay === undefined || clock.now() + delay > deadline) {
        throw error;
      }
      await clock.sleep(delay);
    }
  }
}

/** Milliseconds until the next try, `undefined` if it would be in vain. The chance spreads those that were refused together. */
function delayAfter(error: ApiGatewayError, elapsed: number, chance: number): number | undefined {
  const passes = BUSY.includes(error.name!) || error.$fault === 'server' || error.code !== undefined
    || (error.name === 'AccessDeniedException' && elapsed < PERMISSION_ARRIVES_WITHIN_MS);
  const wanted = Number(error.retryAfterSeconds ?? 0) * 1000;
  return passes ? Math.max(SPACING_MS, wanted || 0) + chance * SPACING_MS : undefined;
}
