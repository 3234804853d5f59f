import type { IConstruct } from 'constructs';

/** An error that says at which construct it happened. */
export function constructError(scope: IConstruct, message: string): Error {
  return new Error(`[${scope.node.path}] ${message}`);
}
