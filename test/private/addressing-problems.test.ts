import type { AddressingForm } from '../../src/private/addressing';
import { addressingProblem, addressingWarnings } from '../../src/private/addressing-problems';

const FORMS: AddressingForm[] = ['hostedZone', 'privateDns', 'endpointAlias', 'hostHeader', 'apiIdHeader'];

test.each(FORMS)('%s() is right where nothing is known, and where everything is on', (form) => {
  expect(addressingProblem(form, {})).toBeUndefined();
  expect(addressingProblem(form, { endpointAccessMode: 'BASIC', disableExecuteApiEndpoint: false, privateDnsEnabled: true })).toBeUndefined();
});

test.each(FORMS)('%s() cannot reach an API whose own name is disabled', (form) => {
  expect(addressingProblem(form, { disableExecuteApiEndpoint: true, endpointAccessMode: 'STRICT', privateDnsEnabled: false })).toBe(
    `api must not have disableExecuteApiEndpoint true for a call by ${form}(), got true; every form of address is answered with 403, `
    + 'so ask the provider to set it to false',
  );
});

test.each(['endpointAlias', 'hostHeader', 'apiIdHeader'] as const)('%s() cannot reach an API with STRICT', (form) => {
  expect(addressingProblem(form, { endpointAccessMode: 'STRICT' })).toBe(
    `addressing must be hostedZone() or privateDns() for an API with endpointAccessMode "STRICT", got ${form}(); choose one of them, or ask the provider for BASIC`,
  );
});

test.each(['hostedZone', 'privateDns'] as const)('%s() reaches an API with STRICT', (form) => {
  expect(addressingProblem(form, { endpointAccessMode: 'STRICT', privateDnsEnabled: true })).toBeUndefined();
});

test('only privateDns() fails with private DNS off', () => {
  expect(FORMS.map((form) => addressingProblem(form, { privateDnsEnabled: false }))).toEqual([
    undefined,
    'addressing must not be privateDns() with an endpoint that has private DNS off, got privateDns(); '
    + 'choose hostedZone(), or create the endpoint with privateDnsEnabled: true',
    undefined, undefined, undefined,
  ]);
});

test('only privateDns() is warned about where private DNS is not known', () => {
  expect(FORMS.flatMap((form) => addressingWarnings(form, {}))).toEqual([{
    id: 'privateDnsNotKnown',
    message: 'privateDns() works only if the endpoint has private DNS on, which is not known here: without it the API\'s host name does not resolve. '
      + 'Pass privateDnsEnabled where the endpoint is adopted or imported',
  }]);
  expect(FORMS.flatMap((form) => addressingWarnings(form, { privateDnsEnabled: true }))).toEqual([]);
});
