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
    { sources: vpc('v'), exempt: vpce('a'), missed: PETS }, { sources: { ...vpce('a'), ...vpc('v') }, exempt: {}, missed: BOTH }, { sources: vpce('a'), exempt: vpc('v'), missed: DOGS },
  ]],
  ['an endpoint and a VPC with equal terms', [vpcs(['v'], PETS), endpoints(['a'], PETS)], [
    { sources: vpc('v'), exempt: {}, missed: PETS }, { sources: vpce('a'), exempt: {}, missed: PETS },
  ]],
  ['VPCs with one equal limit together', [vpcs(['w'], { ...PETS, expires: 'T' }), vpcs(['v'], { ...DOGS, expires: 'T' })], [
    { sources: vpc('w'), exempt: {}, missed: PETS }, { sources: vpc('v', 'w'), exempt: {}, missed: { expires: 'T' } }, { sources: vpc('v'), exempt: {}, missed: DOGS },
  ]],
  ['once what is left of two groups', [endpoints(['a', 'b'], PETS), endpoints(['b'], { ...PETS, expires: 'T' }), endpoints(['a'])], [
    { sources: vpce('b'), exempt: {}, missed: PETS },
  ]],
  ['once what spares the same endpoints', [vpcs(['v'], PETS), vpcs(['v', 'w'], { ...PETS, expires: 'T' }), endpoints(['a'])], [
    { sources: vpc('v', 'w'), exempt: vpce('a'), missed: PETS }, { sources: vpc('w'), exempt: vpce('a'), missed: { expires: 'T' } },
  ]],
  ['a limit that two groups of an endpoint have once', [endpoints(['a'], PETS), endpoints(['a'], { ...PETS, expires: 'T' })], [
    { sources: vpce('a'), exempt: {}, missed: PETS },
  ]],
  ['nothing of an endpoint that is unlimited by another group', [endpoints(['a'], PETS), endpoints(['a', 'b'])], []],
  ['what is left of a group', [endpoints(['a', 'b'], PETS), endpoints(['a'])], [{ sources: vpce('b'), exempt: {}, missed: PETS }]],
  ['an endpoint with two groups by both', [endpoints(['a', 'b'], PETS), endpoints(['a'], DOGS)], [
    { sources: vpce('b'), exempt: {}, missed: PETS }, { sources: vpce('a'), exempt: {}, missed: BOTH },
  ]],
  ['callers but for those of patterns that they match', [callers(['x', 'y'], PETS), callers(['x*'])], [{ sources: arn('y'), exempt: {}, missed: PETS }]],
  ['callers of a pattern but for others of it', [callers(['x*'], PETS), callers(['xy', 'y'])], [{ sources: arn('x*'), exempt: arn('xy'), missed: PETS }]],
  ['callers of a pattern but for those of a narrower one', [callers(['x*'], PETS), callers(['xy*'])], [{ sources: arn('x*'), exempt: arn('xy*'), missed: PETS }]],
  ['callers of a pattern but for those of a wider one, which leaves nobody', [callers(['xy*'], PETS), callers(['x*'])], []],
  ['callers of names and patterns but for others', [callers(['x', 'y*'], PETS), callers(['ya'])], [{ sources: arn('x', 'y*'), exempt: arn('ya'), missed: PETS }]],
  ['callers of a wider pattern, and those of both', [callers(['x*'], PETS), callers(['xy'], DOGS)], [
    { sources: arn('x*'), exempt: arn('xy'), missed: PETS }, { sources: arn('x*'), exempt: {}, missed: BOTH },
  ]],
  ['callers of a narrower pattern, who are those of both', [callers(['xy'], DOGS), callers(['x*'], PETS)], [
    { sources: arn('xy'), exempt: {}, missed: BOTH }, { sources: arn('x*'), exempt: arn('xy'), missed: PETS },
  ]],
  ['callers of two patterns, who cannot be told from others', [callers(['x*'], PETS), callers(['*y'], DOGS)], [
    { sources: arn('x*'), exempt: arn('*y'), missed: PETS }, { sources: arn('x*'), exempt: {}, missed: BOTH }, { sources: arn('*y'), exempt: arn('x*'), missed: DOGS },
  ]],
  ['callers of two patterns that nobody matches both', [callers(['x*'], PETS), callers(['y*'], DOGS)], [
    { sources: arn('x*'), exempt: {}, missed: PETS }, { sources: arn('y*'), exempt: {}, missed: DOGS },
  ]],
  ['nobody for being none of the callers that it is', [endpoints(['a'], { callers: arn('x*') }), callers(['xy'], PETS)], [
    { sources: vpce('a'), exempt: {}, missed: { callers: arn('x*') } }, { sources: arn('xy'), exempt: vpce('a'), missed: PETS },
  ]],
  ['nobody for being none of the callers that it is, in whatever order', [callers(['xy'], PETS), endpoints(['a'], { callers: arn('x*') })], [
    { sources: arn('xy'), exempt: vpce('a'), missed: PETS }, { sources: vpce('a'), exempt: {}, missed: { callers: arn('x*') } },
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
  const both = [group('aws:SourceVpc', ['v'], PETS, ['network']), endpoints(['a'], DOGS, ['app'])];
  expect(refusals(both)?.map(({ names }) => names)).toEqual([['network'], ['app', 'network'], ['app']]);
});

test('gives up on too many overlaps', () => {
  const list = (count: number) => Array.from({ length: count }, (_, index) => callers([`*${index}*`], { resources: [`r${index}`] }));
  expect(refusals(list(9))).toHaveLength(2 ** 9 - 1);
  expect(refusals(list(10))).toBeUndefined();
});
