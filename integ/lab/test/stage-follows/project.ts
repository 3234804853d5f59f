import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ACCOUNTS } from '../../accounts';
import { awsEnvironment } from '../../aws-environment';
import { LabAccess } from '../../lab';
import { BIN, Ran, runCommand } from '../run-command';

/** An app's folder, in which its owner runs the CLI, and in which that keeps what it looked up. */
export class Project {
  private readonly folder: string;
  private readonly env: Record<string, string>;

  constructor(lab: LabAccess, app: 'network' | 'provider') {
    this.folder = join(lab.folder, app);
    this.env = awsEnvironment(lab, app === 'network' ? ACCOUNTS.consumer : ACCOUNTS.provider);
    mkdirSync(this.folder);
    const command = `${join(BIN, 'tsx')} ${join(__dirname, `${app}-app.ts`)}`;
    writeFileSync(join(this.folder, 'cdk.json'), JSON.stringify({ app: command, notices: false, versionReporting: false }));
  }

  public async deploy(stacks: string[], context: Record<string, string>, ...args: string[]): Promise<Ran> {
    const given = Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
    return this.cdk('deploy', ...stacks, '--require-approval', 'never', '--concurrency', '12', ...given, ...args);
  }

  /** What was looked up is looked up again with the next deploy. */
  public async forget(): Promise<Ran> {
    const [key, ...others] = Object.keys(JSON.parse(readFileSync(join(this.folder, 'cdk.context.json'), 'utf8')) as object);
    expect(others).toEqual([]);
    return this.cdk('context', '--reset', key);
  }

  private async cdk(...args: string[]): Promise<Ran> {
    return runCommand(join(BIN, 'cdk'), args, { cwd: this.folder, env: this.env });
  }
}
