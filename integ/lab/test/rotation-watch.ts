import { Decision } from '../decision';
import { Call, PlaceCaller } from './place-caller';

const EVERY_MS = 100;
const IN_FORCE_WITHIN_MS = 30_000;
/** On AWS, one good answer may be followed by an old one. */
const TIMES_IN_A_ROW = 3;

/** Asks until it is so some times in a row. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  let inARow = 0;
  for (const deadline = Date.now() + IN_FORCE_WITHIN_MS; inARow < TIMES_IN_A_ROW;) {
    if (Date.now() > deadline) throw new Error(`it must come into force within ${IN_FORCE_WITHIN_MS / 1000} s that ${what}`);
    inARow = await isSo() ? inARow + 1 : 0;
    await pause();
  }
}

/** What a client saw that called all the time while something was done, and once after it. */
export async function callingMeanwhile(call: () => Promise<Call>, work: () => Promise<void>): Promise<Call[]> {
  const seen: Call[] = [];
  let isDone = false;
  const calling = (async () => {
    while (!isDone) {
      seen.push(await call());
      await pause();
    }
    seen.push(await call());
  })();
  try {
    await work();
  } finally {
    isDone = true;
    await calling;
  }
  return seen;
}

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
}

/** A client of the API, and what the lab saw of it. */
export class RotationClient {
  public constructor(
    private readonly place: PlaceCaller,
    private readonly url: string,
    private readonly apiId: string,
    private readonly decisions: Decision[],
  ) {}

  /** By the API's name, as the connection tells it. */
  public async call(): Promise<Call> {
    return this.place.call(this.url);
  }

  /** By the endpoint's own name, whichever the connection has. */
  public async through(host: string): Promise<Call> {
    return this.place.call(`https://${host}/v1/pets`, { 'x-apigw-api-id': this.apiId });
  }

  /** The endpoint that the last call by the API's name came through. */
  public get lastEndpoint(): string | undefined {
    return this.decisions.filter(({ request, layer }) => request.includes(this.url) && layer !== 'dns').at(-1)?.endpointId;
  }
}
