/**
 * Deploys the app of a quick start to a lab of its own, calls as its page says, and compares what the callers see with what the page promises.
 * usage: tsx integ/packages/deploy-quick-start.ts <folder of the app> <page>
 */
import { readFileSync } from 'node:fs';
import { ACCOUNTS } from '../lab/accounts';
import { bootstrap, deploy } from '../lab/cdk';
import { onInterrupt } from '../lab/interrupt';
import { invoke } from '../lab/invoke';
import { Lab } from '../lab/lab';

/** The page's command lines that invoke a function. */
const INVOCATION = /^aws lambda invoke .*--function-name <(\w+)> .*--payload '([^']+)'/gm;
/** What its table says of each, in the same order. */
const PROMISE = /^\| the (?:probe|neighbour)[^|]*\| `([^`]+)` \|/gm;

async function main(directory: string, file: string): Promise<void> {
  const page = readFileSync(file, 'utf8');
  const promised = [...page.matchAll(PROMISE)].map(([, summary]) => summary);
  const lab = await Lab.start();
  onInterrupt(async () => lab.stop());
  try {
    const { access } = lab;
    await Promise.all([ACCOUNTS.consumer, ACCOUNTS.provider].map(async (account) => bootstrap(access, account)));
    const { Workload: outputs } = await deploy(access, { directory, account: ACCOUNTS.consumer });
    const seen: string[] = [];
    for (const [, output, payload] of page.matchAll(INVOCATION)) {
      const event = JSON.parse(payload.replace('<Url>', outputs.Url)) as object;
      seen.push((await invoke<{ summary: string }>(access, ACCOUNTS.consumer, outputs[output], event)).summary);
    }
    if (seen.length !== 3 || JSON.stringify(seen) !== JSON.stringify(promised)) {
      throw new Error(`the three callers must see ${JSON.stringify(promised)}, as the page says, got ${JSON.stringify(seen)}`);
    }
  } finally {
    await lab.stop();
  }
}

main(process.argv[2], process.argv[3]).catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
