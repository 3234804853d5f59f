import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { StackSelectionStrategy } from '@aws-cdk/toolkit-lib';
import { App } from 'aws-cdk-lib';
import { withToolkit } from '../cdk';
import { LabAccess } from '../lab';

/** Deploys an app as its owner does, from this process, and returns the outputs by stack. */
export async function deployApp(lab: LabAccess, account: string, define: (app: App) => void): Promise<Record<string, Record<string, string>>> {
  return withToolkit(lab, account, async (toolkit) => {
    const source = await toolkit.fromAssemblyBuilder(async ({ outdir, context }) => {
      const app = new App({ outdir, context });
      define(app);
      return app.synth();
    }, { outdir: mkdtempSync(join(lab.folder, 'assembly-')) });
    const { stacks } = await toolkit.deploy(source, { stacks: { strategy: StackSelectionStrategy.ALL_STACKS }, stackEventPollingInterval: 100 });
    return Object.fromEntries(stacks.map(({ stackName, outputs }) => [stackName, outputs]));
  });
}
