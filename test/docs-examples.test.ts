import { Example, examplesIn, markdownFilesIn, problemsOf, read } from './markdown-examples';

const FILES = ['README.md', 'CONTRIBUTING.md', ...markdownFilesIn('docs'), ...markdownFilesIn('samples')];
const examples = FILES.flatMap((file) => examplesIn(file, read(file)));

/** Examples that are wrong on purpose: they are checked together with the real ones, or the check could pass by checking nothing. */
const WRONG: [string, Example, string][] = [
  ['a property that does not exist', example("new PrivateApiConsumer(this, 'Wrong', {\n  vpc,\n  vpcs: [],\n});"),
    "wrong.md:12 Object literal may only specify known properties, but 'vpcs' does not exist in type 'PrivateApiConsumerProps'. Did you mean to write 'vpc'?"],
  ['a name that the fixture does not have', example('consumer.allowFrom(client);'), "wrong.md:10 Cannot find name 'client'."],
  ['an import that does not exist', example("\nimport { Publisher } from 'cdk-cross-account-private-api';\nnew Publisher();"),
    "wrong.md:10 Module '\"cdk-cross-account-private-api\"' has no exported member 'Publisher'."],
  ['the names of the default fixture without it', example('vpc.vpcId;', 'none'), "wrong.md:10 Cannot find name 'vpc'."],
  ['what is no TypeScript', example('const pets = ;'), 'wrong.md:10 Expression expected.'],
  ['a wrong type in a block that names its imports', example("import { Duration } from 'aws-cdk-lib';\n\nDuration.days('1');", 'none'),
    "wrong.md:12 Argument of type 'string' is not assignable to parameter of type 'number'."],
];

function example(text: string, fixture = 'default'): Example {
  return { file: 'wrong.md', line: 10, fixture, text };
}

const problems = problemsOf([...examples, ...WRONG.map(([, wrong]) => wrong)]);

test('there are examples to check', () => {
  expect(examples.filter(({ file }) => file === 'README.md')).not.toHaveLength(0);
});

test('every example of the documents compiles against the sources', () => {
  expect(problems.filter((problem) => !problem.startsWith('wrong.md:'))).toEqual([]);
});

test.each(WRONG)('fails on %s', (_name, _example, expected) => {
  expect(problems).toContain(expected);
});

test('nothing else is wrong with the wrong examples', () => {
  expect(problems.filter((problem) => problem.startsWith('wrong.md:')).sort()).toEqual(WRONG.map(([,, expected]) => expected).sort());
});

describe('the blocks of a file', () => {
  test('are those in TypeScript, with their line and their fixture', () => {
    const markdown = ['```', 'plain', '```', '```ts', 'a;', 'b;', '```', 'text', '~~~typescript fixture=none', '```', '~~~', '```text', 'ts', '```', '````ts', '```', '````'].join('\n');

    expect(examplesIn('docs/x.md', markdown)).toEqual([
      { file: 'docs/x.md', line: 5, fixture: 'default', text: 'a;\nb;' },
      { file: 'docs/x.md', line: 10, fixture: 'none', text: '```' },
      { file: 'docs/x.md', line: 16, fixture: 'default', text: '```' },
    ]);
  });

  test('fails on a block that is not closed', () => {
    expect(() => examplesIn('docs/x.md', 'text\n```ts\na;\n')).toThrow(new Error('docs/x.md:2 opens a block that no line closes'));
  });

  test('fails on a fixture that does not exist', () => {
    expect(() => problemsOf([example('a;', 'other')])).toThrow(new Error('wrong.md:10 names the fixture "other", which rosetta/ does not have'));
  });
});
