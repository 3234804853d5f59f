import { ACCOUNTS } from './accounts';
import { curl } from './curl';
import { Decision } from './decision';
import { readDecisions } from './decision-log';
import { invoke } from './invoke';
import { LabAccess } from './lab';
import { Petstore } from './petstore';

const PETS = '[{"id":1,"type":"dog","price":249.99},{"id":2,"type":"cat","price":124.99},{"id":3,"type":"fish","price":0.99}]';
/** Short, so that the demo does not wait two minutes for what will never answer. */
const CONNECT_TIMEOUT_S = 2;

export interface Call {
  readonly who: string;
  /** A function, or "internet". */
  readonly from: string;
  readonly account?: string;
  /** @default - GET */
  readonly method?: string;
  readonly url: string;
  readonly expected: Expected;
}

/** How a call must end: as an answer, or as what the client itself reports. */
export interface Expected {
  readonly status?: number;
  readonly errorType?: string;
  readonly body?: string;
  readonly curlExitCode: number;
  /** The layer that must have decided; a refusal for another reason is a failure. */
  readonly layer: Decision['layer'];
}

export interface Outcome {
  readonly who: string;
  readonly from: string;
  /** The command as a person would type it there. */
  readonly command: string;
  readonly url: string;
  readonly expected: Expected;
  readonly status?: number;
  readonly errorType?: string;
  readonly body: string;
  readonly curlExitCode: number;
  /** What a person sees: the body, or curl's own error. */
  readonly printed: string;
  /** What the function's own code saw, where the caller is a function. */
  readonly ownCode?: OwnCode;
  readonly decision?: Decision;
  readonly conclusion: string;
  readonly ok: boolean;
}

/** What the sample's functions return. */
interface OwnCode {
  readonly status?: number;
  readonly errorType?: string;
  readonly body?: string;
  readonly error?: string;
}

/** The calls of the reference experiment, one outside of the routes, and the two callers that do not even get an answer. */
export function callsOfTheExperiment({ url: petsUrl, appFunction, neighbourFunction, outsiderFunction }: Petstore): Call[] {
  const url = `${petsUrl}/`; // as in the experiment: the trailing slash is part of what is authorized
  const { host, pathname } = new URL(url);
  const [api, , region] = host.split('.');
  const refusal = (method: string, ending: string) => {
    const arn = `arn:aws:execute-api:${region}:********${ACCOUNTS.provider.slice(-4)}:${api}${pathname.replace(/^(\/[^/]+)/, `$1/${method}`)}`;
    return JSON.stringify({ Message: `User: anonymous is not authorized to perform: execute-api:Invoke on resource: ${arn} ${ending}` });
  };
  return [
    {
      who: 'A, the App: its endpoint is on the allow-list, as "pet shop", for GET', from: appFunction, account: ACCOUNTS.consumer, url,
      expected: { status: 200, body: PETS, curlExitCode: 0, layer: 'integration' },
    },
    {
      who: 'C, an App in a third account: its own endpoint is not on the list', from: outsiderFunction, account: ACCOUNTS.outsider, url,
      expected: {
        status: 403, errorType: 'AccessDeniedException', body: refusal('GET', 'with an explicit deny in a resource-based policy'),
        curlExitCode: 0, layer: 'resource-policy',
      },
    },
    {
      who: 'A, the App again: POST is not among its routes', from: appFunction, account: ACCOUNTS.consumer, method: 'POST', url,
      expected: {
        status: 403, errorType: 'AccessDeniedException',
        body: refusal('POST', 'because no resource-based policy allows the execute-api:Invoke action'),
        curlExitCode: 0, layer: 'resource-policy',
      },
    },
    {
      who: 'Somebody on the internet', from: 'internet', url,
      expected: { curlExitCode: 6, layer: 'dns' },
    },
    {
      who: `A, a neighbour of the App in the same VPC: its security group is not admitted (given ${CONNECT_TIMEOUT_S} s)`,
      from: neighbourFunction, account: ACCOUNTS.consumer, url,
      expected: { curlExitCode: 28, layer: 'security-groups' },
    },
  ];
}

/** Calls by curl from the caller's place in the network and, where the caller is a function, by its own code too. */
export async function makeCall(lab: LabAccess, call: Call): Promise<Outcome> {
  const before = readDecisions(lab.folder).length;
  const request = call.method === undefined ? [] : ['--request', call.method];
  const [seen, ownCode] = await Promise.all([
    curl({
      control: lab.control, caFile: lab.caFile, from: call.from, url: call.url,
      args: ['--silent', '--show-error', '--include', '--connect-timeout', String(CONNECT_TIMEOUT_S), ...request],
    }),
    call.account === undefined ? undefined : invoke<OwnCode>(lab, call.account, call.from, { path: '/pets/', method: call.method }),
  ]);
  const answer = parseAnswer(seen.stdout);
  // The function's own code first looks whether a connection comes about, and drops it; that it never shook hands may be noted at any time later.
  const decision = readDecisions(lab.folder).slice(before).filter(({ caller }) => caller.kind !== 'unknown').at(-1);
  const { status, errorType, body } = answer;
  const ok = seen.code === call.expected.curlExitCode && status === call.expected.status && errorType === call.expected.errorType
    && (call.expected.body === undefined || body === call.expected.body)
    && decision?.layer === call.expected.layer
    && sameByOwnCode(call.expected, ownCode);
  return {
    who: call.who, from: call.from, command: ['curl', ...request, call.url].join(' '), url: call.url, expected: call.expected,
    status, errorType, body, curlExitCode: seen.code, printed: body || seen.stderr.trim(), ownCode, decision, ok,
    conclusion: conclude(status, seen.stderr, decision, ownCode),
  };
}

/** The head and the body of what `curl --include` printed; empty when there was no answer. */
function parseAnswer(printed: string): { status?: number; errorType?: string; body: string } {
  const end = printed.indexOf('\r\n\r\n');
  if (end === -1) {
    return { body: '' };
  }
  const head = printed.slice(0, end);
  return {
    status: Number(/^HTTP\/\S+ (\d+)/.exec(head)?.[1]),
    errorType: /^x-amzn-errortype: *(.*)$/im.exec(head)?.[1].trim(),
    body: printed.slice(end + 4),
  };
}

function sameByOwnCode(expected: Expected, own: OwnCode | undefined): boolean {
  if (own === undefined) {
    return true;
  }
  if (expected.status === undefined) {
    return own.error !== undefined;
  }
  return own.status === expected.status && (own.errorType ?? undefined) === expected.errorType && own.body === expected.body;
}

function conclude(status: number | undefined, stderr: string, decision: Decision | undefined, own: OwnCode | undefined): string {
  const result = status ?? (/\((\d+)\)/.test(stderr) ? `no answer, curl exit ${/\((\d+)\)/.exec(stderr)![1]}` : 'no answer');
  const who = decision === undefined ? 'nobody decided' : `${decision.allowed ? 'admitted' : `refused by ${decision.layer.replace('-', ' ')}`}: ${decision.reason}`;
  const ownResult = own === undefined ? '' : ` (the function’s own code: ${own.status ?? own.error})`;
  return `${result}, ${who}${ownResult}`;
}
