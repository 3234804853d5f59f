import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { ApiSettings, settingProblems, settingWarnings } from '../../src/private/api-settings';

const { BASIC, STRICT } = apigateway.EndpointAccessMode;
const { TLS_1_2, TLS13_1_3_2025_09, TLS13_2025_EDGE } = apigateway.SecurityPolicy;

test.each<[string, ApiSettings]>([
  ['nothing', {}],
  ['options of the stage', { deployOptions: { tracingEnabled: true, variables: { a: 'b' } } }],
  ['own options that are left out', { deployOptions: { stageName: undefined, accessLogFormat: undefined } }],
  ['the default policy of private APIs', { securityPolicy: TLS_1_2 }],
  ['a policy with the basic mode', { securityPolicy: TLS13_1_3_2025_09, endpointAccessMode: BASIC }],
  ['a policy with the strict mode', { securityPolicy: TLS13_1_3_2025_09, endpointAccessMode: STRICT }],
])('takes %s', (_what, settings) => {
  expect(settingProblems(settings)).toEqual([]);
});

test.each<[string, ApiSettings, string[]]>([
  ['a stage name', { deployOptions: { stageName: 'v1' } },
    ['deployOptions must leave stageName to the construct, got "stageName"; set stageName of the construct instead']],
  ['an access log', { deployOptions: { accessLogFormat: {}, accessLogDestination: {} } }, [
    'deployOptions must leave accessLogDestination to the construct, got "accessLogDestination"; set accessLog of the construct instead',
    'deployOptions must leave accessLogFormat to the construct, got "accessLogFormat"; set accessLog of the construct instead',
  ]],
  ['a policy of edge-optimized APIs', { securityPolicy: TLS13_2025_EDGE, endpointAccessMode: BASIC },
    ['securityPolicy must be one of private APIs, got "SecurityPolicy_TLS13_2025_EDGE"; choose one without EDGE, such as "SecurityPolicy_TLS13_1_3_2025_09"']],
  ['a policy without its mode', { securityPolicy: TLS13_1_3_2025_09 }, [
    'endpointAccessMode must be given with securityPolicy "SecurityPolicy_TLS13_1_3_2025_09", got none; '
    + 'choose BASIC, which every address of the API works with, or STRICT',
  ]],
  ['a mode without its policy', { endpointAccessMode: BASIC }, [
    'endpointAccessMode must stand with a securityPolicy that begins with "SecurityPolicy_", got "BASIC" with none; '
    + 'set one such as "SecurityPolicy_TLS13_1_3_2025_09", or leave the mode out',
  ]],
  ['a mode with an old policy', { endpointAccessMode: STRICT, securityPolicy: TLS_1_2 }, [
    'endpointAccessMode must stand with a securityPolicy that begins with "SecurityPolicy_", got "STRICT" with "TLS_1_2"; '
    + 'set one such as "SecurityPolicy_TLS13_1_3_2025_09", or leave the mode out',
  ]],
])('refuses %s', (_what, settings, expected) => {
  expect(settingProblems(settings)).toEqual(expected);
});

test.each<[string, ApiSettings, string[]]>([
  ['nothing', {}, []],
  ['the basic mode and the default endpoint', { endpointAccessMode: BASIC, disableExecuteApiEndpoint: false }, []],
  ['the strict mode', { endpointAccessMode: STRICT }, [
    'strictAccessMode: endpointAccessMode STRICT admits no request by the alias of an endpoint ({api}-{vpce}), by the Host header or by the x-apigw-api-id header; '
    + 'consumers must call the API\'s own host name, by private DNS or a hosted zone of theirs, or a private custom domain. '
    + 'Going back to BASIC makes the API unavailable for about 15 minutes',
  ]],
  ['no default endpoint', { disableExecuteApiEndpoint: true }, [
    'defaultEndpointDisabled: disableExecuteApiEndpoint makes the API answer 403 to its own host name, the alias of an endpoint, the Host header and the '
    + 'x-apigw-api-id header: consumers can call it by a private custom domain only',
  ]],
])('warns of what %s does to the consumers', (_what, settings, expected) => {
  expect(settingWarnings(settings).map(({ id, message }) => `${id}: ${message}`)).toEqual(expected);
});
