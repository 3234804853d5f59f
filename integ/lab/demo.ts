import { parseArgs } from 'node:util';
import { untilGone, up } from './background';
import { callsOfTheExperiment, makeCall, Outcome } from './demo-calls';
import { isInterrupted, onInterrupt } from './interrupt';
import { Lab, LabAccess } from './lab';
import { deployPetstore, Petstore } from './petstore';
import { Progress, StepTime } from './progress';
import { watched } from './watched';

/** The document that `--json` prints. */
interface Report {
  readonly ok: boolean;
  readonly region: string;
  readonly url: string;
  readonly steps: StepTime[];
  readonly calls: Outcome[];
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: 'boolean', default: false }, keep: { type: 'boolean', default: false } } });
  const progress = new Progress(process.stderr);
  const { lab, died, stop } = await start(values.keep, progress);
  try {
    // Without the race, the CDK would go on trying to reach a dead emulator for a minute.
    await watched(lab, died, showTheExperiment(lab, progress, values));
  } finally {
    await stop();
  }
}

async function showTheExperiment(lab: LabAccess, progress: Progress, { json, keep }: { json: boolean; keep: boolean }): Promise<void> {
  const petstore = await deployPetstore(lab, progress.step);
  const calls: Outcome[] = [];
  for (const call of callsOfTheExperiment(petstore)) {
    const outcome = await makeCall(lab, call);
    calls.push(outcome);
    if (!json) {
      print(outcome);
    }
  }
  const report: Report = { ok: calls.every(({ ok }) => ok), region: lab.region, url: petstore.url, steps: progress.steps, calls };
  if (json) {
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
  } else {
    conclude(report);
  }
  process.exitCode = report.ok ? 0 : 1;
  if (keep) {
    printHowToCall(petstore);
  }
}

interface Started {
  readonly lab: LabAccess;
  /** Rejects, with the emulator's last lines, when it ends before we stop it. */
  readonly died: Promise<never>;
  readonly stop: () => Promise<void>;
}

/** A lab of our own, gone with us; or one in the background that stays. */
async function start(keep: boolean, progress: Progress): Promise<Started> {
  const title = 'start the local AWS';
  if (keep) {
    const lab = await progress.step(title, async () => up('default'));
    return { lab, died: untilGone(lab), stop: async () => {} };
  }
  const starting = Lab.start();
  onInterrupt(async () => (await starting).stop());
  const lab = await progress.step(title, async () => starting);
  return { lab: lab.access, died: untilDead(lab), stop: async () => lab.stop() };
}

async function untilDead(lab: Lab): Promise<never> {
  const reason = await lab.emulator.ended;
  throw new Error(reason);
}

function print(outcome: Outcome): void {
  process.stdout.write(`\n${outcome.who}\n$ ${outcome.command}\n${outcome.printed}\n${outcome.ok ? '✔' : '✘'} ${outcome.conclusion}\n`);
}

function conclude({ ok, calls }: Report): void {
  const asTheyMust = calls.filter((call) => call.ok).length;
  process.stdout.write(`\n${ok ? '✔' : '✘'} ${asTheyMust} of ${calls.length} calls ended as they must (${process.uptime().toFixed(1)} s in all)\n`);
}

function printHowToCall(petstore: Petstore): void {
  process.stderr.write(`
The lab is still up. By hand:
  npm run lab -- curl --from ${petstore.appFunction} ${petstore.url}
  npm run lab -- curl --from ${petstore.outsiderFunction} ${petstore.url}
  npm run lab -- logs
  npm run lab -- down
`);
}

// An explicit end: what still waits for an answer of the lab must not keep us.
main().then(
  () => { process.exit(); },
  (error: Error) => {
    if (!isInterrupted()) {
      process.stderr.write(`demo: ${error.message}\n`);
      process.exit(1);
    }
  },
);
