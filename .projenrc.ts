import { awscdk, github, javascript, JsonFile, ReleasableCommits } from 'projen';
import { PINNED_ACTIONS, defineBuildWorkflow, shipBillOfMaterials } from './projenrc/workflows';

/** The one place that names the repository's owner, who is not decided yet. */
const OWNER = 'cdk-cross-account-private-api';
const NAME = 'cdk-cross-account-private-api';
const REPOSITORY = `https://github.com/${OWNER}/${NAME}`;
/** Java's packages are of letters; Maven Central gives this namespace to the owner of the account. */
const JAVA_NAMESPACE = `io.github.${OWNER.replaceAll('-', '')}`;

/** Exactly the floor: integ-runner 2.197.10 reads cloud-assembly schema 53 at most, which is this release's. */
const CDK_VERSION = '2.257.0';

/** Upgraded by hand, because the newest does not work here: the reasons are beside each in `devDeps`, or in docs/releasing.md. */
const HELD_DEPENDENCIES = [
  'aws-cdk-lib', 'constructs', 'aws-cdk', '@aws-cdk/toolkit-lib', '@aws-cdk/integ-runner', '@aws-cdk/integ-tests-alpha', '@aws-cdk/cloud-assembly-schema',
  'jsii', 'jsii-rosetta', 'typescript', 'eslint', '@stryker-mutator/core', '@stryker-mutator/jest-runner', '@types/node',
];

const project = new awscdk.AwsCdkConstructLibrary({
  name: NAME,
  description: 'Private API Gateway REST APIs, published in one AWS account and called from others: who may call is explicit, enforced and tested.',
  author: 'The cdk-cross-account-private-api authors',
  authorAddress: REPOSITORY,
  authorOrganization: true,
  repositoryUrl: `${REPOSITORY}.git`,
  homepage: `${REPOSITORY}#readme`,
  bugsUrl: `${REPOSITORY}/issues`,
  // Construct Hub lists what has `aws-cdk` or `cdk`, and is searched by the rest.
  keywords: [
    'aws', 'cdk', 'awscdk', 'aws-cdk', 'constructs', 'apigateway', 'api-gateway', 'rest-api', 'execute-api', 'private-api', 'cross-account',
    'multi-account', 'resource-policy', 'vpc-endpoint', 'privatelink',
  ],
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk-cross-account-private-api authors',
  defaultReleaseBranch: 'main',
  projenrcTs: true,
  packageManager: javascript.NodePackageManager.NPM,

  cdkVersion: CDK_VERSION,
  cdkVersionPinning: false,
  constructsVersion: '10.5.1',
  jsiiVersion: '~6.0',
  typescriptVersion: '~6.0',
  minNodeVersion: '20.0.0',
  // No password is kept where a registry takes the workflow's own identity. Maven Central and a Git repository do not: docs/releasing.md.
  npmTrustedPublishing: true,
  publishToPypi: { distName: NAME, module: 'cdk_cross_account_private_api', trustedPublishing: true, attestations: true },
  publishToMaven: {
    mavenGroupId: JAVA_NAMESPACE, mavenArtifactId: NAME, javaPackage: `${JAVA_NAMESPACE}.privateapi`, mavenServerId: 'central-ossrh',
    postPublishSteps: [{
      name: 'Attest where the package was built',
      uses: 'actions/attest-build-provenance@v4.1.1',
      if: '${{ !inputs.dry_run }}',
      with: { 'subject-path': 'dist/java/**/*.jar' },
    }],
  },
  publishToGo: { moduleName: `github.com/${OWNER}/${NAME}-go`, packageName: 'privateapi', githubUseSsh: true },

  // Our suites live in integ/ and are named integ.*.ts; projen looks for *.integ.ts below test/.
  integrationTestAutoDiscover: false,
  lambdaAutoDiscover: false,
  edgeLambdaAutoDiscover: false,
  lambdaExtensionAutoDiscover: false,

  githubOptions: {
    mergify: false, // GitHub has a merge queue of its own
    projenCredentials: github.GithubCredentials.fromApp(),
    pullRequestLintOptions: { semanticTitleOptions: { types: ['feat', 'fix', 'docs', 'test', 'refactor', 'perf', 'build', 'ci', 'chore'] } },
  },
  buildWorkflow: false, // ours runs .ci/run, as one does by hand
  workflowNodeVersion: '24', // trusted publishing needs npm 11
  releaseToNpm: true,
  majorVersion: 0,
  releasableCommits: ReleasableCommits.featuresAndFixes(),
  releaseEnvironment: 'release', // its rules say who lets a release go out
  jsiiReleaseVersion: '0.2.1061', // publib, which gets the identity: a version that was looked at, not the newest
  releaseWorkflowSetupSteps: [{ name: 'Prepare the local AWS', run: 'node scripts/prepare.mjs --checks' }],
  depsUpgradeOptions: {
    cooldown: 7, // most of what is malicious is found within days
    exclude: HELD_DEPENDENCIES,
    workflowOptions: { schedule: javascript.UpgradeDependenciesSchedule.WEEKLY, labels: ['dependencies'] },
  },

  devDeps: [
    `aws-cdk-lib@${CDK_VERSION}`,
    // npm's `latest` of aws-cdk is 3.0.0, an old mistake that cannot read today's assemblies.
    'aws-cdk@^2.1140.0',
    // 1.43.0 names a dependency that the registry does not have.
    '@aws-cdk/toolkit-lib@1.40.1',
    // The newest that the registry has; it reads no assembly newer than CDK_VERSION's.
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.245.0-alpha.0',
    // The evaluator's verdicts are compared with this one's. AGPL: it is used by tests alone and never shipped.
    '@cloud-copilot/iam-simulate',
    // At the top, where aws-cdk-lib finds it. Toolkit-lib wants a newer one there; npm 11 then notes aws-cdk-lib's own in the lock
    // as part of its bundle, which it is not, and `npm ci` leaves it out (tried; jsii then refuses the dependency).
    '@aws-cdk/cloud-assembly-schema@^53.25.0',
    '@aws-sdk/client-cloudformation',
    '@aws-sdk/client-lambda',
    // For the handler that ships, and for functions in the lab (custom resources, assertions): the emulator's own stand-ins know a part of each client.
    '@aws-sdk/client-api-gateway',
    '@aws-sdk/client-iam',
    '@aws-sdk/client-cloudwatch-logs',
    '@aws-sdk/client-ec2',
    '@aws-sdk/client-sfn',
    '@aws-sdk/client-ssm',
    '@aws-sdk/client-sts',
    // The lab verifies signatures, as API Gateway does.
    '@aws-crypto/sha256-js',
    '@smithy/signature-v4',
    '@peculiar/x509',
    'cdk-nag@^3.0.2',
    'dns-packet',
    '@types/dns-packet',
    // The handlers that ship are one file each.
    'esbuild@^0.28.0',
    'fast-check',
    'ipaddr.js',
    // @peculiar/x509 expects its user to bring this polyfill.
    'reflect-metadata',
    'tsx',
    '@types/node@^20',
    // 10 needs Node 22.
    '@stryker-mutator/core@^9',
    '@stryker-mutator/jest-runner@^9',
    // projen writes .eslintrc, which eslint 10 no longer reads.
    'eslint@^9',
  ],

  jestOptions: {
    jestVersion: '30',
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: {
      roots: ['<rootDir>/test'],
      collectCoverageFrom: ['src/**/*.ts'],
      coverageReporters: ['text-summary', 'lcov'],
      coverageThreshold: { branches: 100, functions: 100, lines: 100, statements: 100 },
    },
  },
  eslintOptions: { dirs: ['src'], devdirs: ['test', 'integ', 'samples', 'projenrc'], prettier: false },
});

