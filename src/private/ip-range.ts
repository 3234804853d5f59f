import { isIPv6 } from 'node:net';

/** An IPv4 address as four groups of 8 bits, an IPv6 address as eight of 16. The two never match each other. */
export type IpAddress = readonly number[];

/** A CIDR range; an address alone is the range that holds only itself. */
export interface IpRange {
  readonly address: IpAddress;
  readonly prefixLength: number;
}

const ZERO = '0'.charCodeAt(0);
const PREFIX_LENGTH = /^\d{1,3}$/;

/** Reads an address; `undefined` if the text is none. */
export function parseIpAddress(text: string): IpAddress | undefined {
  if (!text.includes(':')) return ipv4Groups(text);
  // `isIPv6` also takes a zone, which names an interface of one machine and means nothing in a policy.
  return isIPv6(text) && !text.includes('%') ? ipv6Groups(text) : undefined;
}

/** Reads a range; `undefined` if the text is none. Bits behind the prefix are ignored. */
export function parseIpRange(text: string): IpRange | undefined {
  const [base, prefix, ...rest] = text.split('/');
  const address = parseIpAddress(base);
  if (address === undefined || rest.length > 0) return undefined;
  const bits = address.length * groupBits(address);
  if (prefix === undefined) return { address, prefixLength: bits };
  return PREFIX_LENGTH.test(prefix) && Number(prefix) <= bits ? { address, prefixLength: Number(prefix) } : undefined;
}

/** Whether the range holds the address. */
export function rangeHolds(range: IpRange, address: IpAddress): boolean {
  if (range.address.length !== address.length) return false;
  const bits = groupBits(address);
  const whole = Math.floor(range.prefixLength / bits);
  for (let index = 0; index < whole; index += 1) {
    if (address[index] !== range.address[index]) return false;
  }
  if (whole === address.length) return true;
  const divisor = 2 ** (bits - range.prefixLength % bits);
  return Math.floor(address[whole] / divisor) === Math.floor(range.address[whole] / divisor);
}

function groupBits(address: IpAddress): number {
  return address.length === 4 ? 8 : 16;
}

/** Reads digit by digit: most time of a decision with ranges goes here. A leading zero is refused, since some read it as octal. */
function ipv4Groups(text: string): IpAddress | undefined {
  const groups: number[] = [];
  let start = 0;
  let group = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit >= 0 && digit <= 9) {
      if (at > start && group === 0) return undefined;
      group = group * 10 + digit;
    } else {
      if (at === start || group > 255 || (at < text.length && text[at] !== '.')) return undefined;
      groups.push(group);
      start = at + 1;
      group = 0;
    }
  }
  return groups.length === 4 ? groups : undefined;
}

function ipv6Groups(text: string): IpAddress {
  const [head, tail = ''] = dottedTailAsGroups(text).split('::');
  const left = hexGroups(head);
  const right = hexGroups(tail);
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

function hexGroups(text: string): number[] {
  return text === '' ? [] : text.split(':').map((group) => parseInt(group, 16));
}

function dottedTailAsGroups(text: string): string {
  if (!text.includes('.')) return text;
  const start = text.lastIndexOf(':') + 1;
  const [a, b, c, d] = text.slice(start).split('.').map(Number);
  return `${text.slice(0, start)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
