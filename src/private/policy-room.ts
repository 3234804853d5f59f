import { SHORT_FORM } from './invoke-arn';
import { longestValue } from './longest-values';

/** How much of the quota a policy takes, with what it is made of. */
export interface PolicyRoom {
  readonly length: number;
  readonly maximumLength: number;
  /** What `length` would be without the groups that have terms. */
  readonly lengthWithoutLimits: number;
  readonly vpcEndpoints: number;
  readonly vpcs: number;
  readonly limitedGroups: number;
  /** By how many keys the limited groups are named: a call can have a source of each at once. */
  readonly limitedKinds: number;
}

/**
 * The default of the quota on the length of a resource policy.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export const DEFAULT_MAXIMUM_LENGTH = 8192;

const WARNED_FROM = 0.9;
const ACCOUNT_DIGITS = 12;
const API_ID_LENGTH = 10;
/** No partition and Region have longer names together than `aws-iso-f` and `us-isof-south-1`. */
const LONGEST_PARTITION_AND_REGION = 24;

/** The length of what API Gateway writes in the place of `execute-api:/`. */
export function apiArnPrefixLength(partition?: string, region?: string): number {
  const names = partition === undefined || region === undefined ? LONGEST_PARTITION_AND_REGION : partition.length + region.length;
  return 'arn::execute-api:::/'.length + names + ACCOUNT_DIGITS + API_ID_LENGTH;
}

/**
 * The length of a policy as API Gateway stores it: minified, with every resource in full.
 *
 * AWS does not say how it counts. It stores the expanded form, so that is the safe one. A value that is known at deployment only counts as
 * the longest of its kind.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-create-attach.html
 */
export function expandedLength(policy: object, prefixLength: number): number {
  return JSON.stringify(policy, (key, value: unknown) => {
    if (typeof value === 'string') return longestValue(key, value);
    return Array.isArray(value) ? value.map((each: unknown) => typeof each === 'string' ? longestValue(key, each) : each) : value;
  }).replaceAll(`"${SHORT_FORM}`, `"${'-'.repeat(prefixLength)}`).length;
}

/** How much longer a policy gets by statements that are appended to it. */
export function appendedLength(statements: readonly object[], prefixLength: number): number {
  return statements.reduce((length, statement) => length + ','.length + expandedLength(statement, prefixLength), 0);
}

export function exceedsRoom({ length, maximumLength }: PolicyRoom): boolean {
  return length > maximumLength;
}

/** Whether a policy that fits should be said to be nearly full. */
export function isNearlyFull(room: PolicyRoom): boolean {
  return room.length >= room.maximumLength * WARNED_FROM && !exceedsRoom(room);
}

/** What the room is used for, and the ways to need less of it or to have more. */
export function describeRoom(room: PolicyRoom): string {
  const { length, vpcEndpoints, vpcs, limitedGroups, limitedKinds } = room;
  const fit = limitedGroupsThatFit(room);
  return `got ${length} with ${count(vpcEndpoints, 'VPC endpoint')}, ${count(vpcs, 'VPC')} and ${count(limitedGroups, 'group')} of limited consumers`
    + `${fit === undefined ? '' : ` (${limitedKinds > 1 ? 'at least' : 'about'} ${count(fit, 'such group')} would fit)`}; allow a VPC instead of each endpoint in it, `
    + `${fit === undefined ? '' : 'give more consumers equal terms, which share their statements, '}`
    + `${limitedKinds > 1 ? 'name all limited consumers by endpoint, or all by VPC, since a call can be of several kinds at once, which takes more statements, ' : ''}`
    + 'let callers sign and allow their account or organization, or have the quota L-8B81B02C raised and set maximumPolicyLength';
}

/** Of several kinds each further group takes more than the one before, so fewer of them take less than their share. */
function limitedGroupsThatFit({ length, maximumLength, lengthWithoutLimits, limitedGroups, limitedKinds }: PolicyRoom): number | undefined {
  if (limitedGroups === 0) return undefined;
  const fit = Math.max(0, Math.floor((maximumLength - lengthWithoutLimits) * limitedGroups / (length - lengthWithoutLimits)));
  return limitedKinds > 1 ? Math.min(fit, limitedGroups) : fit;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
