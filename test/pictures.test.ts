import { createHash } from 'crypto';
import { readdirSync } from 'fs';
import { join } from 'path';
import { markdownFilesIn, read } from './markdown-examples';

const FOLDER = 'docs/pictures';
const drawings = readdirSync(join(__dirname, '..', FOLDER)).filter((name) => name.endsWith('.dot'));

test('there are pictures', () => {
  expect(drawings.length).toBeGreaterThan(0);
});

test.each(drawings)('%s is drawn as its text says now; if not: npm run docs', (name) => {
  const text = read(`${FOLDER}/${name}`);

  expect(read(`${FOLDER}/${name.replace('.dot', '.svg')}`)).toContain(`sha256 of its text: ${createHash('sha256').update(text).digest('hex')} `);
});

test.each(drawings)('%s is shown on a page, with words for who does not see it', (name) => {
  const svg = name.replace('.dot', '.svg');
  const shown = markdownFilesIn('docs').flatMap((file) => [...read(file).matchAll(/!\[([^\]]*)\]\(pictures\/([^)]+)\)/g)]).filter(([,, picture]) => picture === svg);

  expect(shown).not.toHaveLength(0);
  expect(shown.filter(([, words]) => words.split(' ').length < 5)).toEqual([]);
});
