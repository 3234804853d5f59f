import * as fc from 'fast-check';
import type { AllowedSource } from '../../src/private/allow-list';
import { compileInvokePolicy } from '../../src/private/invoke-policy';
import { decide } from '../fixtures';

const hexId = (prefix: string) => fc.stringMatching(/^[0-9a-f]{17}$/).map((digits) => prefix + digits);
const endpoint = hexId('vpce-').map((id): AllowedSource => ({ kind: 'vpcEndpoint', id }));
const vpc = hexId('vpc-').map((id): AllowedSource => ({ kind: 'vpc', id }));
const allowList = fc.array(fc.oneof(endpoint, vpc), { minLength: 1, maxLength: 12 });

const endpointOf = (digit: string): AllowedSource => ({ kind: 'vpcEndpoint', id: `vpce-${digit.repeat(17)}` });
const vpcOf = (digit: string): AllowedSource => ({ kind: 'vpc', id: `vpc-${digit.repeat(17)}` });

test('the guard stands before the Allow, with one key per kind of source', () => {
  expect(compileInvokePolicy([vpcOf('9'), endpointOf('b'), endpointOf('a')])).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'execute-api:*',
        Resource: 'execute-api:/*',
        Condition: { StringNotEquals: { 'aws:SourceVpc': [vpcOf('9').id], 'aws:SourceVpce': [endpointOf('a').id, endpointOf('b').id] } },
      },
      { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' },
    ],
  });
});

test.each([
  ['aws:SourceVpce', [endpointOf('a')]],
  ['aws:SourceVpc', [vpcOf('a')]],
])('a list with one kind of source has the key %s only', (key, sources) => {
  const { Condition } = compileInvokePolicy(sources).Statement[0] as any;

  expect(Object.keys(Condition.StringNotEquals)).toEqual([key]);
});

describe('with nobody on the list', () => {
  test('the guard has no condition', () => {
    expect(compileInvokePolicy([]).Statement[0]).not.toHaveProperty('Condition');
  });

  test('everyone is refused', () => {
    expect(decide(compileInvokePolicy([]), { 'aws:SourceVpce': endpointOf('a').id })).toBe('explicitDeny');
  });
});

describe('for any list', () => {
  test('the guard holds every listed id and no other', () => {
    fc.assert(fc.property(allowList, (sources) => {
      const keys = (compileInvokePolicy(sources).Statement[0] as any).Condition.StringNotEquals as Record<string, string[]>;

      expect(new Set(Object.values(keys).flat())).toEqual(new Set(sources.map(({ id }) => id)));
      expect(Object.values(keys).every((ids) => ids.length > 0 && new Set(ids).size === ids.length)).toBe(true);
    }));
  });

  test('the order and the repetition of its entries change nothing', () => {
    fc.assert(fc.property(allowList.chain((sources) => fc.tuple(fc.constant(sources), fc.shuffledSubarray([...sources, ...sources], {
      minLength: sources.length * 2,
    }))), ([sources, shuffled]) => {
      expect(JSON.stringify(compileInvokePolicy(shuffled))).toBe(JSON.stringify(compileInvokePolicy(sources)));
    }));
  });

  test('the guard covers whatever the Allow allows', () => {
    fc.assert(fc.property(allowList, (sources) => {
      const [guard, ...allows] = compileInvokePolicy(sources).Statement;

      expect(guard).toMatchObject({ Effect: 'Deny', Principal: '*', Action: 'execute-api:*', Resource: 'execute-api:/*' });
      expect(allows.length).toBeGreaterThan(0);
      expect(allows.every(({ Resource, Action }) => Resource.startsWith('execute-api:/') && Action.startsWith('execute-api:'))).toBe(true);
    }));
  });

  test('a call from a listed source is allowed, wherever else it comes from', () => {
    fc.assert(fc.property(allowList, hexId('vpce-'), hexId('vpc-'), (sources, otherEndpoint, otherVpc) => {
      const policy = compileInvokePolicy(sources);

      for (const { kind, id } of sources) {
        expect(decide(policy, {
          'aws:SourceVpce': kind === 'vpcEndpoint' ? id : otherEndpoint,
          'aws:SourceVpc': kind === 'vpc' ? id : otherVpc,
        })).toBe('allow');
      }
    }));
  });

  test('a call from any other endpoint in any other VPC is denied explicitly', () => {
    fc.assert(fc.property(allowList, hexId('vpce-'), hexId('vpc-'), (sources, otherEndpoint, otherVpc) => {
      fc.pre(sources.every(({ id }) => id !== otherEndpoint && id !== otherVpc));

      expect(decide(compileInvokePolicy(sources), { 'aws:SourceVpce': otherEndpoint, 'aws:SourceVpc': otherVpc })).toBe('explicitDeny');
    }));
  });

  test('a call without an endpoint is denied explicitly', () => {
    fc.assert(fc.property(allowList, (sources) => {
      expect(decide(compileInvokePolicy(sources), {})).toBe('explicitDeny');
    }));
  });

  test('an id in the place of the other kind does not count', () => {
    fc.assert(fc.property(endpoint, vpc, (listedEndpoint, listedVpc) => {
      const policy = compileInvokePolicy([listedEndpoint, listedVpc]);

      expect(decide(policy, { 'aws:SourceVpce': listedVpc.id, 'aws:SourceVpc': listedEndpoint.id })).toBe('explicitDeny');
    }));
  });
});
