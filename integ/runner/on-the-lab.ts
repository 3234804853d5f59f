import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkDecisions } from './check-decisions';
import { resultOfSteps, runStep, StepResult } from './run-step';
import { ROOT, SuiteFile } from './suite-files';
import { synthesize } from './suite-record';
import { SuiteResult } from './suite-report';
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
    const lab = await starting;
    const { access } = lab;
    const [{ record: { steps, labDelays } }] = await Promise.all([synthesize(suite, folder, process.env), bootstrapAccounts(access)]);
    if (labDelays !== undefined) await lab.setDelays(labDelays);
    const ended: Array<StepResult & { name: string }> = [];
    for (const step of steps) {
      if (step.labClock !== undefined) lab.setClock(Date.parse(step.labClock) - Date.now());
      const before = readDecisions(access.folder).length;
      const result = await runStep({
        suite, folder, region: access.region, environment: { ...process.env, ...awsEnvironment(access, ACCOUNTS.consumer) },
        check: ({ record }) => checkDecisions(record.calls, readDecisions(access.folder).slice(before)),
      }, step);
      ended.push({ name: step.name, ...result });
    }
    const result = resultOfSteps(suite.name, started, ended);
    if (result.ok && updateSnapshots) {
      keepSnapshot(join(folder, steps[0].name, basename(suite.snapshot)), suite.snapshot);
    }
    return result;
  } finally {
    await (await starting).stop();
    labs.delete(starting);
  }
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

function keepSnapshot(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
  tidySnapshot(to);
}
