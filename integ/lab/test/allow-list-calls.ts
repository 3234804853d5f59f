import { ACCOUNTS } from '../accounts';
import { curl } from '../curl';
import { LabAccess } from '../lab';

/** What a caller sees. */
export interface Seen {
  readonly status: number;
  readonly errorType: string | null;
  readonly body: string;
}

/** A call by the endpoint's own name, or by another URL. */
export interface CallByCurl {
  /** The instance. */
  readonly from: string;
  readonly url: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

/** Calls from an instance with curl, and reads what it prints. */
export async function callByCurl(lab: LabAccess, { from, url, method = 'GET', headers = {} }: CallByCurl): Promise<Seen> {
  const args = ['-sS', '-i', '-X', method, ...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])];
  const { code, stdout, stderr } = await curl({ control: lab.control, caFile: lab.caFile, from, url, args });
  if (code !== 0) {
    throw new Error(stderr.trim());
  }
  const [head, body] = stdout.split('\r\n\r\n');
  return {
    status: Number(head.split(' ')[1]),
    errorType: /^x-amzn-errortype: (.+)$/im.exec(head)?.[1].trim() ?? null,
    body,
  };
}

/** The ways in which API Gateway may end its sentence: it is not documented for each case which one it takes. */
const ENDING = '(?: because no resource-based policy allows the execute-api:Invoke action| with an explicit deny in a resource-based policy)?';

/**
 * What whoever the resource policy refuses sees.
 *
 * @param route For example `GET/pets`, as it was sent.
 * @param user The ARN of a signed caller.
 */
export function refusedByPolicy({ region }: LabAccess, api: string, route: string, user = 'anonymous'): object {
  const arn = `arn:aws:execute-api:${region}:********${ACCOUNTS.provider.slice(-4)}:${api}/v1/${route}`;
  const text = escape(`{"Message":"User: ${user} is not authorized to perform: execute-api:Invoke on resource: ${arn}`);
  return { status: 403, errorType: 'AccessDeniedException', body: expect.stringMatching(new RegExp(`^${text}${ENDING}"}$`)) };
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** What is answered where no method is, and to an unsigned call of a method with IAM authorization. */
export const NO_TOKEN: Seen = { status: 403, errorType: 'MissingAuthenticationTokenException', body: '{"message":"Missing Authentication Token"}' };
