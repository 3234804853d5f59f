import { sep } from 'path';
import type { IConstruct } from 'constructs';

/** What runs constructors for the other languages: their users see its frames, and none of their own. */
const RUNTIME_FRAME = /^\s+at (Kernel(Host)?\.|Immediate\._onImmediate |process\.processImmediate )/;

/** An error that says at which construct it happened. */
export function constructError(scope: IConstruct, message: string): Error {
  const error = new Error(`[${scope.node.path}] ${message}`);
  error.stack = usersFrames(error.stack!, __dirname + sep);
  return error;
}

/** Without the frames of this package, so that the first one is the user's, and without those of jsii's runtime, which Python and Java print. */
export function usersFrames(stack: string, folder: string): string {
  const lines = stack.split('\n');
  const isRun = lines.some((line) => /^\s+at KernelHost\./.test(line));
  return lines.filter((line) => !(/^\s+at /.test(line) && line.includes(folder)) && !(isRun && RUNTIME_FRAME.test(line))).join('\n');
}
