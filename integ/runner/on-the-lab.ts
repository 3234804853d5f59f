import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { STEP_VARIABLE } from '../environment';
import { SuiteStep } from '../recorded-call';
import { readResults } from './assertion-results';
import { checkDecisions } from './check-decisions';
import { integRunner } from './integ-runner';
import { ROOT, SuiteFile } from './suite-files';
import { synthesize } from './suite-record';
import { resultOfCalls, SuiteResult } from './suite-report';
import { tidySnapshot } from './tidy-snapshot';
import { ACCOUNTS } from '../lab/accounts';
import { awsEnvironment } from '../lab/aws-environment';
import { bootstrap } from '../lab/cdk';
import { readDecisions } from '../lab/decision-log';
import { Lab, LabAccess } from '../lab/lab';

export interface LabRunOptions {
  /** Keep the templates of a suite that passes as its snapshot. */
  readonly updateSnapshots: boolean;
}

/** The labs that are up, to be stopped when the run is. */
const labs = new Set<Promise<Lab>>();

/** One at a time: the toolkit's clients take the lab's address from our own environment. */
let bootstrapping: Promise<unknown> = Promise.resolve();

/** Deploys a suite on a lab of its own, so that no other suite can be seen there, and has its calls made. */
export async function runOnLab(suite: SuiteFile, { updateSnapshots }: LabRunOptions): Promise<SuiteResult> {
  const started = Date.now();
  const folder = join(ROOT, '.lab', 'integ', suite.name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const starting = Lab.start();
  labs.add(starting);
  try {
    const { access } = await starting;
    const [{ record: { steps } }] = await Promise.all([synthesize(suite, folder, process.env), bootstrapAccounts(access)]);
    const ended: StepResult[] = [];
    for (const step of steps) {
      ended.push(await runStep(suite, folder, access, step, steps.length > 1));
    }
    const error = ended.find((step) => step.error !== undefined)?.error;
    const calls = ended.flatMap((step) => step.calls);
    const ok = error === undefined && calls.every((call) => call.ok);
    if (ok && updateSnapshots) {
      rmSync(suite.snapshot, { recursive: true, force: true });
      cpSync(join(folder, steps[0].name, basename(suite.snapshot)), suite.snapshot, { recursive: true });
      tidySnapshot(suite.snapshot);
    }
    return { suite: suite.name, ok, calls, error, seconds: (Date.now() - started) / 1000 };
  } finally {
    await (await starting).stop();
    labs.delete(starting);
  }
}

type StepResult = Pick<SuiteResult, 'calls' | 'error'>;

async function runStep(
  suite: SuiteFile, suiteFolder: string, lab: LabAccess, { name, isDestroyed }: SuiteStep, isOneOfSeveral: boolean,
): Promise<StepResult> {
  const folder = join(suiteFolder, name);
  mkdirSync(folder, { recursive: true });
  const environment = { ...process.env, ...awsEnvironment(lab, ACCOUNTS.consumer), [STEP_VARIABLE]: name };
  const { record } = await synthesize(suite, suiteFolder, environment);
  const decidedBefore = readDecisions(lab.folder).length;
  // The runner writes the snapshot of what it has deployed beside the file: beside this one it hides no difference from the committed one.
  symlinkSync(suite.file, join(folder, basename(suite.file)));
  const { output } = await integRunner(
    ['--directory', relative(ROOT, folder), '--parallel-regions', lab.region, '--force', '--max-workers', '1', '-vv', ...isDestroyed ? [] : ['--no-clean']],
    join(suiteFolder, 'assemblies'), environment,
  );
  writeFileSync(join(folder, 'integ-runner.log'), output);
  const { failed, error } = readResults(output);
  if (error !== undefined) {
    return { calls: [], error: isOneOfSeveral ? `step ${name}: ${error}` : error };
  }
  const calls = resultOfCalls(record.calls, failed, checkDecisions(record.calls, readDecisions(lab.folder).slice(decidedBefore)));
  return { calls: calls.map((call) => isOneOfSeveral ? { ...call, name: `${name}: ${call.name}` } : call) };
}

/** Safe to call at any time. */
export async function stopLabs(): Promise<void> {
  await Promise.all([...labs].map(async (starting) => (await starting).stop()));
}

async function bootstrapAccounts(lab: LabAccess): Promise<void> {
  const mine = bootstrapping.then(async () => Promise.all(Object.values(ACCOUNTS).map(async (account) => bootstrap(lab, account))));
  bootstrapping = mine.catch(() => undefined); // the failure is this suite's
  await mine;
}
