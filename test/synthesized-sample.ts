import { spawnSync } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { PROVIDER_ACCOUNT, REGION, REST_API_ID } from './fixtures';
import { evaluatePolicy } from '../src/private/evaluate-policy';
import { expandResources, invokeArn } from '../src/private/invoke-arn';
import { parsePolicy } from '../src/private/policy-document';

export const SAMPLES = join(__dirname, '..', 'samples');

const temporary = mkdtempSync(join(tmpdir(), 'samples-'));
afterAll(() => rmSync(temporary, { recursive: true }));

export interface Synthesis {
  readonly error: string;
  readonly handOver: string;
  readonly stacks: string[];
  template(stack: string): any;
  errorsOf(stack: string): string[];
}

/** An app as its owner runs it: by the command in its cdk.json, in its folder, in its account, with what others handed over. */
export function synthesize(sample: string, account: string, files: Record<string, string>): Synthesis {
  const folder = join(SAMPLES, sample);
  const handOver = mkdtempSync(join(temporary, 'files-'));
  const outdir = mkdtempSync(join(temporary, 'out-'));
  Object.entries(files).forEach(([name, text]) => writeFileSync(join(handOver, name), text));

  const { app } = JSON.parse(readFileSync(join(folder, 'cdk.json'), 'utf8'));
  const { stderr } = spawnSync(app, {
    shell: true,
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      CDK_DEFAULT_ACCOUNT: account,
      CDK_DEFAULT_REGION: REGION,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ handOver }),
    },
  });
  const read = (file: string) => JSON.parse(readFileSync(join(outdir, file), 'utf8'));
  return {
    error: /^Error: (.*)$/m.exec(stderr)?.[1] ?? '',
    handOver,
    get stacks() { return readdirSync(outdir).flatMap((file) => /^(.*)\.template\.json$/.exec(file)?.[1] ?? []).sort(); },
    template: (stack) => read(`${stack}.template.json`),
    errorsOf: (stack) => Object.values<any[]>(read(`${stack}.metadata.json`)).flat()
      .filter(({ type }) => type === 'aws:cdk:error').map(({ data }) => data),
  };
}

/** Each takes seconds, so it is done once. */
export const once = (make: () => any) => {
  let made: any;
  return () => made ??= make();
};

export const resources = (template: any, type: string) => Object.values<any>(template.Resources ?? {}).filter(({ Type }) => Type === type);

interface Call {
  readonly method: string;
  readonly path: string;
  readonly keys: Record<string, string>;
}

/** What the policy of a template's API says of a call to its stage `v1`. */
export function decidePolicy(template: any, { method, path, keys }: Call): string {
  const [{ Properties: { Policy } }] = resources(template, 'AWS::ApiGateway::RestApi');
  const api = { partition: 'aws', region: REGION, account: PROVIDER_ACCOUNT, apiId: REST_API_ID };
  return evaluatePolicy(expandResources(parsePolicy(Policy), api), {
    principal: { kind: 'anonymous' }, action: 'execute-api:Invoke', keys, resource: invokeArn({ ...api, stage: 'v1', method, path }),
  }).effect;
}
