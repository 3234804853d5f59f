import { createHash } from 'crypto';
import { AllowListEntry, followedResources } from './allow-list';
import { DeployedMethod, describeConsumer } from './allow-terms';
import { compileAllowList } from './compile-allow-list';
import { apiArnPrefixLength, appendedLength } from './policy-room';
import { fingerprintOf } from './resource-fingerprint';
import type { AllowListWarning } from './term-problems';

/** What the resource policy of an API is made of. */
export interface ApiPolicyInput {
  readonly entries: readonly AllowListEntry[];
  readonly stageName: string;
  /** `undefined` where they cannot be read at synthesis. */
  readonly methods?: readonly DeployedMethod[];
  /** Why they cannot be read. */
  readonly unreadable?: readonly string[];
  readonly useUndocumentedNotResource: boolean;
  readonly maximumLength: number;
  readonly policyRevision?: string;
  /** Statements that were added to the REST API itself. */
  readonly added: readonly object[];
  /** `undefined` where they are known at deployment only. */
  readonly partition?: string;
  readonly region?: string;
  /** For warnings only: the policy never depends on it. */
  readonly now: string;
}

export interface ApiPolicy {
  readonly errors: readonly string[];
  readonly warnings: readonly AllowListWarning[];
  /** With tokens in the places of what is known at deployment only. */
  readonly document: object;
}

/** The resource policy of an API, for its template. */
export function compileApiPolicy(input: ApiPolicyInput, compileList: typeof compileAllowList = compileAllowList): ApiPolicy {
  const { entries, added } = input;
  const arnPrefixLength = apiArnPrefixLength(input.partition, input.region);
  const { policy, errors, warnings } = compileList({
    stageName: input.stageName,
    consumers: entries.map(({ terms }) => terms),
    methods: input.methods,
    useUndocumentedNotResource: input.useUndocumentedNotResource,
    now: input.now,
    maximumLength: input.maximumLength,
    arnPrefixLength,
    revision: revisionOf(input),
    extraLength: appendedLength(added, arnPrefixLength),
  });
  const tokens = new Map(entries.flatMap(({ values }) => values.map(({ text, value }) => [text, value])));
  return {
    document: withTokens({ ...policy, Statement: [...policy.Statement, ...added] }, tokens) as object,
    errors,
    warnings: [...warnings, ...unreadableWarnings(input)],
  };
}

function unreadableWarnings({ entries, unreadable = [] }: ApiPolicyInput): AllowListWarning[] {
  const limited = entries.map(({ terms }) => terms).filter(({ routes, principals, source }) => routes ?? principals ?? source.kind === 'principal');
  return unreadable.length === 0 || limited.length === 0 ? [] : [{
    id: 'methodsUnreadable',
    message: `the methods of the API should be known at synthesis, got some that are not: ${unreadable.join('; ')}; `
      + `compare them yourself with what ${limited.map(describeConsumer).join(', ')} may call`,
  }];
}

/**
 * A text that changes whenever the stage needs a deployment that no other text in the template tells.
 *
 * It stands in the policy, so that CloudFormation updates the API and reads the new ids, and the CDK makes a deployment.
 */
function revisionOf({ entries, policyRevision }: ApiPolicyInput): string | undefined {
  const resources = followedResources(entries);
  if (resources.length === 0 && policyRevision === undefined) return undefined;
  const parts = [resources.length === 0 ? null : fingerprintOf(resources), policyRevision];
  return `Revision${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8)}`;
}

function withTokens(value: unknown, tokens: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return tokens.get(value) ?? value;
  if (Array.isArray(value)) return value.map((each) => withTokens(each, tokens));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withTokens(each, tokens)]));
}