// Where PyPI lists what is for the CDK; projen has no option for it.
project.tryFindObjectFile('package.json')!.addOverride('jsii.targets.python.classifiers', ['Framework :: AWS CDK', 'Framework :: AWS CDK :: 2']);

// The samples import the package by its name, which their own tsconfig.json resolves.
project.eslint!.config.settings['import/resolver'].typescript.noWarnOnMultipleProjects = true;
project.eslint!.config.settings['import/resolver'].typescript.project = ['tsconfig.json', 'integ/tsconfig.json', 'samples/tsconfig.json'];
// Short objects read better on the lines of what they belong to.
project.eslint!.addRules({ '@stylistic/object-property-newline': 'off' });
project.eslint!.addOverride({
  files: ['src/**/*.ts'],
  rules: {
    'no-restricted-syntax': ['error',
      // jsii compiles a union to `string` or `any` without a word: only TypeScript users would get the check.
      { selector: 'ExportNamedDeclaration > TSInterfaceDeclaration TSUnionType', message: 'jsii has no unions; use an enum-like class.' },
      { selector: 'Literal[value=/arn:aws|amazonaws\\.com/]', message: 'Other partitions exist; use Stack.formatArn and Aws.URL_SUFFIX.' },
      { selector: 'TemplateElement[value.raw=/arn:aws|amazonaws\\.com/]', message: 'Other partitions exist; use Stack.formatArn and Aws.URL_SUFFIX.' }],
  },
});

