import { Delays, delaysOf } from '../delays';
import { resolveName } from '../network/name-resolution';
import { originOf } from '../network/origin';
import { Propagation } from '../propagation';
import { Endpoint, HostedZone, LabState } from '../state';
import { api, APP, experiment, HOST, LISTED, policyOf, withEndpoint } from './states';

const DELAYS: Delays = { redeployMs: 10, endpointPolicyMs: 20, namesMs: 30 };
const OTHER_POLICY = policyOf({ Effect: 'Deny' });
const OPEN = policyOf({ Effect: 'Allow' });

/** What was deployed when, in a lab that was empty before. */
function propagation(seen: Record<number, LabState>, delays = DELAYS): Propagation {
  const propagated = new Propagation(delays);
  propagated.see(experiment({ apis: [], endpoints: [], hostedZones: [] }), -1000);
  Object.entries(seen).forEach(([at, state]) => propagated.see(state, Number(at)));
  return propagated;
}

const redeployed = (policy: string, o = {}) => experiment({ apis: [api({}, { policy, ...o })] });

function stagePolicy({ apis }: LabState): string | undefined {
  return apis[0]?.stages[0]?.deployment.policy;
}

function endpointPolicy({ endpoints }: LabState): string | undefined {
  return endpoints.find(({ id }) => id === LISTED)?.policy;
}

function addresses(state: LabState, name = HOST): string[] | string {
  const resolution = resolveName(state, originOf(state, APP), name);
  return 'addresses' in resolution ? resolution.addresses : 'no such name';
}

describe('without delays', () => {
  test('what is deployed is in force', () => {
    const state = experiment();
    const propagated = propagation({ 0: state }, delaysOf());

    expect(propagated.inForce(0)).toEqual(state);
    expect(propagated.names(0)).toEqual(state);
  });
});

describe('a deployment of a stage', () => {
  const first = redeployed(OPEN);

  test.each([[9, undefined], [10, OPEN], [11, OPEN]])('that is the first: after %d ms', (at, policy) => {
    expect(stagePolicy(propagation({ 0: first }).inForce(at))).toBe(policy);
  });

  test.each([[109, OPEN], [110, OTHER_POLICY]])('that follows another one at 100: after %d ms', (at, policy) => {
    expect(stagePolicy(propagation({ 0: first, 100: redeployed(OTHER_POLICY) }).inForce(at))).toBe(policy);
  });

  test('each in its turn, whoever asks how often', () => {
    const propagated = propagation({ 0: first, 5: redeployed(OTHER_POLICY), 8: redeployed(OPEN, { isStrict: true }) });
    const seen = [10, 12, 15, 17, 18].map((at) => {
      const { policy, isStrict } = propagated.inForce(at).apis[0].stages[0].deployment;
      return [policy === OPEN ? 'open' : 'closed', isStrict];
    });

    expect(seen).toEqual([['open', false], ['open', false], ['closed', false], ['closed', false], ['open', true]]);
  });

  test('that was replaced before it came into force is in force when its time has come, if nobody asks before', () => {
    expect(stagePolicy(propagation({ 0: first, 5: redeployed(OTHER_POLICY) }).inForce(1000))).toBe(OTHER_POLICY);
  });

  test('settings of the stage itself are in force at once', () => {
    const [{ stages: [stage], ...rest }] = redeployed(OTHER_POLICY).apis;
    const changed = experiment({ apis: [{ ...rest, stages: [{ ...stage, deploymentId: 'dep002', variables: { changed: 'yes' } }] }] });
    const [{ stages }] = propagation({ 0: first, 100: changed }).inForce(105).apis;

    expect(stages).toEqual([{ ...stage, deploymentId: 'dep001', deployment: first.apis[0].stages[0].deployment, variables: { changed: 'yes' } }]);
  });

  test('a stage, or an API, that is removed is gone at once', () => {
    const [{ stages: _, ...rest }] = first.apis;

    expect(propagation({ 0: first, 100: experiment({ apis: [{ ...rest, stages: [] }] }) }).inForce(100).apis[0].stages).toEqual([]);
    expect(propagation({ 0: first, 100: experiment({ apis: [] }) }).inForce(100).apis).toEqual([]);
  });
});

