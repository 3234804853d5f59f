import * as fc from 'fast-check';
import { anyList, callsOf, withNeighbours } from './allow-list-arbitraries';
import { INPUT } from './allow-list-fixtures';
import { requestOf, storedPolicy } from './allow-list-oracle';
import { EXPLAINED, ExplainedDifference } from './independent/explained-differences';
import { WrittenPolicy, WrittenStatement, identityPolicy, requests, resourcePolicy, signedRequests } from './independent/policy-arbitraries';
import { simulateBoth, simulateIdentityPolicy, simulateResourcePolicy } from './independent/simulated-verdict';
import { runs } from './runs';
import { authorizeCall } from '../../src/private/authorize-call';
import { compileAllowList } from '../../src/private/compile-allow-list';
import { PolicyEffect, PolicyRequest, evaluatePolicy } from '../../src/private/evaluate-policy';
import { parsePolicy } from '../../src/private/policy-document';

/** Reads a policy, and then decides requests by it. */
type Evaluator = (policy: WrittenPolicy) => (request: PolicyRequest) => PolicyEffect;

const ours: Evaluator = (written) => {
  const policy = parsePolicy(written);
  return (request) => evaluatePolicy(policy, request).effect;
};
const theirs = {
  resource: (policy: WrittenPolicy) => (request: PolicyRequest) => simulateResourcePolicy(policy, request),
  identity: (policy: WrittenPolicy) => (request: PolicyRequest) => simulateIdentityPolicy(policy, request),
};

/** What the two agreed on, and how often each explanation was needed. */
const agreed: Record<PolicyEffect, number> = { allow: 0, implicitDeny: 0, explicitDeny: 0 };
const explained = new Map<ExplainedDifference, number>(EXPLAINED.map((difference) => [difference, 0]));

/** The first difference that is not explained, or `undefined`. */
function firstDifference(policy: WrittenPolicy, list: readonly PolicyRequest[], one: Evaluator, other: Evaluator): string | undefined {
  const [decideOne, decideOther] = [one(policy), other(policy)];
  for (const request of list) {
    const [verdict, otherVerdict] = [decideOne(request), decideOther(request)];
    if (verdict === otherVerdict) {
      agreed[verdict] += 1;
    } else if (!isExplained(policy, request, one, other)) {
      return `${verdict} against ${otherVerdict}: ${JSON.stringify(policy)} for ${JSON.stringify(request)}`;
    }
  }
  return undefined;
}

/** An explanation holds only if the two agree once the statements that it is about are gone. */
function isExplained(policy: WrittenPolicy, request: PolicyRequest, one: Evaluator, other: Evaluator): boolean {
  const concerning = (statement: WrittenStatement) => EXPLAINED.filter(({ concerns }) => concerns(statement, request, policy.Version));
  const undisputed = { ...policy, Statement: policy.Statement.filter((statement) => concerning(statement).length === 0) };
  for (const found of policy.Statement.flatMap(concerning)) explained.set(found, explained.get(found)! + 1);
  return undisputed.Statement.length < policy.Statement.length
    && (undisputed.Statement.length === 0 || one(undisputed)(request) === other(undisputed)(request));
}

/** Every fifth, so that the neighbours of all terms come up over the lists. */
const someOf = <T>(list: readonly T[], offset: number) => list.filter((_, index) => (index + offset) % 5 === 0);

/** The same calls each time, so that a change is to blame for a difference; another number tries others. A failure tells the path with which fast-check repeats it. */
const SEED = Number(process.env.INDEPENDENT_SEED ?? 1);

