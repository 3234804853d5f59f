import { PrivateApiAddressing } from '../src';

test.each(['hostedZone', 'privateDns', 'endpointAlias', 'hostHeader', 'apiIdHeader'] as const)('%s() is the form of its name', (form) => {
  expect(PrivateApiAddressing[form]()._render()).toBe(form);
});
