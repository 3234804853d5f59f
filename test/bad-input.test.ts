import { readFileSync } from 'fs';
import { join } from 'path';
import type { App } from 'aws-cdk-lib';
import { BAD_INPUT } from './bad-input';

// The page is what users look their message up in, so it is also what the messages are compared with, to the letter.
const PAGE = readFileSync(join(__dirname, '..', 'docs', 'bad-input.md'), 'utf8');
const ROW = /^\| (.+?) \| `(.+)` \|$/;
const documented = PAGE.split('\n').map((line) => ROW.exec(line)).filter((match) => match !== null)
  .map(([, what, message]) => [what, message.split('`<br>`').join('\n')] as const);

const CDK_PREFIX = 'Validation failed with the following errors:\n';

function messageOf(does: () => App | void): string {
  try {
    const app = does();
    if (app) app.synth();
  } catch (error) {
    const { message } = error as Error;
    return message.replace(CDK_PREFIX, '').split('\n').map((line) => line.trim()).join('\n');
  }
  return 'nothing';
}

const rows = Object.values(BAD_INPUT).flat();

test.each(rows.map(({ what, does }) => [what, does] as const))('%s', (what, does) => {
  expect(messageOf(does)).toBe(new Map(documented).get(what));
});

test('each row of the page is tried, once', () => {
  expect(documented.map(([what]) => what)).toEqual(rows.map(({ what }) => what));
  expect(new Set(rows.map(({ what }) => what)).size).toBe(rows.length);
});

test('each message says a rule, a value and what to do', () => {
  const lines = documented.flatMap(([, message]) => message.split('\n'));
  expect(lines.filter((line) => !/ must .+, got .+; .+/.test(line))).toEqual([]);
});
