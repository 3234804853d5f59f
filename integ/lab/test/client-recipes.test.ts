import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { PETS } from './fake-emulator';
import { API, api, APP, CONSUMER, experiment, HOST, LISTED, method, PROVIDER, REGION } from './states';
import { TestLab } from './test-lab';
import { addressOf, AddressingForm, environmentOf } from '../../../src/private/addressing';
import type { Credential, Identity } from '../state-signers';

// Each recipe of the page, as it stands there, with each form of address.

const ROOT = join(__dirname, '..', '..', '..');
const PAGE = readFileSync(join(ROOT, 'docs', 'client-recipes.md'), 'utf8');
const PYTHON = join(ROOT, '.lab', 'python', 'bin', 'python');
const NODE_PATH = join(ROOT, 'node_modules');

const ROLE: Identity = {
  kind: 'role', arn: `arn:aws:iam::${CONSUMER}:role/app`, account: CONSUMER, tags: {}, policies: [{
    name: 'invoke', document: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: `arn:aws:execute-api:${REGION}:${PROVIDER}:${API}/v1/GET/pets` }],
    }),
  }],
};
const SESSION: Credential = {
  accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token', account: CONSUMER, arn: `arn:aws:sts::${CONSUMER}:assumed-role/app/s`,
  userId: 'AROAEXAMPLE:s', owner: ROLE.arn, tags: {},
};

let lab: TestLab;
beforeAll(async () => { lab = await TestLab.start(experiment()); });
afterAll(async () => lab.close());

/** The code under a heading. */
function recipe(heading: string): string {
  const [, section] = PAGE.split(`\n## ${heading}`);
  const [, code] = /\n```[^\n]*\n([^]*?)\n```\n/.exec(section)!;
  return code;
}

const FORMS: AddressingForm[] = ['hostedZone', 'privateDns', 'endpointAlias', 'hostHeader', 'apiIdHeader'];

/** What the connection gives to a function. In this state private DNS stands for a hosted zone: both lead the API's own name to the endpoint. */
function environmentFor(form: AddressingForm): Record<string, string> {
  const { hostName, headers } = addressOf(form, {
    restApiId: API,
    vpcEndpointId: LISTED,
    domain: HOST.slice(API.length + 1),
    endpointHostName: `${LISTED}-abcd1234.execute-api.${REGION}.vpce.amazonaws.com`,
  });
  return environmentOf(`https://${hostName}/v1`, headers);
}

async function runNode(code: string, call: string, environment: Record<string, string>) {
  const { outputText } = ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS } });
  const file = join(lab.folder, 'recipe.js');
  writeFileSync(file, outputText);
  const script = `require(${JSON.stringify(file)}).${call}.then(console.log)`;
  return lab.run(APP, process.execPath, ['-e', script], { ...environment, NODE_PATH });
}

async function runPython(code: string, call: string, environment: Record<string, string>) {
  return lab.run(APP, PYTHON, ['-c', `${code}\n\nprint(${call})`], environment);
}

const CREDENTIALS = {
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: SESSION.accessKeyId,
  AWS_SECRET_ACCESS_KEY: SESSION.secretAccessKey,
  AWS_SESSION_TOKEN: SESSION.sessionToken!,
};

describe('unsigned', () => {
  test.each(FORMS.filter((form) => form !== 'hostHeader'))('fetch with %s()', async (form) => {
    expect(await runNode(recipe('TypeScript: `fetch`'), 'call("/pets")', environmentFor(form))).toEqual({ code: 0, stderr: '', stdout: `${PETS}\n` });
  });

  test('fetch with hostHeader() is refused, because it drops the header', async () => {
    const { code, stderr } = await runNode(recipe('TypeScript: `fetch`'), 'call("/pets")', environmentFor('hostHeader'));

    expect(code).toBe(1);
    expect(stderr).toContain('403 ForbiddenException: {"message":"Forbidden"}');
  });

  test.each(FORMS)('node:https with %s()', async (form) => {
    expect(await runNode(recipe('TypeScript: `node:https`'), 'call("/pets")', environmentFor(form))).toEqual({ code: 0, stderr: '', stdout: `${PETS}\n` });
  });

  test.each(FORMS)('requests with %s()', async (form) => {
    expect(await runPython(recipe('Python: `requests`'), 'call("/pets")', environmentFor(form))).toEqual({ code: 0, stderr: '', stdout: `${PETS}\n` });
  });
});

describe('signed', () => {
  beforeAll(() => {
    const methods = [method({ authorizationType: 'AWS_IAM' }), method({ authorizationType: 'AWS_IAM', httpMethod: 'POST' })];
    lab.deploy(experiment({ version: 2, apis: [api({}, { methods })], credentials: [SESSION], identities: [ROLE] }));
  });

  test.each(FORMS)('TypeScript with %s()', async (form) => {
    expect(await runNode(recipe('TypeScript: signed'), 'call("GET", "/pets")', { ...environmentFor(form), ...CREDENTIALS }))
      .toEqual({ code: 0, stderr: '', stdout: `${PETS}\n` });
  });

  test.each(FORMS)('Python with %s()', async (form) => {
    expect(await runPython(recipe('Python: signed'), 'call("GET", "/pets")', { ...environmentFor(form), ...CREDENTIALS }))
      .toEqual({ code: 0, stderr: '', stdout: `${PETS}\n` });
  });

  test('a body is signed too, and a route that the role was not granted is refused by the policies', async () => {
    const { stderr } = await runNode(recipe('TypeScript: signed'), 'call("POST", "/pets?type=dog", "a body")', { ...environmentFor('hostHeader'), ...CREDENTIALS });

    expect(stderr).toContain(`403 AccessDeniedException: {"Message":"User: ${SESSION.arn} is not authorized to perform: execute-api:Invoke`);
  });

  test('a recipe without a signature is refused', async () => {
    const { stderr } = await runNode(recipe('TypeScript: `node:https`'), 'call("/pets")', environmentFor('privateDns'));

    expect(stderr).toContain('403 MissingAuthenticationTokenException');
  });
});