describe('@cloud-copilot/iam-simulate, which others wrote, comes to the same verdict', () => {
  test('on what the library compiles, for calls near the limits of its terms', () => {
    fc.assert(fc.property(anyList, callsOf(true), fc.nat(4), (list, calls, offset) => {
      const { policy, errors } = compileAllowList({ ...INPUT, consumers: list, maximumLength: 1_000_000 });
      expect(errors).toEqual([]);
      const stored = JSON.parse(JSON.stringify(storedPolicy(policy))) as WrittenPolicy;
      const near = someOf(withNeighbours(list, calls), offset).map((call) => requestOf(call));
      expect(firstDifference(stored, near, ours, theirs.resource)).toBeUndefined();
    }), { numRuns: runs(50), seed: SEED });
  });

  test('on any policy of a resource', () => {
    fc.assert(fc.property(resourcePolicy, requests, (policy, list) => {
      expect(firstDifference(policy, list, ours, theirs.resource)).toBeUndefined();
    }), { numRuns: runs(1900), seed: SEED });
  });

  test('on any policy of an identity, and on what it comes to with one of a resource, in the same account or another', () => {
    fc.assert(fc.property(resourcePolicy, identityPolicy, signedRequests, (policy, identity, list) => {
      expect(firstDifference(policy, list, ours, theirs.resource)).toBeUndefined();
      expect(firstDifference(identity, list, ours, theirs.identity)).toBeUndefined();
      expect(list.map((request) => firstDifferenceOfBoth(policy, identity, request)).find((found) => found !== undefined)).toBeUndefined();
    }), { numRuns: runs(400), seed: SEED });
  });

  afterAll(() => {
    // Where mutation tests run a part of it only, not everything comes up.
    if (runs(10) < 10) return;
    const verdicts = Object.values(agreed).reduce((sum, count) => sum + count, 0);
    expect(verdicts).toBeGreaterThanOrEqual(20_000);
    // A comparison in which hardly anything is allowed, or denied, would compare little.
    expect(Math.min(...Object.values(agreed))).toBeGreaterThan(verdicts / 50);
    // An explanation that nothing needs any more would only hide what comes next.
    expect([...explained].filter(([, count]) => count === 0).map(([{ why }]) => why)).toEqual([]);
  });
});

/** Whether the evaluators may read a statement differently, even if that leads both to the same verdict. */
const isDisputed = ({ Version, Statement }: WrittenPolicy, request: PolicyRequest) =>
  Statement.some((statement) => EXPLAINED.some(({ concerns }) => concerns(statement, request, Version)));

/** Where the verdicts on both policies are the same, what they come to. Nobody is contradicted where API Gateway documents no single answer. */
function firstDifferenceOfBoth(policy: WrittenPolicy, identity: WrittenPolicy, request: PolicyRequest): string | undefined {
  if (isDisputed(policy, request) || isDisputed(identity, request)) return undefined;
  const { effect, toAccount } = evaluatePolicy(parsePolicy(policy), request);
  const identityEffect = ours(identity)(request);
  if (effect !== theirs.resource(policy)(request) || identityEffect !== theirs.identity(identity)(request)) return undefined;
  return [true, false].map((sameAccount) => {
    const decision = authorizeCall(effect, { type: 'AWS_IAM', identity: identityEffect, sameAccount, toAccount });
    const simulated = simulateBoth(policy, identity, request, sameAccount);
    return decision === simulated || (decision === 'either' && simulated === 'implicitDeny' && sameAccount)
      ? undefined
      : `${decision} against ${simulated}, ${sameAccount ? 'same account' : 'two accounts'}: ${JSON.stringify([policy, identity, request])}`;
  }).find((found) => found !== undefined);
}

/** What an evaluator of ours would be with one mistake in it, made by changing the policy that it reads. */
const MISTAKES: readonly (readonly [string, string | RegExp, string])[] = [
  ['a negated operator read as its opposite', '"StringNotEquals"', '"StringEquals"'],
  ['case ignored', '"StringEquals"', '"StringEqualsIgnoreCase"'],
  ['case not ignored', '"StringEqualsIgnoreCase"', '"StringEquals"'],
  ['wildcards not read', '"StringLike"', '"StringEquals"'],
  ['wildcards read', '"StringEquals"', '"StringLike"'],
  ['a wildcard that reaches over the colons of an ARN', /Arn(Like|Equals)/g, 'StringLike'],
  ['a limit of time that counts to what is before it', '"DateLessThan"', '"DateLessThanEquals"'],
  ['a limit of a number that does not count', '"NumericGreaterThanEquals"', '"NumericGreaterThan"'],
  ['inside for outside', '"NotIpAddress"', '"IpAddress"'],
  ['one value for all', '"ForAllValues:', '"ForAnyValue:'],
  ['all values for one', '"ForAnyValue:', '"ForAllValues:'],
  ['an absent key that IfExists does not forgive', 'IfExists"', '"'],
  ['presence for absence', '"Null"', '"Bool"'],
  ['NotAction read as Action', '"NotAction"', '"Action"'],
  ['NotResource read as Resource', '"NotResource"', '"Resource"'],
  ['a Deny that is not read', '"Effect":"Deny"', '"Effect":"Allow"'],
  ['a `?` that stands for nothing', '?', ''],
];

test.each(MISTAKES)('the comparison would notice %s', (_name, written, misread) => {
  const mistaken: Evaluator = (policy) => ours(JSON.parse(JSON.stringify(policy).replaceAll(written, misread)) as WrittenPolicy);
  const compared = fc.property(resourcePolicy, requests, (policy, list) => firstDifference(policy, list, mistaken, theirs.resource) === undefined);
  expect(fc.check(compared, { numRuns: 1500, seed: 1, endOnFailure: true }).failed).toBe(true);
});