describe('an endpoint policy', () => {
  const before = withEndpoint(LISTED, { policy: OPEN });
  const after = withEndpoint(LISTED, { policy: OTHER_POLICY });

  test('that an endpoint is created with is there with it', () => {
    expect(endpointPolicy(propagation({ 0: before }).inForce(0))).toBe(OPEN);
  });

  test.each([[119, OPEN], [120, OTHER_POLICY]])('that is changed at 100: after %d ms', (at, policy) => {
    expect(endpointPolicy(propagation({ 0: before, 100: after }).inForce(at))).toBe(policy);
  });

  test('in place of AWS’s default, which allows everything', () => {
    const propagated = propagation({ 0: experiment(), 100: after });

    expect(endpointPolicy(propagated.inForce(119))).toBeUndefined();
    expect(endpointPolicy(propagated.inForce(120))).toBe(OTHER_POLICY);
  });

  test('its security groups are in force at once', () => {
    expect(propagation({ 0: before, 100: withEndpoint(LISTED, { securityGroupIds: ['sg-other'] }) }).inForce(100).endpoints.find(({ id }) => id === LISTED))
      .toMatchObject({ policy: OPEN, securityGroupIds: ['sg-other'] });
  });
});

describe('names', () => {
  const zone = (address: string): HostedZone => ({
    id: 'Z1', account: '111111111111', name: HOST, vpcIds: ['vpc-a'], records: [{ name: HOST, type: 'A', values: [address], hasRoutingPolicy: false }],
  });
  const own: Endpoint = experiment().endpoints[0];
  const regional = `${own.id}-${own.dnsSuffix}.execute-api.${own.region}.vpce.amazonaws.com`;
  const without = experiment({ endpoints: [] });

  test.each([[29, 'no such name'], [30, ['10.1.0.229', '10.1.1.229']]])('of a new endpoint, its own and those of its private DNS: after %d ms', (at, known) => {
    const state = propagation({ 0: experiment() }).names(at);

    expect(addresses(state)).toEqual(known);
    expect(addresses(state, regional)).toEqual(known);
  });

  test.each([[129, ['10.1.0.229', '10.1.1.229']], [130, 'no such name']])('of an endpoint that is removed at 100 lead to where nobody is, after %d ms', (at, known) => {
    const propagated = propagation({ 0: experiment(), 100: without });

    expect(addresses(propagated.names(at), regional)).toEqual(known);
    expect(propagated.inForce(at).endpoints).toEqual([]);
  });

  test.each([[129, ['10.1.0.1']], [130, ['10.1.0.2']]])('of a hosted zone whose record is changed at 100: after %d ms', (at, known) => {
    expect(addresses(propagation({ 0: experiment({ hostedZones: [zone('10.1.0.1')] }), 100: experiment({ hostedZones: [zone('10.1.0.2')] }) }).names(at))).toEqual(known);
  });

  test.each([[29, 'no such name'], [30, ['10.1.0.229', '10.1.1.229']]])('of an association: after %d ms, although it is deployed long ago', (at, known) => {
    const alias = `${HOST.split('.')[0]}-${LISTED}.${HOST.split('.').slice(1).join('.')}`;

    expect(addresses(propagation({ 0: experiment() }).names(at), alias)).toEqual(known);
  });

  test('callers and VPCs are known at once', () => {
    const { callers, vpcs } = experiment();
    expect(propagation({ 0: experiment() }).names(0)).toMatchObject({ callers, vpcs, endpoints: [] });
  });
});

describe('other delays', () => {
  test('what is in force stays so; what is not waits from when it was seen', () => {
    const propagated = propagation({ 0: redeployed(OPEN), 100: redeployed(OTHER_POLICY) });
    propagated.setDelays({ ...DELAYS, redeployMs: 1000 }, 105);

    expect([105, 110, 1099, 1100].map((at) => stagePolicy(propagated.inForce(at)))).toEqual([OPEN, OPEN, OPEN, OTHER_POLICY]);
  });

  test.each([[-1], [NaN], [Infinity]])('%d is refused', (redeployMs) => {
    expect(() => delaysOf({ redeployMs })).toThrow(`redeployMs must be a number of milliseconds, got ${JSON.stringify(redeployMs)}; 0 is at once`);
  });

  test('an unknown part is refused', () => {
    expect(() => delaysOf({ policyMs: 1 } as object)).toThrow('delays must be of redeployMs, endpointPolicyMs, namesMs, got "policyMs"');
  });
});
