import type * as route53 from 'aws-cdk-lib/aws-route53';

/** The Route 53 library, for a connection that has a hosted zone. An import would load it with the package. */
export function loadRoute53(): typeof route53 {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the only way to load a module later that is not asynchronous
  return require('aws-cdk-lib/aws-route53') as typeof route53;
}
