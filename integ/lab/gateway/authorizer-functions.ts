import { FunctionAnswer } from './lambda-authorizer';

/**
 * Runs an authorizer's function in the emulator, once for each call: the lab has no cache of authorizers' answers.
 */
export async function invokeAuthorizer(emulator: string, functionArn: string, event: object): Promise<FunctionAnswer> {
  const [, , , region, account] = functionArn.split(':');
  const response = await fetch(`${emulator}/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`, {
    method: 'POST',
    body: JSON.stringify(event),
    // The emulator reads account and Region from the credential, and verifies nothing.
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/lambda/aws4_request, SignedHeaders=host, Signature=0` },
  });
  const payload = await response.text();
  if (!response.ok) {
    throw new Error(`the emulator must run the authorizer ${functionArn}, got status ${response.status}: ${payload.slice(0, 500)}`);
  }
  return response.headers.has('x-amz-function-error') ? { error: errorMessageOf(payload) } : { payload };
}

function errorMessageOf(payload: string): string {
  return (JSON.parse(payload) as { errorMessage?: string }).errorMessage ?? payload;
}
