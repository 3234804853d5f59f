import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { ACCOUNT_VARIABLES, REGION_VARIABLE, STARTED_VARIABLE, TARGET_VARIABLE } from '../environment';
import { accessProblems } from './aws-access';
import { chooseForAccounts, describePlan, PlannedSuite } from './aws-plan';
import { AwsSettings, readAwsSettings } from './aws-settings';
import { resultOfSteps, runStep, StepResult } from './run-step';
import { ROOT, SuiteFile } from './suite-files';
import { synthesize } from './suite-record';
import { SuiteResult } from './suite-report';

export interface AwsRunOptions {
  /** Do not ask. */
  readonly yes: boolean;
  readonly say: (line: string) => void;
  readonly print: (result: SuiteResult) => void;
}

interface Planned extends PlannedSuite {
  readonly suite: SuiteFile;
  readonly folder: string;
}

/** Checks everything that can be checked, says what is about to happen, asks, and deploys the suites to AWS, one after the other. */
export async function runOnAws(suites: readonly SuiteFile[], { yes, say, print }: AwsRunOptions): Promise<SuiteResult[]> {
  const settings = readAwsSettings(process.env);
  const problems = 'problems' in settings ? settings.problems : await accessProblems(settings);
  if ('problems' in settings || problems.length > 0) throw new Error(`nothing was deployed:\n  ${problems.join('\n  ')}`);

  const environment = { ...process.env, ...variablesOf(settings) };
  const planned = await Promise.all(suites.map(async (suite): Promise<Planned> => {
    const folder = join(ROOT, '.lab', 'integ-aws', suite.name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return { suite, folder, name: suite.name, synthesized: await synthesize(suite, folder, environment) };
  }));
  const { run, skipped } = chooseForAccounts(planned, settings);
  say(describePlan(run, skipped, settings));
  if (!yes && !await isAgreed()) throw new Error('nothing was deployed: not agreed');

  const results: SuiteResult[] = skipped.map(({ name }) => ({ suite: name, ok: true, seconds: 0, calls: [], skipped: 'needs accounts apart' }));
  for (const each of run) { // of VPCs, an account has five in a Region
    say(`… ${each.name} (${join('.lab', 'integ-aws', each.name)}: integ-runner.log of each step says how far it is)`);
    const result = await runSuite(each, settings, environment);
    print(result);
    results.push(result);
  }
  return results;
}

async function runSuite({ suite, folder, synthesized }: Planned, { region }: AwsSettings, environment: NodeJS.ProcessEnv): Promise<SuiteResult> {
  const started = Date.now();
  const ended: Array<StepResult & { name: string }> = [];
  for (const step of synthesized.record.steps) {
    ended.push({ name: step.name, ...await runStep({ suite, folder, region, environment }, step) });
  }
  return resultOfSteps(suite.name, started, ended);
}

function variablesOf({ accounts, region }: AwsSettings): Record<string, string> {
  return {
    [TARGET_VARIABLE]: 'aws',
    [STARTED_VARIABLE]: new Date().toISOString(),
    [REGION_VARIABLE]: region,
    [ACCOUNT_VARIABLES.consumer]: accounts.consumer,
    [ACCOUNT_VARIABLES.provider]: accounts.provider,
    [ACCOUNT_VARIABLES.outsider]: accounts.outsider,
  };
}

async function isAgreed(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error('nothing was deployed: nobody to ask here; agree with --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question('Deploy this? Only "yes" is taken for it: ')) === 'yes';
  } finally {
    terminal.close();
  }
}
