import { Token } from 'aws-cdk-lib';

const STREAM_PREFIX = 'amazon-apigateway-';

/** Where something is deployed. */
interface Place {
  readonly account: string;
  readonly region: string;
}

/** Options of an own log group beside somebody else's: it is not ours to change. */
export function cloudWatchOptionsProblem({ logGroup, ...own }: object & { readonly logGroup?: object }): string | undefined {
  const names = Object.entries(own).filter(([, value]) => value !== undefined).map(([name]) => name);
  return logGroup === undefined || names.length === 0 ? undefined
    : `logGroup must stand without options of a log group of its own, got ${JSON.stringify(names)} beside it; set them where the log group is defined`;
}

/** A log group that is known to be where the API is not: the account's role for API Gateway cannot write there. */
export function logGroupPlaceProblem(api: Place, logGroup: Place): string | undefined {
  const differs = (['account', 'region'] as const).some((part) =>
    !Token.isUnresolved(api[part]) && !Token.isUnresolved(logGroup[part]) && api[part] !== logGroup[part]);
  return differs
    ? `logGroup must be in the API's account and Region, ${describe(api)}, got ${describe(logGroup)}; log there, and subscribe to that log group from elsewhere`
    : undefined;
}

/**
 * A stream that API Gateway is known to refuse.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html
 */
export function streamNameProblem(name: string | undefined): string | undefined {
  return Token.isUnresolved(name) || name?.startsWith(STREAM_PREFIX) ? undefined
    : `deliveryStreamName must begin with ${JSON.stringify(STREAM_PREFIX)}, got ${name === undefined ? 'none' : JSON.stringify(name)}; `
      + 'API Gateway writes its access log to no other stream, so give it such a name';
}

function describe({ account, region }: Place): string {
  return JSON.stringify(`${account}/${region}`);
}
