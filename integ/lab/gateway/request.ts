/** A request as it came in at an endpoint. */
export interface GatewayRequest {
  readonly method: string;
  /** The request target as sent, with the query. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
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
export function headerOf({ headers }: GatewayRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
