import { DEPLOY_TIME_PATTERN, deployTimeText, holdsDeployTimeText, isDeployTimeText, replaceDeployTimeTexts } from '../../src/private/deploy-time-text';

const ID = '{known only at deploy: Ref OrdersEndpointId}';
const ROLE = 'arn:{known only at deploy: AWS::Partition}:iam::{known only at deploy: AWS::AccountId}:role/app';

test.each([
  ['Ref OrdersEndpointId', ID],
  ['AWS::Partition', '{known only at deploy: AWS::Partition}'],
  ['a{b}*?"\\$\n\té~', '{known only at deploy: a_b_________~}'],
  ['', '{known only at deploy: }'],
])('%j is described as %j', (description, expected) => {
  const text = deployTimeText(description);
  expect(text).toBe(expected);
  expect(isDeployTimeText(text)).toBe(true);
  expect(holdsDeployTimeText(text)).toBe(true);
  expect(JSON.stringify(text)).toHaveLength(text.length + 2);
});

test.each<[string, boolean, boolean]>([
  [ID, true, true],
  [ROLE, false, true],
  [`${ID}${ID}`, false, true],
  [`x${ID}`, false, true],
  [`${ID}x`, false, true],
  ['{known only at deploy: a{b}', false, true],
  ['vpce-0123456789abcdef0', false, false],
  ['/pets/{petId}', false, false],
  ['${Token[TOKEN.12]}', false, false],
])('%j is known at deployment only: all of it %p, a part of it %p', (text, all, part) => {
  expect([isDeployTimeText(text), holdsDeployTimeText(text)]).toEqual([all, part]);
});

test('each value is replaced in its place', () => {
  const found: [string, number][] = [];
  expect(replaceDeployTimeTexts(ROLE, (text, index) => {
    found.push([text, index]);
    return 'x';
  })).toBe('arn:x:iam::x:role/app');
  expect(found).toEqual([['{known only at deploy: AWS::Partition}', 4], ['{known only at deploy: AWS::AccountId}', 48]]);
  expect(replaceDeployTimeTexts('/pets/{petId}', () => 'x')).toBe('/pets/{petId}');
});

test('the expression for its place holds no group', () => {
  expect(new RegExp(`^role/(${DEPLOY_TIME_PATTERN})$`).exec(`role/${ID}`)).toHaveLength(2);
});
