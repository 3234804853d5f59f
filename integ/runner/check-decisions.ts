import type { Decision } from '../lab/decision';
import { RecordedCall } from '../recorded-call';

/**
 * Whether the lab decided each call where the suite says: what a caller sees does not tell whether it was refused for the reason that the
 * test is about. Returns what is wrong, by the name of the call.
 */
export function checkDecisions(calls: readonly RecordedCall[], decisions: readonly Decision[]): Record<string, string> {
  return Object.fromEntries(calls.flatMap((call) => {
    const problem = problemOf(call, decisions.filter((decision) => isOf(call, decision)));
    return problem === undefined ? [] : [[call.name, problem]];
  }));
}

/** The last one counts: a call that is made again until it ends as expected has earlier ones. */
function problemOf({ decidedBy: { layer, statement, reason } }: RecordedCall, decisions: readonly Decision[]): string | undefined {
  const decision = decisions.at(-1);
  if (decision === undefined) return 'the lab has decided about no such request';
  const told = `the lab says: [${decision.layer}] ${decision.reason}`;
  if (decision.layer !== layer) return `must be decided by ${layer}; ${told}`;
  if (statement !== undefined && (decision.statement?.effect ?? 'none') !== statement) {
    return `must be decided by ${statement === 'none' ? 'no statement' : `a statement that says ${statement}`}; ${told}`;
  }
  return reason === undefined || new RegExp(reason).test(decision.reason) ? undefined : `must be decided because of ${reason}; ${told}`;
}

function isOf({ caller, method, path, decidedBy }: RecordedCall, { caller: who, request, layer }: Decision): boolean {
  if (who.account !== caller.account || !isFunction(who.name, `${caller.stackName}-${caller.logicalId}-`)) return false;
  const [verb, target] = request.split(' ');
  // What had no connection was no request yet.
  if (['dns', 'network', 'security-groups', 'tls'].includes(layer)) return layer === decidedBy.layer || verb === method;
  return layer !== 'access-log' && verb === method && target.endsWith(path);
}

/** CloudFormation names a function after its stack and logical id, shortened to what fits before thirteen characters of its own. */
function isFunction(name: string, full: string): boolean {
  return full.startsWith(name.slice(0, -13));
}
