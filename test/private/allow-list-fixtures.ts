import { API, STAGE, endpointId, vpcId } from './allow-list-oracle';
import { ConsumerTerms, DeployedMethod } from '../../src/private/allow-terms';
import { AllowListInput, compileAllowList } from '../../src/private/compile-allow-list';
import { apiArnPrefixLength } from '../../src/private/policy-room';

export const [E1, E2, E9] = ['1', '2', '9'].map(endpointId);
export const [V1, V9] = ['1', '9'].map(vpcId);

export const endpoint = (id: string, terms: Partial<ConsumerTerms> = {}): ConsumerTerms => ({ source: { kind: 'vpcEndpoint', id }, ...terms });
export const vpc = (id: string, terms: Partial<ConsumerTerms> = {}): ConsumerTerms => ({ source: { kind: 'vpc', id }, ...terms });

export function method(route: string, authorizationType: DeployedMethod['authorizationType']): DeployedMethod {
  const [httpMethod, path] = route.split(' ');
  return { httpMethod, path, authorizationType };
}

export const INPUT: Omit<AllowListInput, 'consumers'> = {
  stageName: STAGE, useUndocumentedNotResource: true, maximumLength: 8192, arnPrefixLength: apiArnPrefixLength(API.partition, API.region),
};

/** For lists without errors. */
export function compile(consumers: readonly ConsumerTerms[], input: Partial<AllowListInput> = {}) {
  const compiled = compileAllowList({ ...INPUT, consumers, ...input });
  expect(compiled.errors).toEqual([]);
  return compiled;
}
