import { Refusal, refusals } from '../../src/private/limit-denies';
import { Limits, TermGroup } from '../../src/private/term-groups';

const group = (key: TermGroup['key'], values: string[], limits: Limits = {}, names = ['']): TermGroup => ({ key, values, limits, names });
const endpoints = (values: string[], limits?: Limits, names?: string[]) => group('aws:SourceVpce', values, limits, names);
const vpcs = (values: string[], limits?: Limits) => group('aws:SourceVpc', values, limits);
const callers = (values: string[], limits?: Limits) => group('aws:PrincipalArn', values, limits);

const PETS: Limits = { resources: ['pets'] };
const DOGS: Limits = { resources: ['dogs'] };
const BOTH: Limits = { resources: ['dogs', 'pets'] };
const refused = (...groups: TermGroup[]) => refusals(groups)?.map(({ sources, exempt, missed }) => ({ sources, exempt, missed }));
const vpce = (...values: string[]) => ({ 'aws:SourceVpce': values });
const vpc = (...values: string[]) => ({ 'aws:SourceVpc': values });
const arn = (...values: string[]) => ({ 'aws:PrincipalArn': values });

test.each<[string, TermGroup[], Omit<Refusal, 'names'>[]]>([
  ['nothing without limits', [endpoints(['a']), vpcs(['v'])], []],
  ['each limit on its own', [endpoints(['a'], { ...PETS, expires: 'T' })], [
    { sources: vpce('a'), exempt: {}, missed: PETS }, { sources: vpce('a'), exempt: {}, missed: { expires: 'T' } },
  ]],
  ['endpoints beside endpoints', [endpoints(['a'], PETS), endpoints(['b'], DOGS), endpoints(['c'])], [
    { sources: vpce('a'), exempt: {}, missed: PETS }, { sources: vpce('b'), exempt: {}, missed: DOGS },
  ]],
  ['endpoints with one equal limit together', [endpoints(['b'], { ...PETS, expires: 'T' }), endpoints(['a'], { ...DOGS, expires: 'T' })], [
    { sources: vpce('b'), exempt: {}, missed: PETS }, { sources: vpce('a', 'b'), exempt: {}, missed: { expires: 'T' } }, { sources: vpce('a'), exempt: {}, missed: DOGS },
  ]],
  ['a VPC but for the unlimited endpoints', [vpcs(['v'], PETS), endpoints(['a', 'b'])], [{ sources: vpc('v'), exempt: vpce('a', 'b'), missed: PETS }]],
  ['a VPC but for endpoints with wider terms, which spare nobody', [vpcs(['v'], PETS), endpoints(['a'], BOTH)], [
    { sources: vpc('v'), exempt: vpce('a'), missed: PETS }, { sources: vpce('a'), exempt: {}, missed: BOTH },
  ]],
  ['an endpoint in a VPC with other terms by both', [vpcs(['v'], PETS), endpoints(['a'], DOGS)], [
    { sources: vpc('v'), exempt: vpce('a'), missed: PETS }, { sources: vpce('a'), exempt: vpc('v'), missed: DOGS }, { sources: { ...vpce('a'), ...vpc('v') }, exempt: {}, missed: BOTH },
  ]],
  ['an endpoint and a VPC with equal terms', [vpcs(['v'], PETS), endpoints(['a'], PETS)], [
    { sources: vpc('v'), exempt: {}, missed: PETS }, { sources: vpce('a'), exempt: {}, missed: PETS },
  ]],
  ['a limit that two groups of an endpoint have once', [endpoints(['a'], PETS), endpoints(['a'], { ...PETS, expires: 'T' })], [
    { sources: vpce('a'), exempt: {}, missed: PETS },
  ]],
  ['nothing of an endpoint that is unlimited by another group', [endpoints(['a'], PETS), endpoints(['a', 'b'])], []],
  ['what is left of a group', [endpoints(['a', 'b'], PETS), endpoints(['a'])], [{ sources: vpce('b'), exempt: {}, missed: PETS }]],
  ['an endpoint with two groups by both', [endpoints(['a', 'b'], PETS), endpoints(['a'], DOGS)], [
    { sources: vpce('b'), exempt: {}, missed: PETS }, { sources: vpce('a'), exempt: {}, missed: BOTH },
  ]],
  ['callers but for those of patterns', [callers(['x', 'y'], PETS), callers(['x', 'x*'])], [{ sources: arn('y'), exempt: arn('x*'), missed: PETS }]],
  ['callers of a pattern but for others', [callers(['x*'], PETS), callers(['xy'])], [{ sources: arn('x*'), exempt: arn('xy'), missed: PETS }]],
  ['callers of names and patterns but for others', [callers(['x', 'y*'], PETS), callers(['ya'])], [{ sources: arn('x', 'y*'), exempt: arn('ya'), missed: PETS }]],
  ['callers but for those of names and patterns', [callers(['y'], PETS), callers(['x*', 'z'])], [{ sources: arn('y'), exempt: arn('x*'), missed: PETS }]],
  ['callers of two patterns, who cannot be told from others', [callers(['x*'], PETS), callers(['*y'], DOGS)], [
    { sources: arn('x*'), exempt: arn('*y'), missed: PETS }, { sources: arn('*y'), exempt: arn('x*'), missed: DOGS }, { sources: {}, exempt: {}, missed: BOTH },
  ]],
  ['callers that an endpoint is limited to, who are on the list themselves', [endpoints(['a'], { callers: arn('x', 'y') }), callers(['x'])], [
    { sources: vpce('a'), exempt: {}, missed: { callers: arn('x', 'y') } },
  ]],
])('refuses %s', (_, groups, expected) => {
  expect(refused(...groups)).toEqual(expected);
});

test('names who is refused', () => {
  const list = [endpoints(['a'], PETS, ['orders']), endpoints(['b'], { ...DOGS, expires: 'T' }, ['billing']), endpoints(['c'], { expires: 'T' }, ['audit'])];
  expect(refusals(list)?.map(({ names }) => names)).toEqual([['orders'], ['billing'], ['audit', 'billing']]);
});

test('gives up on too many overlaps', () => {
  const list = (count: number) => Array.from({ length: count }, (_, index) => callers([`a*${index}`], { resources: [`r${index}`] }));
  expect(refusals(list(8))).toHaveLength(2 ** 8 - 1);
  expect(refusals(list(9))).toBeUndefined();
});
