import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the runner reads of a snapshot: the stacks' templates, and what says which there are. */
const NEEDED = /^(cdk\.out|integ\.json|manifest\.json|.*\.template\.json|.*\.assets\.json)$/;

/**
 * Leaves of a snapshot what is compared. The rest is big and of no use here: the assets, which the runner wants for the deployment of an old
 * snapshot only, and the construct tree. Each assertion has the time of its synthesis, and would change without a reason.
 */
export function tidySnapshot(folder: string): void {
  for (const entry of readdirSync(folder)) {
    const path = join(folder, entry);
    if (!NEEDED.test(entry)) {
      rmSync(path, { recursive: true });
    } else if (entry.endsWith('.template.json')) {
      writeFileSync(path, readFileSync(path, 'utf8').replace(/("salt": )"\d+"/g, '$1"0"'));
    }
  }
}
