import { Caller, LabState } from '../state';
import { INTERNET_ADDRESS } from './origin';

const INTERNET = 'internet';

/** The source address of a place that a person names: a function, an instance (its id or its `Name`), a site or `internet`. */
export function sourceAddressOf(state: LabState, from: string): string {
  if (from === INTERNET) {
    return INTERNET_ADDRESS;
  }
  const site = state.sites.find(({ name }) => name === from);
  if (site !== undefined) {
    return site.loopback;
  }
  const found = state.callers.filter((caller) => namesOf(caller).includes(from));
  if (found.length === 1) {
    return found[0].loopback;
  }
  const places = [INTERNET, ...state.sites.map(({ name }) => name), ...state.callers.map(unambiguousName)];
  const problem = found.length === 0 ? 'is unknown' : `is ambiguous: ${found.map(unambiguousName).join(', ')}`;
  throw new Error(`from must be one of ${places.join(', ')}, got ${JSON.stringify(from)}, which ${problem}`);
}

function namesOf({ account, name, label }: Caller): string[] {
  const plain = label === undefined ? [name] : [name, label];
  return [...plain, ...plain.map((each) => `${account}/${each}`)];
}

function unambiguousName({ account, name, label }: Caller): string {
  return label === undefined ? `${account}/${name}` : `${account}/${name} (${label})`;
}
