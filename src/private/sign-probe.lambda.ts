import { createHash, createHmac, type BinaryLike } from 'node:crypto';
// eslint-disable-next-line import/no-extraneous-dependencies -- bundled into the handler: which version Lambda's runtimes bring is not documented
import { SignatureV4 } from '@smithy/signature-v4';
import type { ProbeRequest } from './probe-request';

/** What Lambda tells a function: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export type FunctionEnvironment = Readonly<Record<string, string | undefined>>;

/** The hash of Node.js in the shape that the signer asks for, as far as it uses that. */
function sha256(secret?: BinaryLike): object {
  const hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  return { update: (data: BinaryLike) => { hash.update(data); }, digest: async () => hash.digest() };
}

type Sha256 = ConstructorParameters<typeof SignatureV4>[0]['sha256'];

/**
 * The request with the signature of the function's own role, for the host that arrives with it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function signProbe(request: ProbeRequest, environment: FunctionEnvironment): Promise<ProbeRequest> {
  const { url, method, headers, body } = request;
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '', AWS_SESSION_TOKEN: sessionToken, AWS_REGION = '' } = environment;
  const signer = new SignatureV4({
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    region: regionOf(headers.host) ?? AWS_REGION,
    service: 'execute-api',
    sha256: sha256 as unknown as Sha256,
  });
  const signed = await signer.sign({ method, protocol: 'https:', hostname: url.hostname, path: url.pathname, query: queryOf(url), body, headers: { ...headers } });
  return { ...request, headers: signed.headers };
}

/** The Region in a name of API Gateway or of an endpoint. Another name, such as a private custom domain, has none in it. */
function regionOf(host: string): string | undefined {
  return /\.execute-api\.([a-z0-9-]+)\./.exec(host)?.[1];
}

function queryOf({ searchParams }: URL): Record<string, string[]> {
  return Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]));
}
