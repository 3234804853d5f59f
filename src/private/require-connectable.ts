import { Token } from 'aws-cdk-lib';
import type { IEnvironmentAware } from 'aws-cdk-lib/interfaces';
import type { IConstruct } from 'constructs';
import { constructError } from './errors';
import { connectionProblem, Place } from './places';

/** Fails where the endpoint can never reach the API, or where its policy could not name it. */
export function requireConnectable(scope: IConstruct, api: IEnvironmentAware, endpoint: IEnvironmentAware): void {
  const problem = connectionProblem(placeOf(api), placeOf(endpoint));
  if (problem !== undefined) {
    throw constructError(scope, problem);
  }
}

function placeOf({ env }: IEnvironmentAware): Place {
  return { account: known(env.account), region: known(env.region) };
}

function known(fact: string): string | undefined {
  return Token.isUnresolved(fact) ? undefined : fact;
}
