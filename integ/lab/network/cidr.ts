import { BlockList, isIPv6 } from 'node:net';

export function contains(cidr: string, address: string): boolean {
  const [network, prefix] = cidr.split('/');
  const family = isIPv6(network) ? 'ipv6' : 'ipv4';
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), family);
  // BlockList finds IPv4-mapped IPv6 addresses in IPv4 subnets, but not the other way round: families are compared first.
  return family === (isIPv6(address) ? 'ipv6' : 'ipv4') && block.check(address, family);
}

export function overlap(one: string, other: string): boolean {
  return contains(one, other.split('/')[0]) || contains(other, one.split('/')[0]);
}
