import type { awscdk } from 'projen';
import { GithubWorkflow } from 'projen/lib/github';
import { JobPermission, type JobStep } from 'projen/lib/github/workflows-model';

/**
 * The commits of the releases that projen names by their tag; the rest it pins itself. Each was found, with its version beside it, in several workflows
 * of others. A tag can be moved, a commit cannot.
 */
export const PINNED_ACTIONS: Record<string, string> = {
  'actions/attest-build-provenance@v4.1.1': 'actions/attest-build-provenance@0f67c3f4856b2e3261c31976d6725780e5e4c373',
  'actions/create-github-app-token@v3.2.0': 'actions/create-github-app-token@bcd2ba49218906704ab6c1aa796996da409d3eb1',
  'actions/setup-go@v7.0.0': 'actions/setup-go@b7ad1dad31e06c5925ef5d2fc7ad053ef454303e',
  'actions/setup-java@v6.0.0': 'actions/setup-java@dd06d9cba3e5552c54d9f8ea23572deb30010f7c',
  'actions/setup-node@v7.0.0': 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020',
  'actions/setup-python@v7.0.0': 'actions/setup-python@5fda3b95a4ea91299a34e894583c3862153e4b97',
  'peter-evans/create-pull-request@v8.1.1': 'peter-evans/create-pull-request@5f6978faf089d4d20b00c7766989d076bb2fc7f1',
};

const CHECKOUT: JobStep = {
  name: 'Checkout',
  uses: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1', // v7.0.1, as projen's own
  with: { 'persist-credentials': false },
};
const READ_ONLY = { contents: JobPermission.READ };

/** What a pull request has to pass: what one runs by hand. */
export function defineBuildWorkflow(project: awscdk.AwsCdkConstructLibrary): void {
  const setUp = (tool: 'go' | 'java' | 'node' | 'python', major: number, options: Record<string, unknown>): JobStep =>
    ({ uses: project.github!.actions.get(`actions/setup-${tool}@v${major}.0.0`), with: options });
  const workflow = new GithubWorkflow(project.github!, 'build', { limitConcurrency: true, concurrencyOptions: { group: 'build-${{ github.ref }}', cancelInProgress: true } });
  workflow.on({ pullRequest: {}, mergeGroup: {}, workflowDispatch: {} });
  workflow.addJobs({
    build: {
      name: 'Node ${{ matrix.node }}',
      runsOn: ['ubuntu-latest'],
      permissions: READ_ONLY,
      timeoutMinutes: 60,
      env: { CI: 'true' },
      strategy: { failFast: false, matrix: { domain: { node: [20, 22, 24] } } },
      steps: [
        CHECKOUT,
        setUp('node', 7, { 'node-version': '${{ matrix.node }}', 'package-manager-cache': false }),
        setUp('python', 7, { 'python-version': '3.x' }),
        setUp('java', 6, { 'distribution': 'corretto', 'java-version': '17' }),
        setUp('go', 7, { 'go-version': 'stable', 'cache': false }),
        { name: 'All checks', run: 'bash .ci/run' },
      ],
    },
    audit: {
      name: 'Known vulnerabilities',
      runsOn: ['ubuntu-latest'],
      permissions: READ_ONLY,
      steps: [
        CHECKOUT,
        setUp('node', 7, { 'node-version': '24', 'package-manager-cache': false }),
        setUp('python', 7, { 'python-version': '3.x' }),
        { name: 'npm and Python packages', run: 'node scripts/audit.mjs' },
      ],
    },
  });
}

/** A release has with it what it consists of. */
export function shipBillOfMaterials(project: awscdk.AwsCdkConstructLibrary): void {
  project.release!.publisher.addGitHubPostPublishingSteps({
    name: 'Attach the bill of materials',
    if: '${{ !inputs.dry_run }}',
    env: { GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}' },
    run: 'gh release upload "$(cat dist/releasetag.txt)" dist/bill-of-materials.cdx.json --repo "$GITHUB_REPOSITORY" --clobber',
  });
  // The attestation of the Java package is signed with the identity of the workflow.
  const release = project.github!.tryFindWorkflow('release')!.file!;
  release.addOverride('jobs.release_maven.permissions.id-token', 'write');
  release.addOverride('jobs.release_maven.permissions.attestations', 'write');
}
