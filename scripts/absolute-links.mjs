// The README as jsii wrote it into the assembly is what PyPI, Maven Central and pkg.go.dev show. Unlike npm and GitHub, they do not look for
// the files that it links to in the repository: there its links have to be whole.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FILE = join(dirname(dirname(fileURLToPath(import.meta.url))), '.jsii');
const assembly = JSON.parse(readFileSync(FILE, 'utf8'));
const repository = assembly.repository.url.replace(/\.git$/, '');

assembly.readme.markdown = assembly.readme.markdown.replace(/\]\((?![a-z]+:|#)([^)\s]+)\)/g, `](${repository}/blob/main/$1)`);
writeFileSync(FILE, JSON.stringify(assembly, null, 2));
