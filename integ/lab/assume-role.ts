import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { clientConfig } from './aws-environment';
import { LabAccess } from './lab';

/** What signs a call. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A session of a role that trusts the account; `policy` limits it. */
export async function assumeRole(
  lab: LabAccess, account: string, roleArn: string, sessionName: string, policy?: object,
): Promise<SigningCredentials> {
  const client = new STSClient(clientConfig(lab, account));
  try {
    const { Credentials: found } = await client.send(new AssumeRoleCommand({
      RoleArn: roleArn, RoleSessionName: sessionName, Policy: policy && JSON.stringify(policy),
    }));
    return { accessKeyId: found!.AccessKeyId!, secretAccessKey: found!.SecretAccessKey!, sessionToken: found!.SessionToken };
  } finally {
    client.destroy();
  }
}
