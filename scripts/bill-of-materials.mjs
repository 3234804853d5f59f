// Says what ships in the package, and under which licence, as a CycloneDX document: the package, what is bundled into its assets/, and the peers that its
// user installs. `npm sbom` knows neither the bundled files nor peers. usage: bill-of-materials.mjs [file]; without a file to the standard output
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path) => readFileSync(join(ROOT, path), 'utf8');
const manifestOf = (name) => JSON.parse(read(`node_modules/${name}/package.json`));

/** Packages with code in a bundle: the bundler notes above each file where it is from. */
export function bundledIn(text) {
  const names = [...text.matchAll(/^\s*\/\/ node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//gm)].map(([, name]) => name);
  return [...new Set(names)].sort();
}

/** By folder of assets/: the packages bundled there. */
export function bundledPackages() {
  return readdirSync(join(ROOT, 'assets')).map((folder) => ({ folder: `assets/${folder}`, names: bundledIn(read(`assets/${folder}/index.js`)) }));
}

export function billOfMaterials() {
  const own = JSON.parse(read('package.json'));
  const describe = ({ name, version, license, description }, rest = {}) => ({
    'type': 'library', 'bom-ref': `${name}@${version}`, name, version, ...description && { description },
    'purl': `pkg:npm/${name.replace('@', '%40')}@${version}`, 'licenses': [{ license: { id: license } }], ...rest,
  });
  const bundled = new Map();
  for (const { folder, names } of bundledPackages()) {
    for (const name of names) bundled.set(name, [...bundled.get(name) ?? [], folder]);
  }
  const components = [
    ...[...bundled].map(([name, folders]) => describe(manifestOf(name), {
      scope: 'required', properties: folders.map((value) => ({ name: 'cdk:bundledIn', value })),
    })),
    ...Object.entries(own.peerDependencies).map(([name, range]) => describe(manifestOf(name), {
      scope: 'required', properties: [{ name: 'cdk:peerRange', value: range }],
    })),
  ];
  return {
    bomFormat: 'CycloneDX', specVersion: '1.6', version: 1,
    metadata: { component: describe(own) },
    components,
    dependencies: [{ ref: `${own.name}@${own.version}`, dependsOn: components.map((component) => component['bom-ref']) }],
  };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const text = `${JSON.stringify(billOfMaterials(), undefined, 2)}\n`;
  const file = process.argv[2];
  if (file === undefined) {
    process.stdout.write(text);
  } else {
    if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
