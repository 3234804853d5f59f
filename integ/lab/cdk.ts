import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BaseCredentials, BootstrapEnvironments, ExpandStackSelection, IIoHost, IoMessage, IoRequest, MemoryContext, StackSelectionStrategy, Toolkit,
} from '@aws-cdk/toolkit-lib';
import { awsEnvironment } from './aws-environment';
import { LabAccess } from './lab';

const BIN = join(__dirname, '..', '..', 'node_modules', '.bin');
const MESSAGES_KEPT = 40;

/** A CDK app as its owner deploys it: a folder with a `cdk.json`, an account, and the stacks of this step. */
export interface AppToDeploy {
  readonly directory: string;
  readonly account: string;
  /** Every stack of the app if left out. */
  readonly stacks?: string[];
  readonly context?: Record<string, string>;
  /** Where `cdk deploy --outputs-file` would write. */
  readonly outputsFile?: string;
}

/** Runs work with the toolkit as an account of the lab; a failure carries what the toolkit said before it. */
export async function withToolkit<T>(lab: LabAccess, account: string, work: (toolkit: Toolkit) => Promise<T>): Promise<T> {
  const said: string[] = [];
  const toolkit = new Toolkit({
    ioHost: new QuietHost(said), color: false, emojis: false, sdkConfig: { baseCredentials: credentials(lab, account) },
  });
  try {
    return await work(toolkit);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${said.slice(-MESSAGES_KEPT).join('\n')}`.trimEnd(), { cause: error });
  }
}

function credentials(lab: LabAccess, account: string) {
  // The toolkit's clients take endpoint and home from the process; the account is each toolkit's own.
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, ...shared } = awsEnvironment(lab, account);
  Object.assign(process.env, shared);
  return BaseCredentials.custom({ region: lab.region, provider: async () => ({ accessKeyId, secretAccessKey }) });
}

export async function bootstrap(lab: LabAccess, account: string): Promise<void> {
  await withToolkit(lab, account, async (toolkit) => toolkit.bootstrap(BootstrapEnvironments.fromList([`aws://${account}/${lab.region}`])));
}

/** Deploys, and returns the outputs by stack. */
export async function deploy(lab: LabAccess, app: AppToDeploy): Promise<Record<string, Record<string, string>>> {
  return withToolkit(lab, app.account, async (toolkit) => {
    const source = await toolkit.fromCdkApp(appCommand(app.directory), {
      workingDirectory: app.directory,
      outdir: mkdtempSync(join(lab.folder, 'assembly-')), // not the app's own cdk.out: the CDK lets one process use that at a time
      contextStore: new MemoryContext(app.context ?? {}), // a lab's look-ups have no place in the app's cdk.context.json
    });
    const result = await toolkit.deploy(source, {
      stacks: app.stacks === undefined
        ? { strategy: StackSelectionStrategy.ALL_STACKS }
        : { strategy: StackSelectionStrategy.PATTERN_MUST_MATCH, patterns: app.stacks, expand: ExpandStackSelection.UPSTREAM }, // as `cdk deploy` does
      outputsFile: app.outputsFile,
      stackEventPollingInterval: 100, // the emulator needs a tenth of a second for a stack; AWS needs the default of 2 s
    });
    return Object.fromEntries(result.stacks.map((stack) => [stack.stackName, stack.outputs]));
  });
}

/** The app's own command, without the half second that `npx` takes to find what is installed here. */
function appCommand(directory: string): string {
  const { app } = JSON.parse(readFileSync(join(directory, 'cdk.json'), 'utf8')) as { app: string };
  return app.replace(/^npx /, `${BIN}/`);
}

/** Keeps what the toolkit says for the case of a failure, and takes each question's default answer. */
class QuietHost implements IIoHost {
  public constructor(private readonly said: string[]) {}

  public async notify(message: IoMessage<unknown>): Promise<void> {
    if (message.level !== 'trace' && message.level !== 'debug') {
      this.said.push(message.message);
    }
  }

  public async requestResponse<T>(request: IoRequest<unknown, T>): Promise<T> {
    return request.defaultResponse;
  }
}
