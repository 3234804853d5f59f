import { ArnFormat, CfnParameter, Stack, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { describeResolved, referencesIn } from './deploy-time-values';
import { allowStatement, compileEndpointPolicy, needed, policyLengthProblem, Reachable } from './endpoint-policy';
import { constructError } from './errors';
import { requireConnectable } from './require-connectable';
import type { ICrossAccountPrivateApi } from '../i-cross-account-private-api';
import type { IPrivateApiConsumer } from '../i-private-api-consumer';

/** The APIs that calls through a consumer's endpoint may pass to. */
export class ReachableApis {
  private reachable: readonly Reachable[] = [];

  constructor(private readonly consumer: IPrivateApiConsumer) {}

  public add(api: ICrossAccountPrivateApi): void {
    requireConnectable(this.consumer, api, this.consumer);
    const reachable = [...this.reachable, reachableOf(this.consumer, api)];
    const problem = policyLengthProblem(reachable);
    if (problem !== undefined) {
      throw constructError(this.consumer, problem);
    }
    this.reachable = reachable;
  }

  public toPolicy() {
    return compileEndpointPolicy(this.reachable);
  }

  public toStatement() {
    return allowStatement(needed(this.reachable).map(({ arn }) => arn));
  }
}

function reachableOf(consumer: IConstruct, { env: { account, region }, restApiId }: ICrossAccountPrivateApi): Reachable {
  const stack = Stack.of(consumer);
  const isWholeAccount = isOfAnotherStack(stack, restApiId);
  const arn = stack.formatArn({
    service: 'execute-api',
    account,
    region,
    ...isWholeAccount
      ? { resource: '*', arnFormat: ArnFormat.NO_RESOURCE_NAME }
      : { resource: restApiId, resourceName: '*', arnFormat: ArnFormat.SLASH_RESOURCE_NAME },
  });
  return { account: textOf(stack, account), isWholeAccount, arn, text: textOf(stack, arn) };
}

function textOf(stack: Stack, value: string): string {
  return describeResolved(stack.resolve(value));
}

/**
 * Whether the endpoint's stack had to wait for the API to know its id. The API may wait for the endpoint's id in turn, and so may the stack
 * of a connection, so the endpoint would close a circle; an API of the very stack is no better.
 */
function isOfAnotherStack(stack: Stack, restApiId: string): boolean {
  return Token.isUnresolved(restApiId)
    && referencesIn(stack, restApiId).some(({ target }) => Stack.of(target) !== stack || !(target instanceof CfnParameter));
}
