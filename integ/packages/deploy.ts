/**
 * Deploys the PetStore of an assembly that an app in any language made to a lab of its own, and calls it: the App must get 200, and the
 * outsider, whose endpoint is not on the list, 403. usage: tsx integ/packages/deploy.ts <assembly>
 */
import { ExpandStackSelection, StackSelectionStrategy } from '@aws-cdk/toolkit-lib';
import { ACCOUNTS } from '../lab/accounts';
import { bootstrap, withToolkit } from '../lab/cdk';
import { readDecisions } from '../lab/decision-log';
import { onInterrupt } from '../lab/interrupt';
import { invoke } from '../lab/invoke';
import { Lab, LabAccess } from '../lab/lab';

interface Seen {
  readonly status?: number;
  readonly error?: string;
}

async function deployStacks(lab: LabAccess, assembly: string, account: string, stacks: string[]): Promise<Record<string, string>> {
  return withToolkit(lab, account, async (toolkit) => {
    const { stacks: deployed } = await toolkit.deploy(await toolkit.fromAssemblyDirectory(assembly), {
      stacks: { strategy: StackSelectionStrategy.PATTERN_MUST_MATCH, patterns: stacks, expand: ExpandStackSelection.NONE },
      stackEventPollingInterval: 100,
    });
    return Object.assign({}, ...deployed.map(({ outputs }) => outputs));
  });
}

/** What the function saw, and which layer decided about its call. */
async function call(lab: LabAccess, functionName: string): Promise<{ status?: number; error?: string; layer?: string }> {
  const before = readDecisions(lab.folder).length;
  const seen = await invoke<Seen>(lab, ACCOUNTS.consumer, functionName, { path: '/pets' });
  return { status: seen.status, error: seen.error, layer: readDecisions(lab.folder).slice(before).at(-1)?.layer };
}

function require(what: string, got: object, expected: object): void {
  if (JSON.stringify(got) !== JSON.stringify(expected)) {
    throw new Error(`${what} must get ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`);
  }
}

async function main(assembly: string): Promise<void> {
  const lab = await Lab.start();
  onInterrupt(async () => lab.stop());
  try {
    const { access } = lab;
    await Promise.all([ACCOUNTS.consumer, ACCOUNTS.provider].map(async (account) => bootstrap(access, account)));
    await deployStacks(access, assembly, ACCOUNTS.consumer, ['PetstoreNetwork']);
    await deployStacks(access, assembly, ACCOUNTS.provider, ['Logging', 'PetstoreProvider']);
    const { AppName, OutsiderAppName } = await deployStacks(access, assembly, ACCOUNTS.consumer, ['PetstoreWorkload']);
    require('the App', await call(access, AppName), { status: 200, layer: 'integration' });
    require('the outsider', await call(access, OutsiderAppName), { status: 403, layer: 'resource-policy' });
  } finally {
    await lab.stop();
  }
}

main(process.argv[2]).catch((error: Error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
