import { randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Decision, DecisionLog } from '../decision';
import { DeployedState } from '../deployed-state';
import { Connection, connectToInterface } from '../network/connection';
import { Origin, originOf } from '../network/origin';
import { Endpoint, LabState } from '../state';
import { Admitted, decideRequest, Refusal } from './decide-request';
import { Forwarder, IntegrationTimeout, responseHeaders } from './forwarding';
import { INTEGRATION_TIMEOUT, labError, Outcome, outcomeName } from './outcomes';

const HTTPS = 443;

/** What is known of a request before any policy is asked. */
interface Arrival {
  readonly state: LabState;
  readonly origin: Origin;
  readonly endpoint: Endpoint;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

type Facts = Pick<Decision, 'layer' | 'outcome' | 'allowed' | 'reason'> & Partial<Pick<Decision, 'apiId' | 'statement'>>;

/** API Gateway behind the endpoints: decides each request, answers it or forwards it, and says why. */
export class Gateway {
  private readonly forwarder = new Forwarder();
  /** The network is asked once per connection, as security groups track connections. */
  private readonly connections = new WeakMap<object, Connection>();
  private readonly running = new Set<Promise<void>>();

  public constructor(private readonly deployed: DeployedState, private readonly log: DecisionLog) {}

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
    try {
      const state = await this.deployed.current();
      const origin = originOf(state, incoming.socket.remoteAddress ?? '');
      const endpoint = state.endpoints.find(({ interfaces }) => interfaces.some(({ id }) => id === interfaceId));
      if (endpoint === undefined) {
        incoming.socket.destroy(); // deleted while the connection was open
        return;
      }
      await this.decide({ state, origin, endpoint, incoming, response }, interfaceId);
    } catch (error) {
      this.fail(incoming, response, error as Error);
    }
  }

  private async decide(arrival: Arrival, interfaceId: string): Promise<void> {
    const { state, origin, endpoint, incoming, response } = arrival;
    const connection = this.connectionOf(arrival, interfaceId);
    if (connection.to !== 'endpoint') {
      // Only a client that goes around the lab's own connect gets this far.
      this.record(arrival, { layer: connection.layer, outcome: 'connection closed', allowed: false, reason: connection.reason });
      incoming.socket.destroy();
      return;
    }
    const request = { method: incoming.method!, target: incoming.url!, headers: incoming.headers, time: new Date() };
    const verdict = decideRequest(state, origin.network!, endpoint, request);
    if ('target' in verdict) {
      await this.forward(arrival, verdict);
    } else {
      this.refuse(arrival, verdict, response);
    }
  }

  private connectionOf({ state, origin, endpoint, incoming }: Arrival, interfaceId: string): Connection {
    const networkInterface = endpoint.interfaces.find(({ id }) => id === interfaceId)!;
    const connection = this.connections.get(incoming.socket) ?? connectToInterface(state, origin, endpoint, networkInterface, HTTPS);
    this.connections.set(incoming.socket, connection);
    return connection;
  }

  private refuse(arrival: Arrival, { outcome, layer, apiId, statement, reason }: Refusal, response: ServerResponse): void {
    this.record(arrival, { layer, outcome: outcomeName(outcome), allowed: false, apiId, statement, reason });
    answer(response, outcome);
  }

  private async forward(arrival: Arrival, { apiId, target, statement, reason }: Admitted): Promise<void> {
    const { origin, endpoint, incoming, response } = arrival;
    const facts = { layer: 'integration', allowed: true, apiId, statement } as const;
    let integration: IncomingMessage;
    try {
      const { emulator } = this.deployed;
      integration = await this.forwarder.forward(incoming, { emulator, apiId, target, endpoint, caller: origin.network!, response });
    } catch (error) {
      const outcome = error instanceof IntegrationTimeout ? INTEGRATION_TIMEOUT : labError(502, `the emulator must run the integration, got ${String(error)}`);
      this.record(arrival, { ...facts, outcome: outcomeName(outcome), reason: `${reason}; the integration did not answer: ${outcome.body}` });
      answer(response, outcome);
      return;
    }
    this.record(arrival, { ...facts, outcome: String(integration.statusCode), reason });
    response.writeHead(integration.statusCode!, { 'x-amzn-RequestId': randomUUID(), ...responseHeaders(integration) });
    await pipeline(integration, response).catch((error: Error) => {
      this.record(arrival, { ...facts, outcome: 'interrupted', reason: `the answer was cut off: ${error.message}` });
    });
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
      answer(response, outcome);
    }
  }
}

function requestLine({ method, url, headers }: IncomingMessage): string {
  return `${method} https://${headers.host ?? ''}${url}`;
}

function answer(response: ServerResponse, { status, errorType, notSupported, body }: Outcome): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-amzn-RequestId': randomUUID(),
    ...(errorType !== undefined && { 'x-amzn-ErrorType': errorType }),
    // A header may not hold line breaks.
    ...(notSupported !== undefined && { 'x-lab-not-supported': encodeURI(notSupported).replaceAll('%20', ' ') }),
  });
  response.end(body);
}
