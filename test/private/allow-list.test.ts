import { describeSource, emptyListProblems, sourcesOfOtherRegions } from '../../src/private/allow-list';

const source = { kind: 'vpcEndpoint', id: 'vpce-01234567' } as const;

test('a message names an entry by its id, and by its name if it has one', () => {
  expect(describeSource(source)).toBe('vpce-01234567');
  expect(describeSource({ ...source, name: 'orders' })).toBe('vpce-01234567 (orders)');
});

test('only an entry of a known other Region counts as elsewhere', () => {
  const here = { ...source, region: 'eu-west-1' };
  const there = { ...source, region: 'us-east-1' };

  expect(sourcesOfOtherRegions([source, here, there], 'eu-west-1')).toEqual([there]);
});

test('an empty list is a problem, and a list with an entry is none', () => {
  expect(emptyListProblems([source])).toEqual([]);
  expect(emptyListProblems([])).toHaveLength(1);
});
