import { join } from 'node:path';
import { ROOT_SECRET } from './accounts';
import { LabAccess } from './lab';

const NO_WARNING = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
// Node 20 is supported here, and the SDK says at each start that it will not be for ever.
Object.assign(process.env, NO_WARNING);

/** What the AWS clients of the CDK, of the CLI and of tests need in their environment to act in an account of the lab. */
export function awsEnvironment(lab: LabAccess, account: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: lab.emulatorUrl,
    AWS_REGION: lab.region,
    AWS_DEFAULT_REGION: lab.region,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: ROOT_SECRET,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(lab.folder, 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(lab.folder, 'no-aws-credentials'),
    CDK_HOME: join(lab.folder, 'cdk-home'),
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    ...NO_WARNING,
  };
}

/** The same for a client that is made here. */
export function clientConfig(lab: LabAccess, account: string) {
  return { region: lab.region, endpoint: lab.emulatorUrl, credentials: { accessKeyId: account, secretAccessKey: ROOT_SECRET } };
}
