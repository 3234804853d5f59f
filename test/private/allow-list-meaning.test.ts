import * as fc from 'fast-check';
import { anyList, callsOf, networkEntry, networkList, sourceOf, withNeighbours } from './allow-list-arbitraries';
import { BY_FUNCTION, BY_IAM, Call, STAGE, WITHOUT_SIGNATURE, effectOf, firstMistake, isCovered, storedPolicy } from './allow-list-oracle';
import { runs } from './runs';
import { ConsumerTerms, DeployedMethod } from '../../src/private/allow-terms';
import { authorizeCall } from '../../src/private/authorize-call';
import { AllowListInput, compileAllowList } from '../../src/private/compile-allow-list';
import { keySupport } from '../../src/private/condition-keys';
import { deployTimeText } from '../../src/private/deploy-time-text';
import { CompiledPolicy } from '../../src/private/policy-statements';

const EVERYTHING: AllowListInput = {
  stageName: STAGE, consumers: [], useUndocumentedNotResource: true, maximumLength: 1_000_000, arnPrefixLength: 60,
};
const UNAUTHORIZED_METHODS: readonly DeployedMethod[] = ['/', '/{proxy+}'].map((path) => ({ path, httpMethod: 'ANY', authorizationType: 'NONE' }));

function compile(consumers: readonly ConsumerTerms[], input: Partial<AllowListInput> = {}): CompiledPolicy {
  const { policy, errors } = compileAllowList({ ...EVERYTHING, consumers, ...input });
  expect(errors).toEqual([]);
  return policy;
}

/** Only what AWS documents: the guard and every Allow. */
function documentedPart({ Version, Statement: [guard, ...others] }: CompiledPolicy): CompiledPolicy {
  return { Version, Statement: [guard, ...others.filter(({ Effect }) => Effect === 'Allow')] };
}

const anonymous = (calls: readonly Call[]) => calls.map((each) => ({ ...each, signer: undefined }));

describe('for any list, a call is allowed if and only if a term covers it and the authorization of its method passes', () => {
  test('where every method is open or has a user pool: with documented elements only', () => {
    fc.assert(fc.property(networkList, callsOf(false), (list, calls) => {
      const compiled = compile(list, { methods: UNAUTHORIZED_METHODS, useUndocumentedNotResource: false });
      expect(compiled.Statement.filter(({ Effect }) => Effect === 'Deny')).toHaveLength(1);
      const policy = storedPolicy(compiled);
      expect(firstMistake(list, policy, anonymous(withNeighbours(list, calls)), WITHOUT_SIGNATURE)).toBeUndefined();
    }), { numRuns: runs(90) });
  });

  test('where a method may have a Lambda authorizer, open methods included', () => {
    fc.assert(fc.property(anyList, callsOf(false), (list, calls) => {
      const policy = storedPolicy(compile(list));
      expect(firstMistake(list, policy, anonymous(withNeighbours(list, calls)), [...WITHOUT_SIGNATURE, ...BY_FUNCTION])).toBeUndefined();
    }), { numRuns: runs(90) });
  });

  test('where a method may authorize by IAM', () => {
    fc.assert(fc.property(anyList, callsOf(true), (list, calls) => {
      const policy = storedPolicy(compile(list));
      expect(firstMistake(list, policy, withNeighbours(list, calls), BY_IAM)).toBeUndefined();
    }), { numRuns: runs(90) });
  });

  test('other actions than Invoke are refused from outside the terms and never allowed by the policy itself', () => {
    fc.assert(fc.property(anyList, callsOf(true), (list, calls) => {
      const policy = storedPolicy(compile(list));
      const effects = calls.map((each) => effectOf(policy, each, 'execute-api:InvalidateCache'));
      expect(effects).toEqual(calls.map((each) => isCovered(list, each) ? 'implicitDeny' : 'explicitDeny'));
    }), { numRuns: runs(30) });
  });

  test('open methods and user pools do not depend on the statements that no document shows', () => {
    fc.assert(fc.property(anyList, callsOf(false), (list, calls) => {
      const policy = storedPolicy(documentedPart(compile(list)));
      expect(firstMistake(list, policy, withNeighbours(list, calls), WITHOUT_SIGNATURE)).toBeUndefined();
    }), { numRuns: runs(30) });
  });
});

