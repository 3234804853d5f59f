import { readFileSync } from 'fs';
import { join } from 'path';
import { Type, types, Value } from './golden/assembly';
import { renderGo } from './golden/go';
import { renderJava } from './golden/java';
import { keywordClashes, renderPython, snakeCase } from './golden/python';

// What users of the other languages write, so that a change of it is seen in review. Whether the packages have these names is asked by
// `npm run test:packages`. After a change that is meant: npx tsx test/golden/write.ts

const golden = (language: string) => readFileSync(join(__dirname, `golden/${language}.txt`), 'utf8');

test.each([['python', renderPython], ['java', renderJava], ['go', renderGo]])('the public surface in %s is the one that was reviewed', (language, render) => {
  expect(render()).toBe(golden(language));
});

const PYTHON = 'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda '
  + 'nonlocal not or pass raise return try while with yield self';
const JAVA = 'abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for goto if '
  + 'implements import instanceof int interface long native new package private protected public return short static strictfp super switch synchronized '
  + 'this throw throws transient try void volatile while true false null var yield record getClass notify notifyAll wait build builder';
const GO = 'break case chan const continue default defer else fallthrough for func go goto if import interface map package range return select struct switch type var';

const methodsOf = (type: Type) => type.methods ?? [];
const names = types.flatMap((type) => [
  ...(type.initializer?.parameters ?? []), ...methodsOf(type), ...methodsOf(type).flatMap(({ parameters = [] as Value[] }) => parameters),
  ...type.properties ?? [],
].map(({ name }) => ({ type: type.name, name })));

test.each([['Python', PYTHON, snakeCase], ['Java', JAVA, String], ['Go', GO, String]])('no name is a word of %s', (_language, words, nameIn) => {
  const reserved = new Set(words.split(' '));

  expect(names.length).toBeGreaterThan(100);
  expect(names.filter(({ name }) => reserved.has(nameIn(name)))).toEqual([]);
});

test('no two members of a type have one name in Python, and no getter that of a method in Java', () => {
  const clashes = types.flatMap((type) => {
    const properties = (type.properties ?? []).map(({ name }) => name);
    const python = [...properties, ...methodsOf(type).map(({ name }) => name)].map(snakeCase);
    const java = [...properties.map((name) => `get${name}`), ...methodsOf(type).map(({ name }) => name)].map((name) => name.toLowerCase());
    return [python, java].flatMap((all) => all.filter((name, index) => all.indexOf(name) !== index).map((name) => `${type.name}: ${name}`));
  });

  expect(clashes).toEqual([]);
});

test('in Go, no function has the name of another or of a type', () => {
  const identifiers = renderGo().split('\n').flatMap((line) => /^(?:type|func) (\w+)/.exec(line)?.[1] ?? []);

  expect(identifiers).toContain('AllowedConsumer_VpcEndpointId');
  expect(identifiers.filter((name, index) => identifiers.indexOf(name) !== index)).toEqual([]);
});

test('in Python, no keyword has the name of an argument before it', () => {
  expect(keywordClashes()).toEqual([]);
});

const isOf = (type: Type, fqn: string | undefined) => fqn === type.fqn;

test('a class that cannot be constructed has a factory, or another object has one of it', () => {
  const enumLike = types.filter(({ kind, initializer }) => kind === 'class' && initializer === undefined);
  const given = types.flatMap(({ properties = [] }) => properties.map((property) => property.type.fqn));

  expect(enumLike.map(({ name }) => name)).toEqual(expect.arrayContaining(['AllowedConsumer', 'PrivateApiAddressing']));
  expect(enumLike.filter((type) => !given.includes(type.fqn)
    && !methodsOf(type).some((method) => method.static && isOf(type, method.returns?.type.fqn)))).toEqual([]);
});

/** How each language calls what makes something: a constructor or a factory. */
const APPS: [string, string, (type: string) => string, (type: string, factory: string) => string][] = [
  ['typescript', 'app.ts', (type) => `new ${type}(`, (type, factory) => `${type}.${factory}(`],
  ['python', 'app.py', (type) => `${type}(`, (type, factory) => `${type}.${snakeCase(factory)}(`],
  ['java', 'src/main/java/test/PackagedApp.java', (type) => `${type}.Builder.create(`, (type, factory) => `${type}.${factory}(`],
  ['go', 'main.go', (type) => `privateapi.New${type}(`, (type, factory) => `privateapi.${type}_${factory[0].toUpperCase()}${factory.slice(1)}(`],
];

test.each(APPS)('the %s app of the package tests uses every construct, kind, source and form', (language, file, construction, call) => {
  const app = readFileSync(join(__dirname, '../integ/packages', language, file), 'utf8');
  const all = types.flatMap((type) => [
    ...(type.initializer ? [construction(type.name)] : []),
    ...methodsOf(type).filter((method) => method.static).map((method) => call(type.name, method.name)),
  ]);

  expect(all.length).toBeGreaterThan(20);
  expect(all.filter((text) => !app.includes(text))).toEqual([]);
});
