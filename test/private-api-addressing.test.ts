import { PrivateApiAddressing } from '../src';

test.each(['privateDns', 'hostHeader', 'apiIdHeader'] as const)('%s() is the form of its name', (form) => {
  expect(PrivateApiAddressing[form]()._render()).toBe(form);
});
