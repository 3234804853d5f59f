import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsSettings } from './aws-settings';

/** The bootstrap template's own. @see https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-customizing.html */
const QUALIFIER = 'hnb659fds';

/** Whether our credentials can deploy to each account: it is bootstrapped in the Region, and its deployment role trusts us. Says what is not so. */
export async function accessProblems({ accounts, region }: AwsSettings): Promise<string[]> {
  const sts = new STSClient({ region });
  try {
    const { Account: own, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    const problems = await Promise.all([...new Set(Object.values(accounts))].map(async (account) => {
      try {
        await readBootstrapVersion(sts, account, partitionOf(Arn!), region);
        return [];
      } catch (error) {
        const trust = account === own ? '' : ` --trust ${own}`;
        return [`account ${account} must be bootstrapped in ${region}${trust && `, and trust account ${own}`} (${(error as Error).message}); as its administrator: `
          + `npx cdk bootstrap aws://${account}/${region}${trust && `${trust} --cloudformation-execution-policies <the ARN of a policy>`}`];
      }
    }));
    return problems.flat();
  } catch (error) {
    return [`credentials must be usable, as for the AWS CLI (${(error as Error).message}); try: aws sts get-caller-identity`];
  } finally {
    sts.destroy();
  }
}

async function readBootstrapVersion(sts: STSClient, account: string, partition: string, region: string): Promise<void> {
  const { Credentials: found } = await sts.send(new AssumeRoleCommand({
    RoleArn: `arn:${partition}:iam::${account}:role/cdk-${QUALIFIER}-deploy-role-${account}-${region}`, RoleSessionName: 'integration-tests',
  }));
  const ssm = new SSMClient({
    region, credentials: { accessKeyId: found!.AccessKeyId!, secretAccessKey: found!.SecretAccessKey!, sessionToken: found!.SessionToken },
  });
  try {
    await ssm.send(new GetParameterCommand({ Name: `/cdk-bootstrap/${QUALIFIER}/version` }));
  } finally {
    ssm.destroy();
  }
}

function partitionOf(arn: string): string {
  return arn.split(':')[1];
}
