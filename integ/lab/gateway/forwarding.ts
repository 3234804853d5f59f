import { Agent, IncomingMessage, OutgoingHttpHeaders, request as httpRequest, ServerResponse } from 'node:http';
import { OriginNetwork } from '../network/origin';
import { Endpoint } from '../state';
import { ReachedMethod } from './call';
import { Target } from './request';
import { SignedCaller } from './signed-caller';

/** Shorter than the emulator's own, so that no request is sent on a connection that is being closed. */
const IDLE_MS = 3_000;
const OF_ONE_CONNECTION = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'proxy-connection', 'expect',
]);

export class IntegrationTimeout extends Error {}

export interface Forwarding {
  readonly emulator: string;
  readonly apiId: string;
  readonly target: Target;
  readonly endpoint: Endpoint;
  readonly caller: OriginNetwork;
  /** What the caller waits for; if it is closed, nobody needs the integration's answer. */
  readonly response: ServerResponse;
  /** Where it had to be read already. */
  readonly body?: Buffer;
  readonly reached: ReachedMethod;
}

/** Sends admitted requests to the emulator's own execute-api data plane, which runs the integration. */
export class Forwarder {
  private readonly agent = new Agent({ keepAlive: true, timeout: IDLE_MS });

  public async forward(incoming: IncomingMessage, o: Forwarding): Promise<IncomingMessage> {
    const { stage, path, query } = o.target;
    return new Promise((resolve, reject) => {
      const outgoing = httpRequest(`${o.emulator}/_aws/execute-api/`, {
        // MiniStack 1.5.33 sends a body with its 204 for a CORS preflight; on a kept connection it would be read as the next answer.
        agent: incoming.method === 'OPTIONS' ? false : this.agent,
        method: incoming.method,
        path: `/_aws/execute-api/${o.apiId}/${stage}${path}${query}`,
        headers: { ...endToEnd(incoming.headers), ...framing(incoming), ...gatewayHeaders(o), host: new URL(o.emulator).host },
      }, resolve);
      const timer = setTimeout(() => outgoing.destroy(new IntegrationTimeout()), o.reached.method.integrationTimeout);
      outgoing.once('close', () => clearTimeout(timer));
      outgoing.once('response', () => clearTimeout(timer));
      outgoing.once('error', reject);
      incoming.once('error', (error) => outgoing.destroy(error));
      o.response.once('close', () => o.response.writableFinished || outgoing.destroy(new Error('the caller is gone')));
      if (o.body === undefined) {
        incoming.pipe(outgoing);
      } else {
        outgoing.end(o.body);
      }
    });
  }

  public close(): void {
    this.agent.destroy();
  }
}

/** What of a response goes on to the caller. */
export function responseHeaders(response: IncomingMessage): OutgoingHttpHeaders {
  const headers = endToEnd(response.headers);
  if (response.statusCode === 204) {
    // MiniStack 1.5.33 answers CORS preflights 204 with `Content-Length: 2`; RFC 9110 §8.6 forbids it, and clients wait for a body.
    delete headers['content-length'];
  }
  return headers;
}

function endToEnd(headers: IncomingMessage['headers']): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_ONE_CONNECTION.has(name)));
}

/** Node frames a body of unknown length by itself for some methods only. */
function framing({ headers }: IncomingMessage): OutgoingHttpHeaders {
  return headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' };
}

/** What API Gateway tells an integration about a private call; whatever the caller sent under these names is replaced. */
function gatewayHeaders({ endpoint, caller, reached: { authorizer, signed } }: Forwarding): OutgoingHttpHeaders {
  return {
    'x-forwarded-for': caller.address,
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
    'x-amzn-vpce-id': endpoint.id,
    'x-amzn-vpc-id': endpoint.vpcId,
    // For the emulator's extension, which takes it off again: it need not decide once more, nor run the authorizer.
    'x-lab-authorized': Buffer.from(JSON.stringify({ authorizer, signer: signed && signerOf(signed) })).toString('base64'),
  };
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html */
function signerOf({ credential, principal, organizationId }: SignedCaller): object {
  return {
    accessKey: credential.accessKeyId, accountId: principal.account, caller: credential.userId, user: credential.userId, userArn: principal.arn,
    principalOrgId: organizationId ?? null,
  };
}
