// Which pages of the repository the site has, and in what order they are listed.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const REPOSITORY = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).repository.url.replace(/\.git$/, '');

const GROUPS = {
  'Begin': ['README', 'getting-started', 'concepts', 'wiring'],
  'Provider': ['provider', 'allow-list-cookbook', 'adopt-an-existing-api', 'logging'],
  'Consumer': ['consumer-network', 'client-recipes', 'addressing-table', 'replace-an-endpoint'],
  'When it fails': ['troubleshooting', 'fault-matrix', 'bad-input', 'probe'],
  'What is promised': ['security-model', 'rule-checks', 'how-we-know-it-works', 'mutation-survivors'],
  'The project': ['releasing'],
};

const titleOf = (file) => /^# (.*)$/m.exec(readFileSync(join(ROOT, file), 'utf8'))[1].replace(/`/g, '');
const markdownIn = (folder) => readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.md')).map((name) => name.slice(0, -3)).sort();

/** By path in the repository: the page of the site. */
export function pages() {
  const all = new Map([['README.md', 'overview.md'], ['API.md', 'api.md']]);
  for (const name of ['CHANGELOG', 'CODE_OF_CONDUCT', 'CONTRIBUTING', 'MIGRATION', 'SECURITY']) all.set(`${name}.md`, `project/${name.toLowerCase().replaceAll('_', '-')}.md`);
  for (const name of markdownIn('docs')) all.set(`docs/${name}.md`, name === 'README' ? 'index.md' : `${name}.md`);
  for (const name of markdownIn('docs/decisions')) all.set(`docs/decisions/${name}.md`, `decisions/${name}.md`);
  return all;
}

/** A new page that no group names is listed too, at the end. */
export function sidebar() {
  const here = markdownIn('docs');
  const named = Object.values(GROUPS).flat();
  const item = (name) => ({ text: titleOf(`docs/${name}.md`), link: name === 'README' ? '/' : `/${name}` });
  const groups = Object.entries(GROUPS).map(([text, names]) => ({ text, items: names.filter((name) => here.includes(name)).map(item) }));
  groups[0].items.splice(1, 0, { text: 'Overview', link: '/overview' });
  groups.at(-1).items.push(
    { text: 'API reference', link: '/api' }, { text: 'Contributing', link: '/project/contributing' }, { text: 'Security', link: '/project/security' },
    { text: 'Changelog', link: '/project/changelog' }, { text: 'Decisions', link: '/decisions/' },
    ...here.filter((name) => !named.includes(name)).map(item),
  );
  return groups;
}

/** The list of decisions, from the titles of their pages: one that is new is in it. */
export function decisionsPage() {
  const rows = markdownIn('docs/decisions').map((name) => `| [${name.slice(0, 4)}](${name}.md) | ${titleOf(`docs/decisions/${name}.md`).replace(/^\d+:? /, '')} |`);
  return `# Decisions\n\nWhat departs from what one would expect, a page each: the context, the options, the decision.\n\n| | |\n|---|---|\n${rows.join('\n')}\n`;
}
