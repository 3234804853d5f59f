import { isIPv4 } from 'node:net';
import { LabState, Site } from '../state';
import { contains, overlap } from './cidr';

/** What a person says of a site. */
export interface SiteOptions {
  /** At least 16 IPv4 addresses, none of them in a VPC that it is connected to. */
  readonly cidr: string;
  /** The VPCs that Direct Connect or a VPN leads to. */
  readonly vpcIds: string[];
  /**
   * Domains that its DNS server asks other servers for, such as the addresses of an inbound resolver.
   *
   * @default - none: it knows public names only
   */
  readonly forward?: Readonly<Record<string, string[]>>;
}

const SMALLEST_PREFIX = 28;
const HOST = 10;
/** 127.64.0.0 to 127.79.255.255 are those of functions and instances. */
const FIRST_LOOPBACK = 1;

/** The sites with that one added, or in the place of the one of its name. */
export function withSite({ sites, vpcs, callers }: LabState, name: string, { cidr, vpcIds, forward = {} }: SiteOptions): Site[] {
  const fail = (what: string) => { throw new Error(`place ${JSON.stringify(name)}: ${what}`); };
  if (!/^[a-z][a-z0-9-]*$/.test(name) || name === 'internet' || callers.some((each) => each.name === name || each.label === name)) {
    fail('its name must consist of lower-case letters, digits and hyphens, and be nobody else\'s; choose another one');
  }
  const [network, prefix] = cidr.split('/');
  if (!isIPv4(network) || !/^\d+$/.test(prefix ?? '') || Number(prefix) > SMALLEST_PREFIX || !contains(cidr, hostOf(network))) {
    fail(`cidr must be an IPv4 range of at least 16 addresses, got ${JSON.stringify(cidr)}; for example 192.168.0.0/24`);
  }
  for (const vpcId of vpcIds) {
    const vpc = vpcs.find(({ id }) => id === vpcId);
    if (vpc === undefined) fail(`vpcIds must name deployed VPCs, got ${JSON.stringify(vpcId)}`);
    // Packets to such an address would stay in the VPC.
    if (vpc!.cidrs.some((each) => overlap(each, cidr))) fail(`cidr must not overlap with ${vpcId} (${vpc!.cidrs.join(', ')}), got ${cidr}`);
  }
  const forwarding = Object.entries(forward).map(([domain, addresses]) => ({ domain: domain.toLowerCase(), addresses }));
  const loopback = sites.find((each) => each.name === name)?.loopback ?? `127.80.0.${FIRST_LOOPBACK + sites.length}`;
  return [...sites.filter((each) => each.name !== name), { name, cidr, address: hostOf(network), loopback, vpcIds, forwarding }];
}

function hostOf(network: string): string {
  return network.replace(/\d+$/, (last) => String(Number(last) + HOST));
}
