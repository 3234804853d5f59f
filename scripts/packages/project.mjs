import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** What is made here, caches included, stays in the project's folder. */
export const FOLDER = join(ROOT, '.lab/packages');
export const APPS = join(ROOT, 'integ/packages');
const CACHE = join(ROOT, '.lab/cache');

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const { java, go, python } = manifest.jsii.targets;

export const NAME = manifest.name;
export const VERSION = manifest.version;
export const PYTHON_MODULE = python.module;
export const JAVA = { groupId: java.maven.groupId, artifactId: java.maven.artifactId, javaPackage: java.package };
export const GO_MODULE = `${go.moduleName}/${go.packageName}`;

const floorOf = (range) => range.replace(/^\^/, '');

/**
 * The oldest that the peers permit, and the newest that the registries had when this was written. Pinned, so that a new release of the CDK
 * does not break a run; raise it with the other dependencies.
 */
export const FLOOR = { cdk: floorOf(manifest.peerDependencies['aws-cdk-lib']), constructs: floorOf(manifest.peerDependencies.constructs) };
export const NEWEST = { cdk: '2.276.0', constructs: '10.8.1' };
/** Go's modules are copies that come later. */
export const NEWEST_GO = { cdk: '2.275.0', constructs: '10.8.1', jsii: '1.142.0' };
/** The newest of each line; the project's own Node is the one that runs this. */
export const NODES = ['22.23.3', '24.21.0'];
export const TOOLS = { typescript: manifest.devDependencies.typescript, nodeTypes: manifest.devDependencies['@types/node'], pyright: '1.1.414' };

export const DIST = join(ROOT, 'dist');
/** What the packages may weigh, in bytes. */
export const LIMITS = { tarball: 250_000, wheel: 350_000 };

export const TARBALL = join(DIST, 'js', `${NAME}@${VERSION}.jsii.tgz`);
export const WHEEL = join(DIST, 'python', `${NAME.replaceAll('-', '_')}-${VERSION}-py3-none-any.whl`);
export const MAVEN_REPOSITORY = join(DIST, 'java');
export const GO_FOLDER = join(DIST, 'go', go.packageName);

/** Each tool's downloads, so that a second run is quick. */
export const CACHES = {
  npm: { npm_config_cache: join(CACHE, 'npm'), npm_config_update_notifier: 'false', npm_config_logs_max: '0' },
  pip: { PIP_CACHE_DIR: join(CACHE, 'pip'), PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' },
  go: { GOMODCACHE: join(CACHE, 'go-mod'), GOCACHE: join(CACHE, 'go-build'), GOFLAGS: '-modcacherw', GOTOOLCHAIN: 'local' },
  maven: join(CACHE, 'maven'),
};
