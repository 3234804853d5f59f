import type * as lambda from 'aws-cdk-lib/aws-lambda';

/** The Lambda library, for a probe. It brings the EC2 library along, hence loaded late for the same reason as `loadEc2()`. */
export function loadLambda(): typeof lambda {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the only way to load a module later that is not asynchronous
  return require('aws-cdk-lib/aws-lambda') as typeof lambda;
}
