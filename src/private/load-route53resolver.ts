import type * as route53resolver from 'aws-cdk-lib/aws-route53resolver';

/** The Route 53 Resolver library, for those who call from on-premises. Loaded late for the same reason as `loadEc2()`. */
export function loadRoute53Resolver(): typeof route53resolver {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the only way to load a module later that is not asynchronous
  return require('aws-cdk-lib/aws-route53resolver') as typeof route53resolver;
}
