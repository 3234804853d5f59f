import { mkdirSync, symlinkSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { STEP_VARIABLE } from '../environment';
import { SuiteStep } from '../recorded-call';
import { readResults } from './assertion-results';
import { integRunner } from './integ-runner';
import { ROOT, SuiteFile } from './suite-files';
import { synthesize, SynthesizedSuite } from './suite-record';
import { resultOfCalls, SuiteResult } from './suite-report';

/** What is the same for all steps of a suite. */
export interface SuiteRun {
  readonly suite: SuiteFile;
  /** Empty when the suite begins. */
  readonly folder: string;
  readonly region: string;
  readonly environment: NodeJS.ProcessEnv;
  /** What was wrong besides what callers saw, by the name of the call. */
  readonly check?: (synthesized: SynthesizedSuite) => Readonly<Record<string, string>>;
}

export type StepResult = Pick<SuiteResult, 'calls' | 'error'>;

/** Deploys a step with integ-runner, which makes its calls, and destroys everything if that belongs to the step. */
export async function runStep(
  { suite, folder: ofSuite, region, environment: ofRun, check }: SuiteRun, { name, isDestroyed }: SuiteStep,
): Promise<StepResult> {
  const folder = join(ofSuite, name);
  mkdirSync(folder, { recursive: true });
  const environment = { ...ofRun, [STEP_VARIABLE]: name };
  const synthesized = await synthesize(suite, ofSuite, environment);
  // The runner writes the snapshot of what it has deployed beside the file: beside this one it hides no difference from the committed one.
  symlinkSync(suite.file, join(folder, basename(suite.file)));
  const { output } = await integRunner(
    ['--directory', relative(ROOT, folder), '--parallel-regions', region, '--force', '--max-workers', '1', '-vv', ...isDestroyed ? [] : ['--no-clean']],
    join(ofSuite, 'assemblies'), environment, join(folder, 'integ-runner.log'),
  );
  const { failed, error } = readResults(output);
  return error === undefined
    ? { calls: resultOfCalls([...synthesized.record.calls, ...synthesized.record.facts], failed, check?.(synthesized) ?? {}) }
    : { calls: [], error };
}

/** The steps of a suite as one result. */
export function resultOfSteps(suite: string, started: number, steps: ReadonlyArray<StepResult & { readonly name: string }>): SuiteResult {
  const isOneOfSeveral = steps.length > 1;
  const calls = steps.flatMap((step) => step.calls.map((call) => isOneOfSeveral ? { ...call, name: `${step.name}: ${call.name}` } : call));
  const errors = steps.flatMap(({ name, error }) => error === undefined ? [] : [isOneOfSeveral ? `step ${name}: ${error}` : error]);
  return {
    suite, calls, ok: errors.length === 0 && calls.every((call) => call.ok), seconds: (Date.now() - started) / 1000,
    error: errors.length === 0 ? undefined : errors.join('\n'),
  };
}
