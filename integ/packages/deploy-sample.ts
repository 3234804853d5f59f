/**
 * Deploys a twin of samples/petstore to a lab of its own, app by app, and calls: A's App must get 200, its neighbour no answer, and the
 * outsider 403. usage: tsx integ/packages/deploy-sample.ts <folder of the sample>
 */
import { ACCOUNTS } from '../lab/accounts';
import { onInterrupt } from '../lab/interrupt';
import { invoke } from '../lab/invoke';
import { Lab } from '../lab/lab';
import { deployPetstore } from '../lab/petstore';

interface Seen {
  readonly status?: number;
  readonly error?: string;
}

async function main(sample: string): Promise<void> {
  const lab = await Lab.start();
  onInterrupt(async () => lab.stop());
  try {
    const { appFunction, neighbourFunction, outsiderFunction } = await deployPetstore(lab.access, async (_title, work) => work(), sample);
    const seenBy = async (account: string, functionName: string) => {
      const { status, error } = await invoke<Seen>(lab.access, account, functionName, { path: '/pets' });
      return status ?? error?.split(':')[0];
    };
    const seen = JSON.stringify({
      app: await seenBy(ACCOUNTS.consumer, appFunction),
      neighbour: await seenBy(ACCOUNTS.consumer, neighbourFunction),
      outsider: await seenBy(ACCOUNTS.outsider, outsiderFunction),
    });
    const expected = JSON.stringify({ app: 200, neighbour: 'ETIMEDOUT', outsider: 403 });
    if (seen !== expected) throw new Error(`the callers must see ${expected}, got ${seen}`);
  } finally {
    await lab.stop();
  }
}

main(process.argv[2]).catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
