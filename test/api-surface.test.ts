import { existsSync, readFileSync } from 'fs';
import { join } from 'path';

// The rules of the public API that no compiler checks, on what jsii wrote down about it.

const ASSEMBLY = join(__dirname, '..', '.jsii');

interface Member {
  readonly name?: string;
  readonly docs?: { readonly summary?: string; readonly default?: string; readonly see?: string };
  readonly optional?: boolean;
  readonly overrides?: string;
  readonly type?: object;
  readonly returns?: { readonly type: object };
  readonly parameters?: Member[];
}

interface Type extends Member {
  readonly kind: 'class' | 'interface' | 'enum';
  readonly name: string;
  readonly datatype?: boolean;
  readonly properties?: Member[];
  readonly methods?: Member[];
  readonly members?: Member[];
  readonly initializer?: Member;
  readonly interfaces?: string[];
  readonly base?: string;
}

if (!existsSync(ASSEMBLY)) {
  throw new Error('.jsii must exist, because it is what these tests check; compile first: npx jsii --silence-warnings=reserved-word');
}
const types = Object.values<Type>(JSON.parse(readFileSync(ASSEMBLY, 'utf8')).types);
const constructs = types.filter(({ kind, initializer }) => kind === 'class' && initializer?.parameters?.[0].name === 'scope');
const membersOf = (type: Type) => [...type.properties ?? [], ...type.methods ?? []].map((member) => ({ type, member, path: `${type.name}.${member.name}` }));
const members = types.flatMap(membersOf);
/** Documentation is inherited from the interface that a class implements. */
const isDocumented = ({ docs, overrides }: Member) => overrides !== undefined || docs?.summary !== undefined;

const offenders = (found: { path: string }[]) => found.map(({ path }) => path);

test('there is something to check', () => {
  expect(types.map(({ name }) => name)).toEqual(expect.arrayContaining(['CrossAccountPrivateApi', 'PrivateApiConsumer', 'PrivateApiConnection']));
  expect(constructs.map(({ name }) => name)).toHaveLength(5);
});

test('every type and every member says what it is', () => {
  expect(types.filter(({ docs }) => docs?.summary === undefined).map(({ name }) => name)).toEqual([]);
  expect(offenders(members.filter(({ member }) => !isDocumented(member)))).toEqual([]);
});

test('every value of an enum and every parameter says what it is', () => {
  const values = types.flatMap((type) => (type.members ?? []).map((member) => ({ member, path: `${type.name}.${member.name}` })));
  const parameters = members.filter(({ member }) => member.overrides === undefined)
    .flatMap(({ member, path }) => (member.parameters ?? []).map((parameter) => ({ member: parameter, path: `${path}(${parameter.name})` })));

  expect(parameters.length).toBeGreaterThan(0);
  expect(offenders([...values, ...parameters].filter(({ member }) => !isDocumented(member)))).toEqual([]);
});

test('the reference has every type, and describes all but what each construct takes', () => {
  const reference = readFileSync(join(__dirname, '..', 'API.md'), 'utf8');
  const undescribed = reference.split('\n').filter((line) => line.includes('*No description.*')).map((line) => /href="#[\w-]+\.([\w.]+)"/.exec(line)![1]);

  expect(types.filter(({ name }) => !reference.includes(`### ${name} `)).map(({ name }) => name)).toEqual([]);
  expect(undescribed.sort()).toEqual(constructs.flatMap(({ name }) => ['id', 'props', 'scope'].map((parameter) => `${name}.Initializer.parameter.${parameter}`)).sort());
});

test('every summary is a sentence', () => {
  expect(offenders(members.filter(({ member }) => member.docs?.summary !== undefined && !member.docs.summary.endsWith('.')))).toEqual([]);
});

test('every optional property says what happens without it', () => {
  const optional = members.filter(({ type, member }) => type.datatype && member.optional);

  expect(optional.length).toBeGreaterThan(0);
  expect(offenders(optional.filter(({ member }) => /^(- )?(none|undefined)?$/.test(member.docs?.default ?? '')))).toEqual([]);
});

test('nothing is a union or of any type', () => {
  const loose = (value: object | undefined) => /"union"|"primitive":"any"/.test(JSON.stringify(value ?? {}));

  expect(offenders(members.filter(({ member }) => loose(member.type) || loose(member.returns) || loose(member.parameters)))).toEqual([]);
});

test('no property takes an ARN, and no signature has a type of the L1', () => {
  expect(offenders(members.filter(({ type, member }) => type.datatype && /arn$/i.test(member.name!)))).toEqual([]);
  expect(offenders(members.filter(({ member }) => /\.Cfn[A-Z]/.test(JSON.stringify([member.type, member.returns, member.parameters]))))).toEqual([]);
});

test('every construct takes scope, id and properties of its own', () => {
  const signatures = constructs.map(({ name, initializer }) => [name, initializer!.parameters!.map((parameter) => parameter.name)]);

  expect(signatures).toEqual(constructs.map(({ name }) => [name, ['scope', 'id', 'props']]));
  expect(types.map(({ name }) => name)).toEqual(expect.arrayContaining(constructs.map(({ name }) => `${name}Props`)));
});

test('every construct shows how to use it', () => {
  const examples = constructs.map(({ docs }) => (docs as { example?: string }).example);

  expect(examples.every((example) => example !== undefined)).toBe(true);
});

test('every class says where AWS documents what it is about', () => {
  const classes = types.filter(({ kind }) => kind === 'class');

  expect(classes.length).toBeGreaterThan(10);
  expect(classes.filter(({ docs }) => !docs?.see?.startsWith('https://docs.aws.amazon.com/')).map(({ name }) => name)).toEqual([]);
});
