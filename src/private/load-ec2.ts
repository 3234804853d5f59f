import type * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * The EC2 library, for what defines a consumer.
 *
 * An import would load it with the package, also for a provider, who never needs it: its index alone takes a third of the package's time.
 */
export function loadEc2(): typeof ec2 {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the only way to load a module later that is not asynchronous
  return require('aws-cdk-lib/aws-ec2') as typeof ec2;
}
