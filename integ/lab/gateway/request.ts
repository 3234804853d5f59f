/** A request as it came in at an endpoint. */
export interface GatewayRequest {
  readonly method: string;
  /** The request target as sent, with the query. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The name that the client asked for in the TLS handshake, if it did. */
  readonly serverName?: string;
  /** Read only where the request says that it is signed. */
  readonly body?: Buffer;
  readonly arrived: Date;
  /** What policies take for the present: `arrived`, unless the lab's clock is set. */
  readonly time: Date;
}

export interface Target {
  readonly stage: string;
  /** What follows the stage, as sent: empty, or from a slash on. Nothing is decoded, AWS authorizes what was sent. */
  readonly path: string;
  /** With the question mark, or empty. */
  readonly query: string;
}

export function parseTarget(target: string): Target {
  const [, stage, path, query] = /^\/([^/?]*)(\/[^?]*)?(\?.*)?$/s.exec(target) ?? [];
  return { stage: stage ?? '', path: path ?? '', query: query ?? '' };
}

/** The first value, where a header was sent more than once. */
export function headerOf({ headers }: Pick<GatewayRequest, 'headers'>, name: string): string | undefined {
  const value = headers[name.toLowerCase()];
  return Array.isArray(value) ? value[0] : value;
}

/** The decoded values of each name in the query. */
export function queryOf(target: string): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(parseTarget(target).query)) {
    (values[name] ??= []).push(value);
  }
  return values;
}
