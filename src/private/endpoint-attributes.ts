import { Fn, IResolvable, Tokenization } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { EndpointFacts } from './endpoint-facts';
import { sharedMap } from './shared-map';

/** What is taken out of the list of an endpoint's names. */
export interface EndpointName {
  readonly resource: ec2.CfnVPCEndpoint;
  /** What it is, as the ids of outputs begin. */
  readonly kind: string;
  readonly value: string;
}

const NAMES = sharedMap<IResolvable, EndpointName>('endpointNames');

/** What an endpoint of this app tells about itself. */
export function endpointAttributes(resource: ec2.CfnVPCEndpoint): EndpointFacts {
  const { privateDnsEnabled = false } = resource;
  const [hostName, hostedZoneId] = endpointNames(resource).map(({ value }) => value);
  return { hostName, hostedZoneId, ...(typeof privateDnsEnabled === 'boolean' && { privateDnsEnabled }) };
}

/** The regional name, and the zone that it is in. */
export function endpointNames(resource: ec2.CfnVPCEndpoint): EndpointName[] {
  // Each entry is "{hostedZoneId}:{hostName}", and the first one is the regional name.
  const part = (index: number) => Fn.select(index, Fn.split(':', Fn.select(0, resource.attrDnsEntries)));
  const names: EndpointName[] = [{ resource, kind: 'EndpointHostName', value: part(1) }, { resource, kind: 'EndpointHostedZoneId', value: part(0) }];
  for (const name of names) NAMES.set(Tokenization.reverseString(name.value).firstToken!, name);
  return names;
}

/** Whose name a value is; `undefined` if it is none of an endpoint of this app. */
export function endpointNameOf(value: string): EndpointName | undefined {
  const { firstToken } = Tokenization.reverseString(value);
  return firstToken && NAMES.get(firstToken);
}
