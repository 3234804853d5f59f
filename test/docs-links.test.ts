import { existsSync } from 'fs';
import { dirname, join } from 'path';
import { markdownFilesIn, read } from './markdown-examples';

const ROOT = join(__dirname, '..');
const FILES = [
  'README.md', 'CHANGELOG.md', 'CODE_OF_CONDUCT.md', 'CONTRIBUTING.md', 'MIGRATION.md', 'SECURITY.md',
  ...markdownFilesIn('docs'), ...markdownFilesIn('samples'), 'integ/README.md', 'integ/lab/README.md',
];

/** The links of a page to a file of the project that is not there, or to a heading that the file does not have. */
function deadLinksIn(file: string, markdown: string): string[] {
  const links = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));
  return links.filter((link) => {
    const [path, anchor] = link.split('#');
    const target = join(dirname(file), path);
    if (path !== '' && !existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !anchorsIn(path === '' ? markdown : read(target)).includes(anchor);
  });
}

/** As GitHub makes them: in lower case, without what is no letter, digit or hyphen. */
function anchorsIn(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading.toLowerCase().replace(/[^\w -]/g, '').replace(/ /g, '-'));
}

test.each(FILES)('%s links to what is there', (file) => {
  expect(deadLinksIn(file, read(file))).toEqual([]);
});

test('a file or a heading that is not there is found', () => {
  const markdown = '# A heading, and `code`\n[a](#a-heading-and-code) [b](#b) [c](../README.md) [d](none.md) [e](../README.md#none) [f](https://example.com/none)';

  expect(deadLinksIn('docs/page.md', markdown)).toEqual(['#b', 'none.md', '../README.md#none']);
});
