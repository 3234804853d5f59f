import { sharedMap } from '../../src/private/shared-map';

test('a name is one map for whoever asks, also for another copy of the module', () => {
  const key = {};
  sharedMap<object, string>('one').set(key, 'value');
  let copy: typeof sharedMap | undefined;
  jest.isolateModules(() => { ({ sharedMap: copy } = jest.requireActual('../../src/private/shared-map')); });

  expect(copy).not.toBe(sharedMap);
  expect(copy!('one').get(key)).toBe('value');
  expect(copy!('other').get(key)).toBeUndefined();
});
