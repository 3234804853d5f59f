import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { endAll } from './integ-runner';
import { runOnAws } from './on-aws';
import { runOnLab, stopLabs } from './on-the-lab';
import { checkSnapshots, removeUnfinished } from './snapshots';
import { chooseSuites, findSuites, ROOT, SuiteFile } from './suite-files';
import { isAllRight, Report, SuiteResult } from './suite-report';
import { isInterrupted, onInterrupt } from '../lab/interrupt';

/** Two cores: one suite waits while the other one works. */
const SIDE_BY_SIDE = 2;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'aws': { type: 'boolean', default: false },
      'yes': { type: 'boolean', default: false },
      'snapshot-only': { type: 'boolean', default: false },
      'update-snapshots': { type: 'boolean', default: false },
    },
  });
  onInterrupt(async () => {
    await endAll();
    await stopLabs();
    removeUnfinished();
    if (values.aws) say('stacks whose names begin with "Integ" may be left in your accounts; they cost until you delete them');
  });
  const started = Date.now();
  const suites = chooseSuites(findSuites(), positionals);
  const report = values.aws
    ? { suites: await runOnAws(suites, { yes: values.yes, say, print }) } // snapshots have the lab's accounts in them
    : await runHere(suites, { deploys: !values['snapshot-only'], updateSnapshots: values['update-snapshots'] });
  const folder = join(ROOT, '.lab', 'reports');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, values.aws ? 'integ-aws.json' : 'integ.json'), `${JSON.stringify(report, undefined, 2)}\n`);
  conclude(report, (Date.now() - started) / 1000);
  process.exitCode = isAllRight(report) ? 0 : 1;
}

async function runHere(suites: readonly SuiteFile[], { deploys, updateSnapshots }: { deploys: boolean; updateSnapshots: boolean }): Promise<Report> {
  const snapshots = updateSnapshots ? undefined : await compareSnapshots(suites);
  return { snapshots, suites: deploys ? await deployAll(suites, updateSnapshots) : [] };
}

async function compareSnapshots(suites: readonly SuiteFile[]): Promise<Report['snapshots']> {
  const { output, ...snapshots } = await checkSnapshots(suites);
  if (snapshots.ok) {
    say(`✔ ${snapshots.suites} snapshots are as committed`);
  } else if (!isInterrupted()) {
    say(`${output.trimEnd()}\n✘ snapshots differ; if that is what you want: npm run integ -- --update-snapshots`);
  }
  return snapshots;
}

async function deployAll(suites: readonly SuiteFile[], updateSnapshots: boolean): Promise<SuiteResult[]> {
  const waiting = [...suites];
  const results: SuiteResult[] = [];
  const worker = async () => {
    for (let suite = waiting.shift(); suite !== undefined && !isInterrupted(); suite = waiting.shift()) {
      say(`… ${suite.name}`);
      const result = await runOnLab(suite, { updateSnapshots }).catch((error: Error): SuiteResult => ({
        suite: suite!.name, ok: false, calls: [], error: error.message, seconds: 0,
      }));
      if (!isInterrupted()) print(result);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
  return results;
}

function print({ suite, ok, seconds, calls, error }: SuiteResult): void {
  say(`${ok ? '✔' : '✘'} ${suite} (${seconds.toFixed(1)} s)`);
  for (const { name, ok: isRight, settles, problem } of calls) {
    say(`  ${isRight ? '✔' : '✘'} ${name}${settles === undefined ? '' : ` (settles on AWS ${settles})`}`);
    if (problem !== undefined) say(indented(problem));
  }
  if (error !== undefined) say(indented(error));
}

function conclude({ suites }: Report, seconds: number): void {
  const skipped = suites.filter((suite) => suite.skipped !== undefined);
  const run = suites.filter((suite) => suite.skipped === undefined);
  const calls = run.flatMap((suite) => suite.calls);
  for (const { suite, skipped: why } of skipped) say(`- ${suite} was left out: ${why}`);
  if (run.length > 0) {
    say(`${run.filter(({ ok }) => ok).length} of ${run.length} suites, ${calls.filter(({ ok }) => ok).length} of ${calls.length} calls as they must be (${seconds.toFixed(0)} s)`);
  }
}

function indented(text: string): string {
  return text.split('\n').map((line) => `    ${line}`).join('\n');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: Error) => {
  if (!isInterrupted()) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
});
