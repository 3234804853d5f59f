import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Where a request, a connection or a name was decided, in the order in which they are asked. */
export type Layer =
  | 'dns' | 'network' | 'security-groups' | 'tls' | 'routing' | 'endpoint-policy' | 'stage' | 'method' | 'resource-policy' | 'authorization' | 'integration' | 'access-log';

/** Who called. `unknown`: nothing that is deployed has this source address. */
export interface DecisionCaller {
  readonly kind: 'function' | 'instance' | 'site' | 'internet' | 'unknown';
  readonly name: string;
  readonly account?: string;
}

/** The statement of a policy that decided. */
export interface DecisionStatement {
  readonly index: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
}

/** What the lab decided about one request, or about a name or a connection that it refused. */
export interface Decision {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly caller: DecisionCaller;
  readonly endpointId?: string;
  readonly apiId?: string;
  /** The request line as sent, with the host; or `resolve <name>`, or `connect <address>:<port>`. */
  readonly request: string;
  readonly layer: Layer;
  /** For example `200`, `403 AccessDeniedException`, `not found` or `timeout`. */
  readonly outcome: string;
  readonly allowed: boolean;
  /** Where a policy decided by one of its statements. */
  readonly statement?: DecisionStatement;
  /** One sentence that names the ids it rests on. */
  readonly reason: string;
}

/** Each decision, at the moment it is made: to a listener and to `decisions.log`, one JSON document per line. */
export class DecisionLog {
  private readonly file: number;

  public constructor(folder: string, private readonly onDecision?: (decision: Decision) => void) {
    this.file = openSync(join(folder, 'decisions.log'), 'a', 0o600);
  }

  /** Returns after the line is written, so whoever has the answer finds the decision. */
  public record(decision: Omit<Decision, 'time'>): void {
    const complete: Decision = { time: new Date().toISOString(), ...decision };
    writeSync(this.file, `${JSON.stringify(complete)}\n`);
    this.onDecision?.(complete);
  }

  public close(): void {
    closeSync(this.file);
  }
}
