import { AwsApiCall, AwsApiCallProps, ExpectedResult, Match, WaiterStateMachineOptions } from '@aws-cdk/integ-tests-alpha';
import { Duration, Names, Stack } from 'aws-cdk-lib';
import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { IntegEnvironment } from './environment';
import { ExpectedAnswer } from './expected-answer';
import { RECORD, RecordedCall, RecordedFact, SuiteRecord } from './recorded-call';
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
  private readonly facts: RecordedFact[] = [];
  private readonly waiting: AwsApiCall[] = [];
  /** How long a call is made again. Without it, what is deployed is in force. */
  private readonly patience?: WaiterStateMachineOptions;

  constructor(private readonly stack: Stack, { isAws }: IntegEnvironment, suite: Omit<SuiteRecord, 'calls' | 'facts'>) {
    // On AWS a deployment takes effect after seconds, and an endpoint's policy, its names and the rules of groups later than that.
    this.patience = isAws
      ? { interval: Duration.seconds(15), totalTimeout: Duration.minutes(10) }
      : suite.labDelays && { interval: Duration.seconds(1), totalTimeout: Duration.seconds(15) };
    stack.templateOptions.metadata = { [RECORD]: { ...suite, calls: this.recorded, facts: this.facts } };
  }

  /**
   * @param name Who calls what, as one word in camel case: it is the id of the assertion.
   * @param caller In whichever account.
   * @param settles What AWS does not document: the answer is the lab's, and a run on AWS shows whether it is AWS's too.
   */
  public expect(name: string, caller: PrivateApiProbe, request: Request, answer: ExpectedAnswer, settles?: string): void {
    const resource = caller.function.node.defaultChild as CfnFunction;
    const functionArn = resource.attrArn; // that of the resource itself can be told to the stacks of other accounts
    const path = `${request.path}?${name}`; // the lab's log tells calls apart by it, and no policy sees it
    const event = { ...request, path, ...answer.report.outcome !== 'answered' && { timeoutMs: NO_ANSWER_MS } };
    const call = this.ask(name, {
      service: 'Lambda', api: 'invoke', parameters: { FunctionName: functionArn, Payload: JSON.stringify(event) },
    }, { Payload: Match.serializedJson(Match.objectLike(answer.report)) }, settles);
    for (const provider of [call.provider, ...call.waiterProvider ? [call.waiterProvider] : []]) {
      provider.addPolicyStatementFromSdkCall('Lambda', 'invokeFunction', [functionArn]);
    }
    const { account, stackName } = Stack.of(caller);
    if (account !== this.stack.account) {
      caller.function.addPermission(`Calls${Names.uniqueId(call)}`, { principal: new AccountPrincipal(this.stack.account) });
    }
    this.recorded.push({
      name, settles, method: request.method ?? 'GET', path, decidedBy: answer.decidedBy,
      caller: { account, stackName, logicalId: this.stack.resolve(resource.logicalId) },
    });
  }

  /**
   * What AWS itself must say of the account that the calls are made from.
   *
   * @param expected A part of the answer, or a pattern of it.
   */
  public expectFact(name: string, question: AwsApiCallProps, expected: { [key: string]: unknown }, settles?: string): void {
    this.ask(name, question, expected, settles);
    this.facts.push({ name, settles });
  }

  private ask(name: string, question: AwsApiCallProps, expected: { [key: string]: unknown }, settles?: string): AwsApiCall {
    const call = new AwsApiCall(this.stack, name, question);
    call.expect(ExpectedResult.objectLike(expected));
    if (this.patience !== undefined && settles === undefined) {
      call.waitForAssertions(this.patience);
      this.waiting.push(call);
    } else if (this.patience !== undefined) {
      call.node.addDependency(...this.waiting); // asked once, when all that was expected before is in force
    }
    return call;
  }
}
