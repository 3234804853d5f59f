import { DecidedBy } from '../../expected-answer';
import type { Decision } from '../../lab/decision';
import { RecordedCall } from '../../recorded-call';
import { checkDecisions } from '../check-decisions';

const CALLER = { account: '111111111111', stackName: 'IntegPetsWorkload', logicalId: 'AppResource0D24CA27' };
/** As CloudFormation names it: what does not fit before its own thirteen characters is cut off. */
const NAME = 'IntegPetsWorkload-AppResource0D24-ABCDEFGHIJKL';

function recorded(decidedBy: DecidedBy, changes: Partial<RecordedCall> = {}): RecordedCall {
  return { name: 'reads', caller: CALLER, method: 'GET', path: '/pets?reads', decidedBy, ...changes };
}

function decided(changes: Partial<Decision>): Decision {
  return {
    time: '2026-01-01T00:00:00.000Z', caller: { kind: 'function', name: NAME, account: '111111111111' }, request: 'GET https://api.example/v1/pets?reads',
    layer: 'resource-policy', outcome: '403 AccessDeniedException', allowed: false, reason: 'statement 0 denies', statement: { index: 0, effect: 'Deny' }, ...changes,
  };
}

const BY_DENY: DecidedBy = { layer: 'resource-policy', statement: 'Deny' };

test('a call that was decided where it must be has no problem', () => {
  expect(checkDecisions([recorded(BY_DENY)], [decided({})])).toEqual({});
  expect(checkDecisions([recorded({ ...BY_DENY, reason: 'statement \\d denies' })], [decided({})])).toEqual({});
});

test.each<[string, DecidedBy, Partial<Decision>, string]>([
  ['by another layer', BY_DENY, { layer: 'endpoint-policy', reason: 'policy of vpce-1' }, 'must be decided by resource-policy; the lab says: [endpoint-policy] policy of vpce-1'],
  ['by silence', BY_DENY, { statement: undefined }, 'must be decided by a statement that says Deny; the lab says: [resource-policy] statement 0 denies'],
  ['by a statement', { layer: 'resource-policy', statement: 'none' }, {}, 'must be decided by no statement; the lab says: [resource-policy] statement 0 denies'],
  ['for another reason', { ...BY_DENY, reason: 'statement 7' }, {}, 'must be decided because of statement 7; the lab says: [resource-policy] statement 0 denies'],
])('fails where it was refused %s', (_, decidedBy, decision, problem) => {
  expect(checkDecisions([recorded(decidedBy)], [decided(decision)])).toEqual({ reads: problem });
});

test.each<[string, Partial<Decision>]>([
  ['another function', { caller: { kind: 'function', name: 'IntegPetsWorkload-NeighbourResour-ABCDEFGHIJKL', account: '111111111111' } }],
  ['a function of that name in another account', { caller: { kind: 'function', name: NAME, account: '333333333333' } }],
  ['another path', { request: 'GET https://api.example/v1/pets?writes' }],
  ['another method', { request: 'POST https://api.example/v1/pets?reads' }],
  ['its line in the access log', { layer: 'access-log' }],
])('fails where only %s was decided about', (_, decision) => {
  expect(checkDecisions([recorded(BY_DENY)], [decided(decision)])).toEqual({ reads: 'the lab has decided about no such request' });
});

test('of a call that was made again, the last decision counts', () => {
  const decisions = [decided({ layer: 'endpoint-policy' }), decided({})];
  expect(checkDecisions([recorded(BY_DENY)], decisions)).toEqual({});
  expect(checkDecisions([recorded(BY_DENY)], [...decisions].reverse())).toHaveProperty('reads');
});

test('a connection that was refused is no request, and has no path', () => {
  const refused = decided({ layer: 'security-groups', request: 'connect 10.0.0.4:443', statement: undefined });
  expect(checkDecisions([recorded({ layer: 'security-groups' })], [refused])).toEqual({});
  expect(checkDecisions([recorded(BY_DENY)], [refused])).toEqual({ reads: 'the lab has decided about no such request' });
});
