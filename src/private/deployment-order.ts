import { Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { targetOf } from './deploy-time-ids';
import { outputReads } from './output-reads';
import { sharedMap } from './shared-map';
import { topStackOf } from './top-stack';

/** A construct whose stack has to be deployed after another one. */
export interface Wait {
  readonly scope: IConstruct;
  /** What has to be there first. */
  readonly target: IConstruct;
  /** How messages call the target. */
  readonly name: string;
  /** Which property of the scope asks for it. */
  readonly property: string;
  /** In a word that stands between the path of the scope and the name of the target. */
  readonly verb: string;
  /** How to have both without a circle. */
  readonly wayOut: string;
}

/** Why the stack of one waits for that of the other: what this library has asked for, since the CDK keeps its own reasons to itself. */
const REASONS = sharedMap<Stack, Map<Stack, string>>('reasons');
/** Who waits for a stack of another account. */
const WAITS = sharedMap<Stack, Wait[]>('waits');

export const CONNECTION_WAY_OUT = 'a connection, and whatever else needs the API\'s id, belongs in the stack of the workload that calls, not in the endpoint\'s';
export const ENDPOINT_WAY_OUT = 'the endpoint\'s stack is deployed before those that call through it, so take out of it what it reads of theirs';

/** The resource behind an id, if it is deployed before the scope's stack and not with it. */
export function deployedBefore(scope: IConstruct, id: string): IConstruct | undefined {
  const target = targetOf(id);
  return target === undefined || topStackOf(target) === topStackOf(scope) ? undefined : target;
}

/**
 * Why the stack of the scope cannot wait for that of the target, or `undefined` if it can.
 *
 * Between accounts the CDK sees no circle: all stacks of it would be made, and none could be deployed first.
 */
export function orderProblem(wait: Wait): string | undefined {
  const { scope, target } = wait;
  const elsewhere = stageProblem(scope, wait.property, target);
  if (elsewhere !== undefined) return elsewhere;
  const [first, waiting] = [topStackOf(target), topStackOf(scope)];
  const path = first === waiting ? undefined : pathsFrom(first, orderedSteps).get(waiting);
  return path && circleProblem(wait, path);
}

/** Why a scope cannot use what is defined in another Stage: the CDK hands no value over there, and keeps no order. */
function stageProblem(scope: IConstruct, property: string, target: IConstruct): string | undefined {
  const [own, other] = [scope, target].map((each) => Stage.of(each)!);
  return own === other ? undefined
    : `${property} must be of ${describeStage(own)} like this construct, got ${JSON.stringify(target.node.path)} of ${describeStage(other)}; `
      + 'each Stage is deployed by itself, so define both in one Stage, or hand the ids over: exportHandOver() and HandOver.fromFile()';
}

/** Let the stack of the scope wait for that of the target: the CDK adds no order for references between accounts. */
export function waitFor(wait: Wait): void {
  const [waiting, first] = [topStackOf(wait.scope), topStackOf(wait.target)];
  if (waiting === first) return;
  const reason = reasonOf(wait);
  // What later versions call it; there, the name of this one is deprecated and each use is told to whoever synthesizes.
  const { addStackDependency = waiting.addDependency } = waiting as Stack & { readonly addStackDependency?: Stack['addDependency'] };
  addStackDependency.call(waiting, first, reason);
  REASONS.set(waiting, (REASONS.get(waiting) ?? new Map<Stack, string>()).set(first, reason));
  if (waiting.account === first.account) return; // there the CDK sees each circle itself

  const waits = WAITS.get(first);
  if (waits !== undefined) {
    waits.push(wait);
    return;
  }
  WAITS.set(first, [wait]);
  wait.scope.node.addValidation({ validate: () => silentCircles(first) });
}

/** Circles that are closed by a value which the CDK, or its user, takes from another account. */
function silentCircles(first: Stack): string[] {
  const waits = WAITS.get(first)!;
  const paths = pathsFrom(first, (stack) => [
    ...orderedSteps(stack),
    ...outputReads(stack).map(({ by, from }) => ({ to: from, reason: `${by} reads an output of ${from.node.path}` })),
  ]);
  return waits.flatMap((wait) => {
    const path = paths.get(topStackOf(wait.scope));
    return path === undefined ? [] : circleProblem(wait, path);
  });
}

function circleProblem(wait: Wait, path: readonly string[]): string {
  const edges = [reasonOf(wait), ...path].map((edge) => JSON.stringify(edge));
  return `${wait.property} must not close a circle of stacks, of which none could be deployed first, got ${edges.join(' and ')}; ${wait.wayOut}`;
}

function reasonOf({ scope, name, verb }: Wait): string {
  return `${scope.node.path} ${verb} ${name}`;
}

interface Step {
  readonly to: Stack;
  readonly reason: string;
}

function orderedSteps(stack: Stack): Step[] {
  return stack.dependencies.map((to) => ({ to, reason: REASONS.get(stack)?.get(to) ?? `${stack.node.path} depends on ${to.node.path}` }));
}

/** The reasons, one after the other, why a stack waits for each of those that it waits for. */
function pathsFrom(start: Stack, stepsOf: (stack: Stack) => readonly Step[]): ReadonlyMap<Stack, readonly string[]> {
  const paths = new Map<Stack, readonly string[]>([[start, []]]);
  for (const [stack, path] of paths) {
    for (const { to, reason } of stepsOf(stack)) {
      if (!paths.has(to)) paths.set(to, [...path, reason]);
    }
  }
  return paths;
}

function describeStage(stage: Stage): string {
  return stage.node.path === '' ? 'the App itself' : `Stage ${JSON.stringify(stage.node.path)}`;
}
