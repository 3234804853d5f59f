import { factProblem } from './api-facts';

/** What one side tells the other, as it stands in a stack's output. */
export interface ApiRecord {
  readonly kind: 'api';
  readonly account: string;
  readonly region: string;
  readonly restApiId: string;
  readonly stageName: string;
  /** These were not in the records of the first version of this library: without them they are not known. */
  readonly endpointAccessMode?: string;
  readonly disableExecuteApiEndpoint?: boolean;
  readonly associatedVpcEndpointIds?: string[];
}

export interface ConsumerRecord {
  readonly kind: 'consumer';
  readonly account: string;
  readonly region: string;
  readonly vpcEndpointId: string;
  readonly vpcId: string;
}

export type HandOverRecord = ApiRecord | ConsumerRecord;

/** Raised when a reader of the old form would misread the new one. */
export const HAND_OVER_VERSION = 1;

const FIELDS = {
  api: ['account', 'region', 'restApiId', 'stageName'],
  consumer: ['account', 'region', 'vpcEndpointId', 'vpcId'],
} as const;

/** A record without one of them says nothing about it. */
const OPTIONAL_FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  endpointAccessMode: (value) => value === 'BASIC' || value === 'STRICT',
  disableExecuteApiEndpoint: (value) => typeof value === 'boolean',
  associatedVpcEndpointIds: (value) => Array.isArray(value) && value.every((id) => typeof id === 'string'),
};

/** Who writes which kind, in the words of the errors. */
export const OWNERS = { api: 'provider', consumer: 'consumer' } as const;

const LOGICAL_ID_PREFIX = 'HandOver';

export function handOverLogicalId(name: string): string {
  return `${LOGICAL_ID_PREFIX}${name}`;
}

/** What is wrong with the name of a hand-over, in words that follow the name of the parameter. */
export function nameProblem(name: string): string | undefined {
  // It becomes a part of an output's logical id, which CloudFormation limits to letters and digits.
  return /^[A-Za-z][A-Za-z0-9]{0,99}$/.test(name)
    ? undefined
    : `must start with a letter and have letters and digits only, 100 at most, got ${JSON.stringify(name)}; choose a name such as "PetStore"`;
}

/** Stack name → logical id of an output → its value. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The outputs that `cdk deploy --outputs-file` wrote, or what is wrong with the text. */
export function parseOutputs(text: string): Outputs | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  return isRecordOf(parsed, (stack) => isRecordOf(stack, (value) => typeof value === 'string'))
    ? parsed as Outputs
    : 'it is JSON, but not stacks with outputs';
}

export function namesIn(outputs: Outputs): string[] {
  return Object.values(outputs)
    .flatMap((stack) => Object.keys(stack))
    .filter((id) => id.startsWith(LOGICAL_ID_PREFIX))
    .map((id) => id.slice(LOGICAL_ID_PREFIX.length))
    .sort();
}

/** The record with that name, or why it cannot be used. */
export function findRecord<K extends HandOverRecord['kind']>(
  outputs: Outputs, kind: K, name: string,
): Extract<HandOverRecord, { kind: K }> | string {
  const owners = Object.entries(outputs).filter(([, stack]) => stack[handOverLogicalId(name)] !== undefined);
  if (owners.length === 0) {
    const names = namesIn(outputs);
    return `it holds ${names.length === 0 ? 'no hand-over at all' : `only ${names.map((known) => JSON.stringify(known)).join(', ')}`}`;
  }
  if (owners.length > 1) {
    return `the stacks ${owners.map(([stack]) => stack).join(' and ')} both write it`;
  }
  return readRecord(kind, owners[0][1][handOverLogicalId(name)]);
}

function readRecord<K extends HandOverRecord['kind']>(kind: K, text: string): Extract<HandOverRecord, { kind: K }> | string {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch {
    return `its text is not JSON: ${text}`;
  }
  if (!isRecordOf(record, () => true)) {
    return `its text is not an object: ${text}`;
  }
  if (record.version !== HAND_OVER_VERSION) {
    return `it is of version ${JSON.stringify(record.version)}, and this version of the library reads ${HAND_OVER_VERSION}`;
  }
  if (record.kind !== kind) {
    return `it is of kind ${JSON.stringify(record.kind)}, not ${JSON.stringify(kind)}`;
  }
  const missing = FIELDS[kind].filter((field) => typeof record[field] !== 'string' || record[field] === '');
  if (missing.length > 0) {
    return `it lacks ${missing.join(', ')}`;
  }
  const problems = (['account', 'region'] as const).flatMap((fact) => factProblem(fact, record[fact] as string) ?? []);
  const isOdd = ([field, isGood]: [string, (value: unknown) => boolean]) => record[field] !== undefined && !isGood(record[field]);
  const odd = Object.entries(OPTIONAL_FIELDS).filter(isOdd).map(([field]) => field);
  return problems.length + odd.length > 0
    ? [...problems, ...odd.map((field) => `${field} is ${JSON.stringify(record[field])}`)].map((problem) => `its ${problem}`).join(', and ')
    : record as unknown as Extract<HandOverRecord, { kind: K }>;
}

function isRecordOf(value: unknown, accepts: (member: unknown) => boolean): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(accepts);
}
