import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Decision } from './decision';

/** The decisions of a lab so far, oldest first. */
export function readDecisions(folder: string): Decision[] {
  const file = join(folder, 'decisions.log');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Decision) : [];
}

/** One line for a person. */
export function formatDecision({ time, caller, request, layer, outcome, reason }: Decision): string {
  const who = caller.account === undefined ? caller.name : `${caller.account}/${caller.name}`;
  return `${time}  ${who}  ${request}  ${outcome}  [${layer}] ${reason}`;
}
