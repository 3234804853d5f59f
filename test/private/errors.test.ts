import { App, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { constructError, usersFrames } from '../../src/private/errors';

test('an error begins with the path of its construct', () => {
  const scope = new Construct(new Stack(new App(), 'Stack'), 'Thing');

  expect(constructError(scope, 'x must be y')).toEqual(new Error('[Stack/Thing] x must be y'));
});

test('the first frame of an error is that of whoever made the mistake', () => {
  const { stack } = constructError(new Stack(new App(), 'Stack'), 'x must be y');
  const [message, first] = stack!.split('\n');

  expect(message).toBe('Error: [Stack] x must be y');
  expect(first).toContain('errors.test.ts');
});

describe('of a stack trace', () => {
  const message = 'Error: [Stack/Api] x must be y, got /lib/\n  and more';
  const own = '    at new CrossAccountPrivateApi (/node_modules/this/lib/cross-account-private-api.js:1:99169)';
  const runtime = [
    '    at Kernel.create (/tmp/tmp1okn2x4v/lib/program.js:1:53537)',
    '    at KernelHost.processRequest (/tmp/tmp1okn2x4v/lib/program.js:1:233750)',
    '    at Immediate._onImmediate (/tmp/tmp1okn2x4v/lib/program.js:1:232651)',
    '    at process.processImmediate (node:internal/timers:483:21)',
  ];
  const users = '    at new PetStore (/home/me/app/pet-store.js:12:5)';
  const folder = '/node_modules/this/lib/';

  test('Python and Java see the message alone', () => {
    expect(usersFrames([message, own, ...runtime].join('\n'), folder)).toBe(message);
  });

  test('TypeScript sees its own frames, and whatever runs them', () => {
    const rest = [users, '    at Kernel.run (/home/me/app/kernel.js:1:1)', runtime[3]];

    expect(usersFrames([message, own, ...rest].join('\n'), folder)).toBe([message, ...rest].join('\n'));
  });

  test('what the message says of the folder stays', () => {
    const named = `Error: the file ${folder}a.json must be JSON`;

    expect(usersFrames([named, own, users].join('\n'), folder)).toBe([named, users].join('\n'));
  });
});
