import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App } from 'aws-cdk-lib';
import {
  consumerStack, CONSUMER_ACCOUNT, decide, ENDPOINT_ID, only, OTHER_ENDPOINT_ID, OTHER_REGION, petStore, PROVIDER_ACCOUNT, providerStack, REGION,
  REST_API_ID, VPC_ID,
} from './fixtures';
import { HandOver } from '../src';

const API = { version: 1, kind: 'api', account: PROVIDER_ACCOUNT, region: REGION, restApiId: REST_API_ID, stageName: 'v1' };
const CONSUMER = { version: 1, kind: 'consumer', account: CONSUMER_ACCOUNT, region: REGION, vpcEndpointId: ENDPOINT_ID, vpcId: VPC_ID };

const folder = mkdtempSync(join(tmpdir(), 'hand-over-'));
const path = join(folder, 'outputs.json');
const shownPath = JSON.stringify(path);
afterAll(() => rmSync(folder, { recursive: true }));

function written(...records: object[]): HandOver {
  const outputs = Object.fromEntries(records.map((record, index) => [`HandOver${index === 0 ? 'One' : 'Two'}`, JSON.stringify(record)]));
  writeFileSync(path, JSON.stringify({ Stack: outputs }));
  return HandOver.fromFile(path);
}

const MISSING = join(folder, 'missing.json');
const run = (owner: string, name: string, file: string) =>
  `in the ${owner}'s app call exportHandOver("${name}"), then: cdk deploy --outputs-file ${JSON.stringify(file)}`;

test('an API arrives with its owner\'s account and Region', () => {
  const handOver = written(API);
  const api = handOver.api(consumerStack(), 'PetStore', 'One');

  expect(handOver).toMatchObject({ exists: true, path });
  expect(api).toMatchObject({ restApiId: REST_API_ID, stageName: 'v1', env: { account: PROVIDER_ACCOUNT, region: REGION } });
});

test('a consumer arrives as an entry of an allow-list', () => {
  const stack = providerStack();
  petStore(stack, { allowedConsumers: [written(CONSUMER).allowedConsumer('One')] });

  const policy = only(stack, 'AWS::ApiGateway::RestApi').Policy;
  expect(decide(policy, { 'aws:SourceVpce': ENDPOINT_ID, 'aws:SourceVpc': VPC_ID })).toBe('allow');
  expect(decide(policy, { 'aws:SourceVpce': OTHER_ENDPOINT_ID, 'aws:SourceVpc': VPC_ID })).toBe('explicitDeny');
});

test('a consumer of another Region is refused, by name', () => {
  expect(() => petStore(providerStack(), { allowedConsumers: [written({ ...CONSUMER, region: OTHER_REGION }).allowedConsumer('One')] }))
    .toThrow(`got ${ENDPOINT_ID} (One) in "eu-west-1"`);
});

test('what one side exports the other can read', () => {
  const app = new App();
  petStore(providerStack(app), { allowedVpcEndpointIds: [ENDPOINT_ID], stageName: 'v1' }).exportHandOver('PetStore');
  const { Value } = app.synth().getStackByName('Provider').template.Outputs.HandOverPetStore;
  writeFileSync(path, JSON.stringify({ Provider: { HandOverPetStore: Value['Fn::Join'][1].map((part: unknown) => typeof part === 'string' ? part : REST_API_ID).join('') } }));

  expect(HandOver.fromFile(path).api(consumerStack(), 'PetStore', 'PetStore').restApiId).toBe(REST_API_ID);
});

describe('a file that does not exist', () => {
  test('is no error by itself', () => {
    expect(HandOver.fromFile(MISSING)).toMatchObject({ exists: false, path: MISSING });
  });

  test('fails where an API is read, and says how to get it', () => {
    expect(() => HandOver.fromFile(MISSING).api(consumerStack(), 'PetStore', 'PetStore')).toThrow(new Error(
      `hand-over file ${JSON.stringify(MISSING)} must hold the provider's "PetStore", but the file does not exist; ${run('provider', 'PetStore', MISSING)}`,
    ));
  });

  test('fails where a consumer is read, and says how to get it', () => {
    expect(() => HandOver.fromFile(MISSING).allowedConsumer('Orders')).toThrow(new Error(
      `hand-over file ${JSON.stringify(MISSING)} must hold the consumer's "Orders", but the file does not exist; ${run('consumer', 'Orders', MISSING)}`,
    ));
  });
});

describe('fails', () => {
  test('at once for a file that cdk deploy did not write', () => {
    writeFileSync(path, '[]');

    expect(() => HandOver.fromFile(path)).toThrow(new Error(
      `hand-over file ${shownPath} must be what cdk deploy --outputs-file wrote, but it is JSON, but not stacks with outputs; deploy that side again`,
    ));
  });

  test('for a name that is not in the file, and says which are', () => {
    expect(() => written(API, CONSUMER).allowedConsumer('Orders')).toThrow(new Error(
      `hand-over file ${shownPath} must hold the consumer's "Orders", but it holds only "One", "Two"; ${run('consumer', 'Orders', path)}`,
    ));
  });

  test('for the other side\'s record', () => {
    expect(() => written(CONSUMER).api(consumerStack(), 'PetStore', 'One')).toThrow(new Error(
      `hand-over file ${shownPath} must hold the provider's "One", but it is of kind "consumer", not "api"; ${run('provider', 'One', path)}`,
    ));
  });

  test('for a name that no hand-over can have', () => {
    expect(() => written(CONSUMER).allowedConsumer('a-b')).toThrow(new Error(
      'the name of a hand-over must start with a letter and have letters and digits only, 100 at most, got "a-b"; choose a name such as "PetStore"',
    ));
  });

  test('for an endpoint id that was edited', () => {
    expect(() => written({ ...CONSUMER, vpcEndpointId: 'vpce-1' }).allowedConsumer('One')).toThrow(new Error(
      `vpcEndpointId of hand-over "One" in ${shownPath} must be a VPC endpoint id ("vpce-" and 8 or 17 hexadecimal digits in lower case), `
      + 'got "vpce-1"; what follows "vpce-" has the length 1; copy the whole id again',
    ));
  });
});
