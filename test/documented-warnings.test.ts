import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';

// Read from the sources as they are written.
const PAGE = readFileSync(join(__dirname, '..', 'docs', 'bad-input.md'), 'utf8');

test('each warning is on the page', () => {
  const root = join(__dirname, '..', 'src');
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join(root, file), 'utf8'));
  const ids = sources.flatMap((source) => [...source.matchAll(/(?: id: '|'cdk-cross-account-private-api:)([a-zA-Z]+)'/g)].map(([, id]) => id));

  expect(ids.length).toBeGreaterThan(0);
  expect([...PAGE.matchAll(/^\| `cdk-cross-account-private-api:(\w+)` \|/gm)].map(([, id]) => id).sort()).toEqual([...new Set(ids)].sort());
});
