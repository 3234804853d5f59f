import { AwsApiCall, ExpectedResult, Match } from '@aws-cdk/integ-tests-alpha';
import { Duration, Names, Stack } from 'aws-cdk-lib';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { IntegEnvironment } from './environment';
import { ExpectedAnswer } from './expected-answer';
import { RECORD, RecordedCall, SuiteRecord } from './recorded-call';
import { PrivateApiProbe } from 'cdk-cross-account-private-api';

/** What is sent: the probe's event. */
export interface Request {
  /** Below the stage, as it is sent. */
  readonly path: string;
  /** The stage, for probes without a connection. */
  readonly url?: string;
  /** @default - GET */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly sign?: boolean;
}

/** Nobody waits for five seconds for what will never answer. */
const NO_ANSWER_MS = 2000;

/** A suite's calls: each is an assertion of its own, made from the consumer's account. */
export class ExpectedCalls {
  private readonly recorded: RecordedCall[] = [];

  constructor(private readonly stack: Stack, private readonly environment: IntegEnvironment, suite: Omit<SuiteRecord, 'calls'>) {
    stack.templateOptions.metadata = { [RECORD]: { ...suite, calls: this.recorded } };
  }

  /**
   * @param name Who calls what, as one word in camel case: it is the id of the assertion.
   * @param caller In whichever account.
   */
  public expect(name: string, caller: PrivateApiProbe, request: Request, answer: ExpectedAnswer): void {
    const resource = caller.function.node.defaultChild as CfnFunction;
    const functionArn = resource.attrArn; // that of the resource itself can be told to the stacks of other accounts
    const event = { ...request, ...answer.report.outcome !== 'answered' && { timeoutMs: NO_ANSWER_MS } };
    const call = new AwsApiCall(this.stack, name, {
      service: 'Lambda', api: 'invoke', parameters: { FunctionName: functionArn, Payload: JSON.stringify(event) },
    });
    call.expect(ExpectedResult.objectLike({ Payload: Match.serializedJson(Match.objectLike(answer.report)) }));
    if (this.environment.isAws) {
      // A deployment takes effect after seconds, and an endpoint's policy, its names and the rules of groups later than that.
      call.waitForAssertions({ interval: Duration.seconds(15), totalTimeout: Duration.minutes(10) });
    }
    for (const provider of [call.provider, ...call.waiterProvider ? [call.waiterProvider] : []]) {
      provider.addPolicyStatementFromSdkCall('Lambda', 'invokeFunction', [functionArn]);
    }
    const { account, stackName } = Stack.of(caller);
    if (account !== this.stack.account) {
      caller.function.addPermission(`Calls${Names.uniqueId(call)}`, { principal: new AccountPrincipal(this.stack.account) });
    }
    this.record({
      name, method: request.method ?? 'GET', path: request.path, decidedBy: answer.decidedBy,
      caller: { account, stackName, logicalId: this.stack.resolve(resource.logicalId) },
    });
  }

  /** The lab's log tells calls apart by who called what. */
  private record(call: RecordedCall): void {
    const same = this.recorded.find((other) => callKey(other) === callKey(call));
    if (same !== undefined) {
      throw new Error(`${call.name} calls what ${same.name} calls; tell them apart, by a query for example`);
    }
    this.recorded.push(call);
  }
}

function callKey({ caller, method, path }: RecordedCall): string {
  return JSON.stringify([caller, method, path]);
}
