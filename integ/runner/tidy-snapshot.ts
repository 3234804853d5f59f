import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Artifact {
  readonly type: string;
  readonly properties: { readonly templateFile?: string; readonly file?: string };
}

/**
 * Leaves of a snapshot what the runner compares: the templates of a suite's stacks, and what says which there are. The rest is big and of no use
 * here: assets, which it wants for the deployment of an old snapshot, where each resource was defined, the flags of the CDK, and the calls.
 */
export function tidySnapshot(folder: string): void {
  const path = (name: string) => join(folder, name);
  const { testCases } = JSON.parse(readFileSync(path('integ.json'), 'utf8')) as { testCases: Record<string, { stacks: string[] }> };
  const stacks = Object.values(testCases).flatMap((testCase) => testCase.stacks);
  const manifest = JSON.parse(readFileSync(path('manifest.json'), 'utf8')) as { artifacts: Record<string, Artifact> };
  const artifacts = Object.entries(manifest.artifacts).filter(([id]) => stacks.some((stack) => id === stack || id === `${stack}.assets`));
  const compared = artifacts.map(([id, { type, properties }]) => [id, { type, properties }]);
  writeFileSync(path('manifest.json'), `${JSON.stringify({ ...manifest, artifacts: Object.fromEntries(compared) }, undefined, 1)}\n`);

  const needed = ['cdk.out', 'integ.json', 'manifest.json', ...artifacts.flatMap(([, { properties }]) => [properties.templateFile ?? properties.file])];
  for (const entry of readdirSync(folder).filter((each) => !needed.includes(each) && !each.endsWith('.nested.template.json'))) {
    rmSync(path(entry), { recursive: true });
  }
}