// A jest project of its own for what deploys to the local AWS, so that the unit tests stay fast.
new JsonFile(project, 'integ/jest.config.json', {
  marker: false, // jest refuses unknown keys
  obj: {
    rootDir: '..',
    testMatch: ['<rootDir>/integ/**/*.test.ts'],
    testPathIgnorePatterns: ['/node_modules/'],
    transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'integ/tsconfig.json' }] },
    testTimeout: 120_000,
    maxWorkers: 2,
  },
});

// Are the tests of the decisions good enough to see a change in them? Apart from `npm test`, since it takes long.
new JsonFile(project, 'stryker.config.json', {
  marker: false,
  obj: {
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner'],
    coverageAnalysis: 'perTest',
    // A constant of a module is made before any test runs, so each of its mutants would need all tests: hours. The tables are checked row by row.
    ignoreStatic: true,
    concurrency: 2,
    mutate: ['src/private/**/*.ts', '!src/private/**/*.lambda.ts'],
    // What the tests of src/private do not read is not copied.
    ignorePatterns: ['/.lab', '/.jsii', '/dist', '/integ', '/lib', '/samples'],
    // Jest finds no related tests of what is loaded late (src/private/load-*.ts).
    jest: { projectType: 'custom', configFile: 'stryker.jest.json', enableFindRelatedTests: false },
    reporters: ['clear-text', 'json', 'progress-append-only'],
    clearTextReporter: { allowColor: false, reportTests: false },
    jsonReporter: { fileName: '.lab/reports/mutation/mutation.json' },
    tempDirName: '.lab/stryker',
    incrementalFile: '.lab/reports/mutation/incremental.json',
    thresholds: { high: 98, low: 95, break: 95 },
  },
});
new JsonFile(project, 'stryker.jest.json', {
  marker: false,
  obj: {
    roots: ['<rootDir>/test'],
    testMatch: ['**/*.test.ts'],
    // The first changes policies itself and takes long; the others look at what is built or written, and not at what decides.
    testPathIgnorePatterns: [
      'allow-list-mutations', 'api-surface', 'compiled-package', 'deployment-selector\\.lambda', 'docs-examples', 'docs-links', 'docs-python', 'documented', 'load-time', 'nag\\.test',
      'packed-files', 'pictures', 'public-surface', 'samples', 'shipped-licences', 'workflows',
    ],
    // Mutants have wrong types on purpose.
    transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'test/tsconfig.json', diagnostics: false, isolatedModules: true }] },
    setupFiles: ['<rootDir>/test/private/mutation-setup.ts'],
  },
});

const libraryPath = { paths: { [NAME]: ['../src/index.ts'] } };
const strict = {
  target: 'ES2022', module: 'node16', lib: ['ES2022'], strict: true, esModuleInterop: true, resolveJsonModule: true,
  noImplicitReturns: true, noUnusedLocals: true, noUnusedParameters: true, noFallthroughCasesInSwitch: true, skipLibCheck: true, isolatedModules: true, types: ['node', 'jest'],
};
// The samples and the lab import the package by its name, as a user does, and get the sources: nothing has to be compiled first.
for (const folder of ['integ', 'samples']) {
  new JsonFile(project, `${folder}/tsconfig.json`, {
    marker: false,
    obj: {
      '//': '~~ Generated by projen. To modify, edit .projenrc.ts and run "npx projen".',
      'compilerOptions': { ...strict, noEmit: true, ...libraryPath },
      'include': ['**/*.ts'],
      'exclude': ['**/cdk.out', '**/node_modules'],
    },
  });
}

project.package.addPackageResolutions('unrs-resolver@1.12.2'); // the newest has binaries that the registry lacks: `npm ci` fails

// Nothing is written outside the project: npm itself would keep a log of each `npm run` in the home folder.
project.npmrc.addConfig('logs-max', '0');
project.npmrc.addConfig('update-notifier', 'false');

project.addGitIgnore('/.lab/');
project.addGitIgnore('cdk.out/');
project.addGitIgnore('cdk-integ.out.*/'); // integ-runner's, while it compares snapshots
project.addGitIgnore('__pycache__/');
project.addGitIgnore('/.jsii.tabl.json.gz'); // ships: the examples in the other languages, translated with the types of rosetta/
project.addPackageIgnore('/stryker.*');
for (const folder of ['/integ/', '/samples/', '/scripts/', '/docs/', '/rosetta/', '/.ci/', '/.lab/', 'cdk.out/', '/API.md', '/CHANGELOG.md', '/CODE_OF_CONDUCT.md', '/CONTRIBUTING.md', '/MIGRATION.md', '/SECURITY.md']) {
  project.addPackageIgnore(folder);
}
// What Lambda runs is bundled into assets/; these need an SDK that the package does not depend on.
project.addPackageIgnore('/lib/**/*.lambda.*');
project.annotateGenerated('/assets/**');
project.annotateGenerated('/docs/pictures/*.svg');
project.annotateGenerated('/docs/site/package-lock.json');
project.annotateGenerated('/integ/*.snapshot/**');

