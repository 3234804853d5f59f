import { findRecord, handOverLogicalId, nameProblem, namesIn, parseOutputs } from '../../src/private/hand-over-records';

const api = { version: 1, kind: 'api', account: '222222222222', region: 'eu-west-1', restApiId: 'abc123', stageName: 'v1' };
const outputsWith = (text: string) => ({ Provider: { HandOverPets: text, Other: 'x' } });

test.each(['PetStore', 'a', 'A1', 'a'.repeat(100)])('the name %s is taken', (name) => {
  expect(nameProblem(name)).toBeUndefined();
});

test.each(['', '1a', 'pet-store', 'pet store', 'a'.repeat(101)])('the name %j is refused', (name) => {
  expect(nameProblem(name)).toBe(
    `must start with a letter and have letters and digits only, 100 at most, got ${JSON.stringify(name)}; choose a name such as "PetStore"`,
  );
});

test('the output is called after the hand-over', () => {
  expect(handOverLogicalId('PetStore')).toBe('HandOverPetStore');
});

describe('the file', () => {
  test('is stacks with outputs', () => {
    expect(parseOutputs('{"Provider":{"A":"1"},"Empty":{}}')).toEqual({ Provider: { A: '1' }, Empty: {} });
  });

  test('that is not JSON is refused', () => {
    expect(parseOutputs('{')).toBe('it is not JSON');
  });

  test.each(['[]', 'null', '1', '{"Provider":1}', '{"Provider":{"A":1}}', '{"Provider":[]}'])('with %s is refused', (text) => {
    expect(parseOutputs(text)).toBe('it is JSON, but not stacks with outputs');
  });

  test('may hold hand-overs of several stacks', () => {
    expect(namesIn({ B: { HandOverTwo: '', Url: '' }, A: { HandOverOne: '' } })).toEqual(['One', 'Two']);
  });
});

describe('a record', () => {
  test('is found by kind and name', () => {
    expect(findRecord(outputsWith(JSON.stringify(api)), 'api', 'Pets')).toMatchObject(api);
  });

  test.each([{ endpointAccessMode: 'BASIC' }, { endpointAccessMode: 'STRICT', disableExecuteApiEndpoint: false, associatedVpcEndpointIds: [] }, { associatedVpcEndpointIds: ['vpce-0bbbbbbbbbbbbbbbb'] }])(
    'may have facts: %j', (facts) => {
      expect(findRecord(outputsWith(JSON.stringify({ ...api, ...facts })), 'api', 'Pets')).toMatchObject({ ...api, ...facts });
    });

  test('may have fields that a later version added', () => {
    expect(findRecord(outputsWith(JSON.stringify({ ...api, more: [1] })), 'api', 'Pets')).toMatchObject(api);
  });

  test.each([
    ['not there', 'Dogs', outputsWith('{}'), 'it holds only "Pets"'],
    ['in a file with several others', 'Dogs', { A: { HandOverOne: '' }, B: { HandOverTwo: '' } }, 'it holds only "One", "Two"'],
    ['in a file without any', 'Pets', { A: { Url: '' } }, 'it holds no hand-over at all'],
    ['written by two stacks', 'Pets', { A: { HandOverPets: '' }, B: { HandOverPets: '' } }, 'the stacks A and B both write it'],
    ['no JSON', 'Pets', outputsWith('{"version'), 'its text is not JSON: {"version'],
    ['no object', 'Pets', outputsWith('[1]'), 'its text is not an object: [1]'],
    ['null', 'Pets', outputsWith('null'), 'its text is not an object: null'],
    ['of a later version', 'Pets', outputsWith(JSON.stringify({ ...api, version: 2 })), 'it is of version 2, and this version of the library reads 1'],
    ['of no version', 'Pets', outputsWith('{}'), 'it is of version undefined, and this version of the library reads 1'],
    ['of the other kind', 'Pets', outputsWith(JSON.stringify({ ...api, kind: 'consumer' })), 'it is of kind "consumer", not "api"'],
    ['of an account that is none', 'Pets', outputsWith(JSON.stringify({ ...api, account: '1234' })),
      'its account must be an account id of 12 digits, got "1234"; give the account that owns the API'],
    ['of a Region that is none, with facts that are none', 'Pets',
      outputsWith(JSON.stringify({ ...api, region: 'Tokyo', endpointAccessMode: 'LOOSE', disableExecuteApiEndpoint: 'no', associatedVpcEndpointIds: [1] })),
      'its region must be the name of a Region, got "Tokyo"; give the API\'s Region, such as "eu-west-1", and its endpointAccessMode is "LOOSE", '
      + 'and its disableExecuteApiEndpoint is "no", and its associatedVpcEndpointIds is [1]'],
    ['incomplete', 'Pets', outputsWith(JSON.stringify({ ...api, region: '', restApiId: 7 })), 'it lacks region, restApiId'],
  ])('that is %s is refused', (_case, name, outputs, problem) => {
    expect(findRecord(outputs, 'api', name)).toBe(problem);
  });
});
