import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { clientConfig } from './aws-environment';
import { LabAccess } from './lab';

/** Invokes a function of an account of the lab, as anybody with that account's credentials would. */
export async function invoke<T>(lab: LabAccess, account: string, functionName: string, payload: object = {}): Promise<T> {
  const client = new LambdaClient(clientConfig(lab, account));
  try {
    const answer = await client.send(new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) }));
    const text = Buffer.from(answer.Payload ?? []).toString('utf8');
    if (answer.FunctionError !== undefined) {
      throw new Error(`function ${functionName} of account ${account} failed (${answer.FunctionError}): ${text}`);
    }
    return JSON.parse(text) as T;
  } finally {
    client.destroy();
  }
}