const bundleHandlers = project.addTask('bundle-handlers', {
  description: 'Bundle the handlers of custom resources into assets/; commit the result',
  exec: 'node scripts/bundle-handlers.mjs',
});
project.preCompileTask.spawn(bundleHandlers);

project.compileTask.exec('node scripts/lazy-modules.mjs');
project.compileTask.exec('node scripts/prune-lib.mjs');
project.compileTask.exec('node scripts/absolute-links.mjs');

// The cache holds what compiled, with the types that it used: a changed example, type or fixture is compiled again (tried).
const rosetta = project.addTask('rosetta', {
  description: 'Compile every example of the README and the doc comments (as the last `compile` saw them), and translate them',
  exec: 'jsii-rosetta extract --strict --compress-tablet --trim-cache --cache .lab/cache/rosetta.tabl.json',
});

const typeCheck = project.addTask('type-check', {
  description: 'Check the types of tests, samples and the lab (the sources are checked by `compile`)',
  exec: 'tsc --noEmit -p test/tsconfig.json && tsc -p integ/tsconfig.json && tsc -p samples/tsconfig.json',
});

const unit = project.addTask('test:unit', { description: 'Unit tests with the coverage gate', exec: 'jest --ci --json --outputFile=.lab/reports/unit.json', receiveArgs: true });
const lab = project.addTask('test:lab', {
  description: 'Tests that deploy to the local AWS',
  exec: 'jest --ci --config integ/jest.config.json --json --outputFile=.lab/reports/lab.json',
  receiveArgs: true,
});
const emulator = project.addTask('test:emulator', {
  description: 'Unit tests of the emulator’s extension',
  exec: '../../../.lab/python/bin/python -m unittest discover --start-directory tests',
  cwd: 'integ/lab/emulator',
});

project.addTask('test:mutation', {
  description: 'Change the decisions in src/private one by one, and look whether a test notices (hours; by groups)',
  exec: 'node scripts/mutation.mjs',
  receiveArgs: true,
});

// projen's `test` is what `npm test` does once everything is installed.
project.testTask.reset();
project.testTask.spawn(project.tasks.tryFind('eslint')!);
project.testTask.spawn(project.compileTask); // the unit tests read the assembly, to see the public surface as other languages do
project.testTask.spawn(rosetta);
project.testTask.spawn(typeCheck);
project.testTask.spawn(unit);
project.testTask.spawn(emulator);
project.testTask.spawn(lab);

// Work as the first command after `git clone`: install what is missing, then run. projen's own scripts would fetch the newest projen.
project.setScript('test', 'node scripts/prepare.mjs --checks && projen test');
project.setScript('test:unit', 'node scripts/prepare.mjs && projen test:unit');
project.setScript('test:lab', 'node scripts/prepare.mjs --checks && projen test:lab');
project.setScript('test:mutation', 'node scripts/prepare.mjs && projen test:mutation');
// projen's own task builds one language where CI is set.
project.setScript('package', 'node scripts/prepare.mjs && node scripts/packages/build.mjs');
project.setScript('test:packages', 'node scripts/prepare.mjs && node scripts/packages/test.mjs');
project.setScript('audit', 'node scripts/audit.mjs');
project.setScript('docs', 'node docs/site/build.mjs');
project.setScript('demo', 'node scripts/prepare.mjs && tsx integ/lab/demo.ts');
project.setScript('lab', 'node scripts/prepare.mjs && tsx integ/lab/cli.ts');
project.setScript('integ', 'node scripts/prepare.mjs && tsx integ/runner/main.ts');
project.setScript('integ:aws', 'node scripts/prepare.mjs && tsx integ/runner/main.ts --aws');
project.setScript('bench', 'node scripts/prepare.mjs && node scripts/bench/run.mjs');
project.setScript('bench:packages', 'node scripts/prepare.mjs && node scripts/bench/packages.mjs');
project.setScript('bench:lab', 'node scripts/prepare.mjs && tsx integ/lab/bench.ts');

const billOfMaterials = project.addTask('bill-of-materials', {
  description: 'Say what ships in the package and under which licence: dist/bill-of-materials.cdx.json (CycloneDX)',
  exec: 'node scripts/bill-of-materials.mjs dist/bill-of-materials.cdx.json',
});
project.packageTask.spawn(billOfMaterials);

for (const [action, pinned] of Object.entries(PINNED_ACTIONS)) {
  project.github!.actions.set(action, pinned);
}
defineBuildWorkflow(project);
shipBillOfMaterials(project);

project.synth();
