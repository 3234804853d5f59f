import { markdownFilesIn, read } from './markdown-examples';

// No compiler of ours reads Python: its examples are compared with what the package offers to Python, and with their twin in TypeScript.

const surface = read('test/golden/python.txt');
const examples = ['README.md', ...markdownFilesIn('docs')].flatMap((file) =>
  [...read(file).matchAll(/^```python\n([\s\S]*?)^```$/gm)].map(([, text]) => ({ file, text })).filter(({ text }) => text.includes('cdk_cross_account_private_api')));
const importedBy = (text: string) => /from cdk_cross_account_private_api import \(?([\w,\s]+?)\)?$/m.exec(text)![1].split(',').map((name) => name.trim()).filter((name) => name !== '');

test('there is an example in Python', () => {
  expect(examples.map(({ file }) => file)).toContain('docs/getting-started.md');
});

test.each(examples)('$file imports what there is, and uses all of it', ({ text }) => {
  const names = importedBy(text);

  expect(names).not.toHaveLength(0);
  expect(names.filter((name) => !new RegExp(`^class ${name}\\b`, 'm').test(surface))).toEqual([]);
  expect(names.filter((name) => text.split(new RegExp(`\\b${name}\\b`)).length < 3)).toEqual([]);
});

test('getting started defines the same in both languages', () => {
  const page = read('docs/getting-started.md');
  const definitionsIn = (fence: string) => {
    const text = new RegExp(`^\`\`\`${fence}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)![1];
    return [...text.matchAll(/(\w+)\(\s*(app|network|provider|workload),\s*['"](\w+)['"]/g)].map(([, construct, scope, id]) => `${construct} ${scope}/${id}`);
  };

  expect(definitionsIn('python')).toContain('CrossAccountPrivateApi provider/PetStore');
  expect(definitionsIn('python')).toEqual(definitionsIn('ts fixture=none'));
});