/** Another way to write the same list. */
const rewritten = (list: readonly ConsumerTerms[], seed: number): ConsumerTerms[] => {
  const turn = (values: readonly string[] = []) => {
    const at = seed % values.length;
    return [...values.slice(at), ...values.slice(0, at), ...values.slice(0, 1)];
  };
  return list.map((entry) => ({
    ...entry,
    routes: entry.routes && turn(entry.routes),
    sourceCidrs: entry.sourceCidrs && turn(entry.sourceCidrs),
    principals: entry.principals && Object.fromEntries(Object.entries(entry.principals).reverse().map(([kind, values]) => [kind, turn(values)])),
  }));
};

test('neither the order nor the repetition of entries, nor that of what is in an entry, changes a character of the policy', () => {
  const shuffles = anyList.chain((list) =>
    fc.tuple(fc.constant(list), fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 }), fc.nat(5)));
  fc.assert(fc.property(shuffles, fc.constantFrom(undefined, UNAUTHORIZED_METHODS), ([list, shuffled, seed], methods) => {
    const expected = JSON.stringify(compileAllowList({ ...EVERYTHING, consumers: list, methods }).policy);
    expect(JSON.stringify(compileAllowList({ ...EVERYTHING, consumers: rewritten(shuffled, seed), methods }).policy)).toBe(expected);
  }), { numRuns: runs(90) });
});

test('a policy uses keys that API Gateway knows, and those of signed requests only where the list names callers', () => {
  fc.assert(fc.property(anyList, (list) => {
    const keys = compile(list).Statement.flatMap(({ Condition = {} }) => Object.values(Condition).flatMap((block) => Object.keys(block)));
    const named = list.some(({ source, principals }) => source.kind === 'principal' || principals !== undefined);
    expect(keys.filter((key) => keySupport(key) === 'unsupported')).toEqual([]);
    expect(keys.some((key) => keySupport(key) === 'signed')).toBe(named);
    // Behind an endpoint it is not the caller's address.
    expect(keys).not.toContain('aws:SourceIp');
  }), { numRuns: runs(90) });
});

test('two ids that are known at deployment only may turn out to be the same, or one that is written out: nothing is allowed then that no entry covers', () => {
  const laterList = fc.uniqueArray(fc.tuple(networkEntry(true), fc.boolean()), {
    minLength: 2, maxLength: 4, comparator: ([one, oneLater], [other, otherLater]) => !oneLater && !otherLater && sourceOf(one) === sourceOf(other),
  });
  fc.assert(fc.property(laterList, callsOf(true), (entries, calls) => {
    const list = entries.map(([entry]) => entry);
    const ids = list.map(({ source }) => source.kind === 'principal' ? '' : source.id);
    const placeholder = (index: number) => deployTimeText(`Ref Id${index}`);
    const written = entries.map(([entry, later], index) => later ? { ...entry, source: { ...entry.source, id: placeholder(index) } as ConsumerTerms['source'] } : entry);
    const deployed = ids.reduce((text, id, index) => text.replaceAll(placeholder(index), id), JSON.stringify(compile(written)));
    const policy = storedPolicy(JSON.parse(deployed) as object);
    const widened = withNeighbours(list, calls).filter((each) => !isCovered(list, each)).find((each) => {
      const effect = effectOf(policy, each);
      return [...BY_FUNCTION, ...BY_IAM, ...WITHOUT_SIGNATURE].some(([authorization]) => authorizeCall(effect, authorization) === 'allow');
    });
    expect(widened).toBeUndefined();
  }), { numRuns: runs(90) });
});
