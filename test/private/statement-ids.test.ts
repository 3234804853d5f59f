import { CompiledStatement } from '../../src/private/policy-statements';
import { nameStatements } from '../../src/private/statement-ids';

const statement: CompiledStatement = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
const idsOf = (...names: string[][]) => nameStatements(names.map((each) => ({ names: each, statement }))).map(({ Sid }) => Sid);

test.each([
  ['orders', 'AllowOrders'],
  ['orders-team_2.b', 'AllowOrdersTeam2B'],
  [' orders ', 'AllowOrders'],
  ['o'.repeat(24), `AllowO${'o'.repeat(23)}`],
  ['o'.repeat(25), undefined],
  ['', undefined],
  ['é', undefined],
])('a statement about %p is called %p', (name, expected) => {
  expect(idsOf([name])).toEqual([expected]);
});

test('ids are unique, also where names differ in case and signs only', () => {
  expect(idsOf(['orders'], ['Orders'], ['orders2'], ['or-ders'], ['orders'])).toEqual(['AllowOrders', 'AllowOrders2', 'AllowOrders22', 'AllowOrDers', 'AllowOrders3']);
});

test('a statement about several consumers has none', () => {
  expect(idsOf(['orders', 'billing'], [])).toEqual([undefined, undefined]);
});

test('an id stands before the other elements', () => {
  expect(Object.keys(nameStatements([{ names: ['a'], statement }])[0])).toEqual(['Sid', 'Effect', 'Principal', 'Action', 'Resource']);
});

test('a statement that has an id keeps it, and no other one gets it', () => {
  expect(nameStatements([{ names: ['orders'], statement }, { names: [], statement: { ...statement, Sid: 'AllowOrders' } }]).map(({ Sid }) => Sid))
    .toEqual(['AllowOrders2', 'AllowOrders']);
});
