import { randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { TLSSocket } from 'node:tls';
import { Decision, DecisionLog } from '../decision';
import { DeployedState } from '../deployed-state';
import { Connection, connectToInterface } from '../network/connection';
import { Origin, originOf } from '../network/origin';
import { Organizations } from '../organizations';
import { Endpoint, LabState } from '../state';
import { Answered, extendedId, isLogged, logEvent } from './access-log';
import { invokeAuthorizer } from './authorizer-functions';
import { Admitted, decideRequest, Reached, Refusal } from './decide-request';
import { Forwarder, IntegrationTimeout, responseHeaders } from './forwarding';
import { customised } from './gateway-responses';
import { INTEGRATION_TIMEOUT, labError, Outcome, outcomeName, REQUEST_TOO_LARGE } from './outcomes';
import { PolicyClock } from './policy-clock';
import { GatewayRequest } from './request';
import { readBody } from './request-body';
import { claimsSignature } from './signature';

const HTTPS = 443;

/** What is known of a request before any policy is asked. */
interface Arrival {
  readonly requestId: string;
  readonly time: Date;
  readonly state: LabState;
  readonly origin: Origin;
  readonly endpoint: Endpoint;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

type Facts = Pick<Decision, 'layer' | 'outcome' | 'allowed' | 'reason'> & Partial<Pick<Decision, 'apiId' | 'statement'>>;

export interface GatewayOptions {
  readonly clock: PolicyClock;
  readonly organizations?: Organizations;
}

/** API Gateway behind the endpoints: decides each request, answers it or forwards it, and says why. */
export class Gateway {
  private readonly forwarder = new Forwarder();
  /** The network is asked once per connection, as security groups track connections. */
  private readonly connections = new WeakMap<object, Connection>();
  private readonly running = new Set<Promise<void>>();

  public constructor(private readonly deployed: DeployedState, private readonly log: DecisionLog, private readonly options: GatewayOptions) {}

  public handle(interfaceId: string, incoming: IncomingMessage, response: ServerResponse): void {
    const work = this.answer(interfaceId, incoming, response).finally(() => this.running.delete(work));
    this.running.add(work);
  }

  /** Settles when no request is being worked on. */
  public async close(): Promise<void> {
    this.forwarder.close();
    await Promise.all(this.running);
  }

  private async answer(interfaceId: string, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const time = new Date();
    try {
      const state = await this.deployed.current();
      const origin = originOf(state, incoming.socket.remoteAddress ?? '');
      const endpoint = state.endpoints.find(({ interfaces }) => interfaces.some(({ id }) => id === interfaceId));
      if (endpoint === undefined) {
        incoming.socket.destroy(); // deleted while the connection was open
        return;
      }
      await this.decide({ requestId: randomUUID(), time, state, origin, endpoint, incoming, response }, interfaceId);
    } catch (error) {
      this.fail(incoming, response, error as Error);
    }
  }

  private async decide(arrival: Arrival, interfaceId: string): Promise<void> {
    const { incoming } = arrival;
    const connection = this.connectionOf(arrival, interfaceId);
    if (connection.to !== 'endpoint') {
      // Only a client that goes around the lab's own connect gets this far.
      this.record(arrival, { layer: connection.layer, outcome: 'connection closed', allowed: false, reason: connection.reason });
      incoming.socket.destroy();
      return;
    }
    const sent = {
      method: incoming.method!, target: incoming.url!, headers: incoming.headers, serverName: serverNameOf(incoming),
      arrived: arrival.time, time: this.options.clock.at(arrival.time),
    };
    const body = claimsSignature(sent) ? await readBody(incoming) : undefined;
    if (body === undefined && claimsSignature(sent)) {
      await this.refuse(arrival, sent, { outcome: REQUEST_TOO_LARGE, layer: 'routing', reason: 'the body is larger than API Gateway takes' });
      return;
    }
    const request = { ...sent, body };
    const verdict = await this.verdictOn(arrival, request);
    if ('target' in verdict) {
      await this.forward(arrival, request, verdict);
    } else {
      await this.refuse(arrival, request, verdict);
    }
  }

  private async verdictOn({ state, origin, endpoint }: Arrival, request: GatewayRequest): Promise<Admitted | Refusal> {
    const verdict = decideRequest(state, origin.network!, endpoint, request, this.options.organizations);
    return 'conclude' in verdict ? verdict.conclude(await invokeAuthorizer(this.deployed.emulator, verdict.functionArn, verdict.event)) : verdict;
  }

  private connectionOf({ state, origin, endpoint, incoming }: Arrival, interfaceId: string): Connection {
    const networkInterface = endpoint.interfaces.find(({ id }) => id === interfaceId)!;
    const connection = this.connections.get(incoming.socket) ?? connectToInterface(state, origin, endpoint, networkInterface, HTTPS);
    this.connections.set(incoming.socket, connection);
    return connection;
  }

  private async refuse(arrival: Arrival, request: GatewayRequest, { outcome, layer, apiId, reached, statement, reason }: Refusal): Promise<void> {
    await this.answerItself(arrival, request, reached, outcome, (given) => ({ layer, outcome: given, allowed: false, apiId, statement, reason }));
  }

  /** API Gateway's own answer, as the API words it. */
  private async answerItself(
    arrival: Arrival, request: GatewayRequest, reached: Reached | undefined, outcome: Outcome, factsOf: (outcomeName: string) => Facts,
  ): Promise<void> {
    const { requestId, endpoint, origin, time, response } = arrival;
    const facts = { requestId, request, endpoint, caller: origin.network!, latency: Date.now() - time.getTime(), status: outcome.status };
    const given = reached === undefined ? outcome : customised({ ...facts, reached, outcome });
    this.record(arrival, factsOf(outcomeName(given)));
    answer(response, requestId, given);
    await this.writeAccessLog(arrival, request, reached, { status: given.status, outcome, responseLength: Buffer.byteLength(given.body) });
  }

  private async forward(arrival: Arrival, request: GatewayRequest, { apiId, reached, target, statement, reason }: Admitted): Promise<void> {
    const { requestId, origin, endpoint, incoming, response } = arrival;
    const facts = { layer: 'integration', allowed: true, apiId, statement } as const;
    const started = Date.now();
    let integration: IncomingMessage;
    try {
      const { emulator } = this.deployed;
      const { body } = request;
      integration = await this.forwarder.forward(incoming, {
        emulator, requestId, apiId, target, endpoint, caller: origin.network!, response, body, reached,
      });
    } catch (error) {
      const outcome = error instanceof IntegrationTimeout ? INTEGRATION_TIMEOUT : labError(502, `the emulator must run the integration, got ${String(error)}`);
      await this.answerItself(arrival, request, reached, outcome, (given) => (
        { ...facts, outcome: given, reason: `${reason}; the integration did not answer: ${outcome.body}` }));
      return;
    }
    const integrationLatency = Date.now() - started;
    const { 'x-amzn-requestid': _, ...headers } = responseHeaders(integration);
    this.record(arrival, { ...facts, outcome: String(integration.statusCode), reason });
    response.writeHead(integration.statusCode!, { ...requestIds(requestId), ...headers });
    await pipeline(integration, response).catch((error: Error) => {
      this.record(arrival, { ...facts, outcome: 'interrupted', reason: `the answer was cut off: ${error.message}` });
    });
    const length = Number(headers['content-length']);
    await this.writeAccessLog(arrival, request, reached, {
      status: integration.statusCode!, integrationLatency, responseLength: Number.isNaN(length) ? undefined : length,
    });
  }

  /** After the answer, as AWS does: whoever waits for it has to look again. */
  private async writeAccessLog(
    { requestId, origin, endpoint, time, incoming }: Arrival, request: GatewayRequest, reached: Reached | undefined,
    answered: Pick<Answered, 'status' | 'outcome' | 'responseLength' | 'integrationLatency'>,
  ): Promise<void> {
    if (reached === undefined || !isLogged(answered.outcome ?? answered)) return;
    const event = logEvent({ requestId, request, reached, endpoint, caller: origin.network!, latency: Date.now() - time.getTime(), ...answered });
    if (event === undefined) return;
    const lost = await this.sendLogEvent(event);
    if (lost === undefined) return;
    this.log.record({
      caller: origin.who, endpointId: endpoint.id, apiId: reached.api.id, request: requestLine(incoming),
      layer: 'access-log', outcome: 'not written', allowed: true, reason: `the access log of stage ${reached.stage.name} is lost: ${lost}`,
    });
  }

  /** Why it is lost, if it is. */
  private async sendLogEvent(event: object): Promise<string | undefined> {
    try {
      const response = await fetch(`${this.deployed.emulator}/_lab/access-log`, { method: 'POST', body: JSON.stringify(event) });
      return (await response.json() as { lost: string | null }).lost ?? undefined;
    } catch (error) {
      return String(error);
    }
  }

  private record({ origin, endpoint, incoming }: Arrival, facts: Facts): void {
    this.log.record({ caller: origin.who, endpointId: endpoint.id, request: requestLine(incoming), ...facts });
  }

  private fail(incoming: IncomingMessage, response: ServerResponse, error: Error): void {
    const outcome = labError(500, error.message);
    this.log.record({
      caller: { kind: 'unknown', name: incoming.socket.remoteAddress ?? 'a closed connection' },
      request: requestLine(incoming), layer: 'routing', outcome: outcomeName(outcome), allowed: false, reason: `the lab failed: ${error.message}`,
    });
    if (response.headersSent) {
      response.destroy(error);
    } else {
      answer(response, randomUUID(), outcome);
    }
  }
}

function serverNameOf({ socket }: IncomingMessage): string | undefined {
  return (socket as TLSSocket).servername || undefined; // `false` where there was none
}

function requestLine({ method, url, headers }: IncomingMessage): string {
  return `${method} https://${headers.host ?? ''}${url}`;
}

function requestIds(requestId: string) {
  return { 'x-amzn-RequestId': requestId, 'x-amz-apigw-id': extendedId(requestId) };
}

function answer(response: ServerResponse, requestId: string, { status, errorType, headers, notSupported, body }: Outcome): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    ...requestIds(requestId),
    ...(errorType !== undefined && { 'x-amzn-ErrorType': errorType }),
    ...headers,
    // A header may not hold line breaks.
    ...(notSupported !== undefined && { 'x-lab-not-supported': encodeURI(notSupported).replaceAll('%20', ' ') }),
  });
  response.end(body);
}
