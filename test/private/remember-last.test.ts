import { rememberLast } from '../../src/private/remember-last';

test('an equal input is decided once in a row, and any other again', () => {
  const asked: number[] = [];
  const double = rememberLast(({ values }: { values: number[] }) => {
    asked.push(...values);
    return values.map((value) => value * 2);
  });

  expect([double({ values: [1] }), double({ values: [1] }), double({ values: [2] }), double({ values: [1] })]).toEqual([[2], [2], [4], [2]]);
  expect(asked).toEqual([1, 2, 1]);
});
