import { Fn } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { EndpointFacts } from './endpoint-facts';

/** What an endpoint of this app tells about itself. */
export function endpointAttributes({ attrDnsEntries, privateDnsEnabled = false }: ec2.CfnVPCEndpoint): EndpointFacts {
  // Each entry is "{hostedZoneId}:{hostName}", and the first one is the regional name.
  const [hostedZoneId, hostName] = [0, 1].map((part) => Fn.select(part, Fn.split(':', Fn.select(0, attrDnsEntries))));
  return { hostName, hostedZoneId, ...(typeof privateDnsEnabled === 'boolean' && { privateDnsEnabled }) };
}
