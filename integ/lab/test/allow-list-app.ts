import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { ExpandStackSelection, StackSelectionStrategy } from '@aws-cdk/toolkit-lib';
import { App } from 'aws-cdk-lib';
import { withToolkit } from '../cdk';
import { LabAccess } from '../lab';

/**
 * Deploys an app as its owner does, from this process, and returns the outputs by stack.
 *
 * @param exclusively Stacks to deploy without those they depend on, as `cdk deploy --exclusively` does; all stacks of the app if left out.
 */
export async function deployApp(
  lab: LabAccess, account: string, define: (app: App) => void, exclusively?: string[],
): Promise<Record<string, Record<string, string>>> {
  return withToolkit(lab, account, async (toolkit) => {
    const source = await toolkit.fromAssemblyBuilder(async ({ outdir, context }) => {
      const app = new App({ outdir, context });
      define(app);
      return app.synth();
    }, { outdir: mkdtempSync(join(lab.folder, 'assembly-')) });
    const { stacks } = await toolkit.deploy(source, {
      stacks: exclusively === undefined
        ? { strategy: StackSelectionStrategy.ALL_STACKS }
        : { strategy: StackSelectionStrategy.PATTERN_MUST_MATCH, patterns: exclusively, expand: ExpandStackSelection.NONE },
      stackEventPollingInterval: 100,
    });
    return Object.fromEntries(stacks.map(({ stackName, outputs }) => [stackName, outputs]));
  });
}
