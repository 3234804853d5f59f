import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyFolder } from './app-folder.mjs';
import { run, versionOf } from './processes.mjs';
import { FOLDER, GO_FOLDER, JAVA, MAVEN_REPOSITORY, PYTHON_MODULE, ROOT, VERSION, WHEEL } from './project.mjs';
import { Unavailable } from './report.mjs';

/** The names that were reviewed (test/golden) are made by rule from jsii's assembly. Here: whether the packages have them. */
export async function compareSurface(report) {
  await report.check('Python', 'the wheel has the reviewed names', async () => {
    const folder = emptyFolder(join(FOLDER, 'surface-python'));
    await run('python3', ['-m', 'zipfile', '-e', WHEEL, folder]);
    const code = readFileSync(join(folder, PYTHON_MODULE, '__init__.py'), 'utf8');
    requireNames('python', (type) => new RegExp(`^class ${type}[(:](?:.|\\n(?!class ))*`, 'm').exec(code)?.[0],
      (line) => `def ${/(\w+)[(:]/.exec(line)[1]}(`);
  });
  await report.check('Java', 'the sources have the reviewed names', async () => {
    if (!existsSync(MAVEN_REPOSITORY)) throw new Unavailable('there is no Java package');
    if (await versionOf('jar', '--version') === undefined) throw new Unavailable('jar is not installed');
    const folder = emptyFolder(join(FOLDER, 'surface-java'));
    const sources = join(MAVEN_REPOSITORY, ...JAVA.groupId.split('.'), JAVA.artifactId, VERSION, `${JAVA.artifactId}-${VERSION}-sources.jar`);
    await run('jar', ['--extract', '--file', sources], { cwd: folder });
    requireNames('java', (type) => read(join(folder, ...JAVA.javaPackage.split('.'), `${type}.java`)),
      (line) => line.trim().startsWith('new ') ? `public ${/new (\w+)\(/.exec(line)[1]}(` : ` ${/(\w+)\([^(]*\)(?: required)?$/.exec(line)[1]}(`);
  });
  await report.check('Go', 'the package has the reviewed names and types', () => {
    requireNames('go', (type) => read(join(GO_FOLDER, `${type}.go`)).replace(/ +/g, ' '), (line) => line, /^(\t|func )/);
  });
}

const read = (file) => readFileSync(file, 'utf8');

/** Each member of the golden file must stand in the code of its type. */
function requireNames(language, codeOf, textOf, isMember = /^ +/) {
  const missing = [];
  let members = 0;
  for (const section of readFileSync(join(ROOT, `test/golden/${language}.txt`), 'utf8').trim().split('\n\n')) {
    const [head, ...lines] = section.split('\n');
    const type = /(?:class|interface|type) (\w+)/.exec(head)[1];
    const code = codeOf(type);
    for (const line of lines.filter((each) => isMember.test(each))) {
      members += 1;
      if (!code?.includes(textOf(line))) missing.push(`${type}: ${line.trim()}`);
    }
  }
  if (members < 100) throw new Error(`test/golden/${language}.txt must have the members of all types, got ${members}`);
  if (missing.length > 0) throw new Error(`the package must have what was reviewed, and lacks:\n${missing.join('\n')}`);
}
