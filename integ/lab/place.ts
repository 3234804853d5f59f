import { Delays } from './delays';
import { Destination } from './network/network';
import { SiteOptions } from './network/sites';

/** How a client gets from a place in the lab to a URL. */
export interface Place {
  /** The address to call from. */
  readonly source: string;
  /** Where to connect in reality. Absent where the name does not resolve. */
  readonly destination?: Destination;
  /** A DNS server, by HTTPS, that knows no name. */
  readonly unknownNames: string;
}

/** @param from A function (its name, or account/name), an instance (its id or label), a defined place or `internet`. */
export async function askForPlace(control: string, from: string, url: string): Promise<Place> {
  const response = await fetch(`http://${control}/place?${new URLSearchParams({ from, url })}`);
  const answer = await response.json() as Place & { message?: string };
  if (!response.ok) {
    throw new Error(answer.message ?? `the lab's control server must answer, got status ${response.status}`);
  }
  return answer;
}

/** Adds a network outside of AWS to call from, or changes the one of that name. */
export async function definePlace(control: string, name: string, { cidr, vpcIds, forward = {} }: SiteOptions): Promise<void> {
  const query = new URLSearchParams({ name, cidr });
  vpcIds.forEach((id) => query.append('vpc', id));
  Object.entries(forward).forEach(([domain, addresses]) => query.append('forward', `${domain}=${addresses.join(',')}`));
  await ask(control, '/define-place', query);
}

/** Policies see the real time plus so many seconds from now on. */
export async function setClock(control: string, offsetSeconds: number): Promise<void> {
  await ask(control, '/clock', new URLSearchParams({ offset: String(offsetSeconds) }));
}

/** From now on, what is deployed takes so long until callers meet it. */
export async function setDelays(control: string, delays: Partial<Delays>): Promise<void> {
  await ask(control, '/delays', new URLSearchParams(Object.entries(delays).map(([name, value]): [string, string] => [name, String(value)])));
}

async function ask(control: string, path: string, query: URLSearchParams): Promise<void> {
  const response = await fetch(`http://${control}${path}?${query}`);
  if (!response.ok) {
    throw new Error((await response.json() as { message: string }).message);
  }
}
