import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the runner reads of a snapshot: the stacks' templates, and what says which there are. */
const NEEDED = /^(cdk\.out|integ\.json|manifest\.json|.*\.template\.json|.*\.assets\.json)$/;

/**
 * Leaves of a snapshot what is compared. The rest is big and of no use here: the assets, which the runner wants for the deployment of an old
 * snapshot only, and the construct tree.
 */
export function tidySnapshot(folder: string): void {
  for (const entry of readdirSync(folder)) {
    const path = join(folder, entry);
    if (!NEEDED.test(entry)) {
      rmSync(path, { recursive: true });
    } else if (entry === 'manifest.json') {
      writeFileSync(path, withoutDetails(readFileSync(path, 'utf8')));
    }
  }
}

/** What is in the assembly besides: the construct tree, and all flags of the CDK with their explanations. */
const STACKS_AND_ASSETS = ['aws:cloudformation:stack', 'cdk:asset-manifest'];

/** Without where each resource was defined, which is for people, in files of its own and in the manifest. */
function withoutDetails(text: string): string {
  const manifest = JSON.parse(text) as { artifacts: Record<string, { type: string; metadata?: object; additionalMetadataFile?: string }> };
  const artifacts = Object.entries(manifest.artifacts).filter(([, { type }]) => STACKS_AND_ASSETS.includes(type)).map(([id, artifact]) => {
    const { metadata, additionalMetadataFile, ...needed } = artifact;
    return [id, needed];
  });
  return `${JSON.stringify({ ...manifest, artifacts: Object.fromEntries(artifacts) }, undefined, 1)}\n`;
}
