import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App, CfnWaitConditionHandle, Fn, RemovalPolicies, Stack, StackProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { IntegEnvironment, integEnvironment, Side, STEP_VARIABLE } from './environment';
import { ExpectedCalls } from './expected-calls';
import { LabDelays } from './recorded-call';

export interface SuiteOptions {
  /** The suite says nothing where all sides are one account. */
  readonly needsAccountsApart?: boolean;
  /**
   * What is deployed one over the other, as an owner deploys changes. The file runs once for each: `suite.step` tells which it is.
   *
   * @default - one step
   */
  readonly steps?: readonly string[];
  /** Steps after whose calls everything is destroyed, so that the next one can look at what is left. */
  readonly destroyedAfter?: readonly string[];
  /** What time it is in the lab from a step on, by the name of the step. On AWS it is as late as it is. */
  readonly labClocks?: Readonly<Record<string, Date>>;
  /** Changes take effect late in the lab too, and each call is made again until it is as expected. @default - at once, and once */
  readonly labDelays?: LabDelays;
}

/** The app of one suite: stacks in two or three accounts, and the calls between them that must be answered or refused. */
export class Suite {
  public readonly app = new App();
  public readonly environment: IntegEnvironment = integEnvironment();
  /** The name of the step that is synthesized. */
  public readonly step: string;
  private readonly stacks: Stack[] = [];

  constructor(private readonly name: string, private readonly options: SuiteOptions = {}) {
    const { steps = ['only'] } = options;
    this.step = process.env[STEP_VARIABLE] ?? steps[0];
  }

  /** A stack in the account of a side. Its name has the suite's, so that suites can be deployed side by side. */
  public stack(name: string, side: Side): Stack {
    const stack = new OneZone(this.app, `Integ${this.name}${name}`, this.env(side));
    this.stacks.push(stack);
    return stack;
  }

  /** Call this when all stacks are there. The calls are made, and facts are asked for, from the account of a side. */
  public calls(side: Side = 'consumer'): ExpectedCalls {
    const stack = new Stack(this.app, `Integ${this.name}Calls`, this.env(side));
    if (this.stacks.length === 0) {
      new CfnWaitConditionHandle(this.stack('Nothing', side), 'Nothing'); // the runner wants a stack, and a stack wants a resource
    }
    RemovalPolicies.of(this.app).destroy(); // nothing stays, log groups included
    // The runner would deploy the committed snapshot first, and would want its assets to be committed too.
    new IntegTest(this.app, this.name, { testCases: this.stacks, assertionStack: stack, stackUpdateWorkflow: false });
    const { needsAccountsApart = false, steps = [this.step], destroyedAfter = [], labClocks = {}, labDelays } = this.options;
    return new ExpectedCalls(stack, this.environment, {
      needsAccountsApart,
      labDelays,
      steps: steps.map((step) => ({
        name: step, isDestroyed: destroyedAfter.includes(step) || step === steps.at(-1), labClock: labClocks[step]?.toISOString(),
      })),
    });
  }

  private env(side: Side): StackProps {
    return { env: { account: this.environment.accounts[side], region: this.environment.region } };
  }
}

/** The first zone by number, so that nothing is looked up in the account. */
class OneZone extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
  }

  public get availabilityZones(): string[] {
    return [Fn.select(0, Fn.getAzs())];
  }
}
