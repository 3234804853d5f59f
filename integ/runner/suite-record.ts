import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD, SuiteRecord } from '../recorded-call';
import { APP, run } from './integ-runner';
import { SuiteFile } from './suite-files';

export interface SynthesizedSuite {
  readonly record: SuiteRecord;
  /** By stack name. */
  readonly templates: Readonly<Record<string, Template>>;
}

export interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** Synthesizes a suite, or a step of it, to see what it is about to deploy and to call. */
export async function synthesize(suite: SuiteFile, folder: string, environment: NodeJS.ProcessEnv): Promise<SynthesizedSuite> {
  const outdir = join(folder, 'assembly');
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  const [command, ...args] = APP;
  const { code, output } = await run(command, [...args, suite.file], { ...environment, CDK_OUTDIR: outdir, SUITE_ASSEMBLIES: join(folder, 'assemblies') });
  if (code !== 0) {
    throw new Error(`${suite.name} does not synthesize:\n${output.trim()}`);
  }
  const templates = Object.fromEntries(readdirSync(outdir).filter((file) => file.endsWith('.template.json')).map((file) => [
    file.replace('.template.json', ''), JSON.parse(readFileSync(join(outdir, file), 'utf8')) as Template,
  ]));
  const record = Object.values(templates).map(({ Metadata }) => Metadata?.[RECORD]).find((each) => each !== undefined) as SuiteRecord | undefined;
  if (record === undefined || record.calls.length + record.facts.length === 0) {
    throw new Error(`${suite.name} expects nothing; a suite must say who gets through and who does not`);
  }
  return { record, templates };
}
