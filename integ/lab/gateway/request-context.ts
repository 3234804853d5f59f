import { Endpoint } from '../state';
import { GatewayRequest, headerOf } from './request';

/** Context keys as API Gateway knows them for an unsigned call: name → value. */
export type ContextKeys = Record<string, string>;

/**
 * There is no `aws:SourceIp` behind an endpoint. `aws:SourceVpc` is the *endpoint's* VPC, whoever is behind it.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-aws-condition-keys.html
 */
export function contextKeys(endpoint: Endpoint, callerAddress: string, request: GatewayRequest): ContextKeys {
  const keys: ContextKeys = {
    'aws:SourceVpce': endpoint.id,
    'aws:SourceVpc': endpoint.vpcId,
    'aws:VpcSourceIp': callerAddress,
    'aws:SecureTransport': 'true',
    'aws:CurrentTime': request.time.toISOString(),
    'aws:EpochTime': String(Math.floor(request.time.getTime() / 1000)),
  };
  for (const [key, header] of [['aws:UserAgent', 'user-agent'], ['aws:Referer', 'referer']]) {
    const value = headerOf(request, header);
    if (value !== undefined) keys[key] = value;
  }
  return keys;
}

/** For sentences: the network that a policy saw. */
export function describeNetwork(keys: ContextKeys): string {
  return ['aws:SourceVpce', 'aws:SourceVpc', 'aws:VpcSourceIp'].map((key) => `${key} is ${keys[key]}`).join(', ');
}
