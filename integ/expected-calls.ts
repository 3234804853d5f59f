import { AwsApiCall, ExpectedResult, Match } from '@aws-cdk/integ-tests-alpha';
import { Duration, Names, Stack } from 'aws-cdk-lib';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Caller } from './caller';
import { IntegEnvironment } from './environment';
import { ExpectedAnswer } from './expected-answer';
import { RecordedCall, RECORD } from './recorded-call';

/** What is sent. */
export interface Request {
  /** Below the stage, as it is sent. */
  readonly path: string;
  /** @default - GET */
  readonly method?: string;
  readonly body?: unknown;
}

/** A suite's calls: each is an assertion of its own, in the consumer's account. */
export class ExpectedCalls {
  private readonly recorded: RecordedCall[] = [];

  constructor(private readonly stack: Stack, private readonly environment: IntegEnvironment, needsAccountsApart: boolean) {
    stack.templateOptions.metadata = { [RECORD]: { needsAccountsApart, calls: this.recorded } };
  }

  /**
   * @param name Who calls what, as one word in camel case: it is the id of the assertion.
   * @param caller In whichever account.
   */
  public expect(name: string, caller: Caller, request: Request, answer: ExpectedAnswer): void {
    const arn = functionOf(caller).attrArn; // of the resource itself, which other accounts' stacks can refer to
    const call = new AwsApiCall(this.stack, name, {
      service: 'Lambda', api: 'invoke',
      parameters: { FunctionName: arn, Payload: JSON.stringify(request) },
    });
    call.expect(ExpectedResult.objectLike({ Payload: Match.serializedJson(Match.objectLike(answer.report)) }));
    if (this.environment.isAws) {
      // A deployment takes effect after seconds, and an endpoint's policy, its names and the rules of groups later than that.
      call.waitForAssertions({ interval: Duration.seconds(15), totalTimeout: Duration.minutes(10) });
    }
    for (const provider of [call.provider, ...call.waiterProvider ? [call.waiterProvider] : []]) {
      provider.addPolicyStatementFromSdkCall('Lambda', 'invokeFunction', [arn]);
    }
    const { account } = Stack.of(caller);
    if (account !== this.stack.account) {
      caller.function.addPermission(`Calls${Names.uniqueId(call)}`, { principal: new AccountPrincipal(this.stack.account) });
    }
    this.recorded.push(recordOf(name, caller, request, answer));
  }
}

function recordOf(name: string, caller: Caller, { method = 'GET', path }: Request, { decidedBy }: ExpectedAnswer): RecordedCall {
  const stack = Stack.of(caller);
  const { logicalId } = functionOf(caller);
  return { name, caller: { account: stack.account, stackName: stack.stackName, logicalId: stack.resolve(logicalId) }, method, path, decidedBy };
}

function functionOf(caller: Caller): CfnFunction {
  return caller.function.node.defaultChild as CfnFunction;
}
