import { DnsRecord, HostedZone } from '../state';

/** What a zone holds for a name. */
export type ZoneAnswer =
  | { readonly records: DnsRecord[] }
  /** No such name, or none of the types that a client asks for: the answer is that of the zone, nobody else is asked. */
  | { readonly missing: string };

/** Whether a name is that of the zone or lies below it. */
export function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

/**
 * The IPv4 records for a name: its own, or those of the wildcard that is closest to it.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html
 */
export function askZone({ id, name: apex, records }: HostedZone, name: string): ZoneAnswer {
  const named = recordsNamed(records, name);
  const found = named.length > 0 || hasBelow(records, name) ? named : wildcardRecords(records, name, apex);
  const useful = found.filter(({ type }) => type !== 'AAAA');
  if (useful.length > 0) {
    return { records: useful };
  }
  const what = found.length > 0 ? 'IPv6 records only' : 'no record';
  return { missing: `the private hosted zone ${id} (${apex}) has ${what} for ${name}, and no other zone is asked` };
}

/** A wildcard does not cover what lies below a name that exists: RFC 4592. */
function wildcardRecords(records: DnsRecord[], name: string, apex: string): DnsRecord[] {
  let parent = name;
  while (parent !== apex) {
    parent = parent.slice(parent.indexOf('.') + 1);
    const found = recordsNamed(records, `*.${parent}`);
    if (found.length > 0) return found;
    if (recordsNamed(records, parent).length > 0 || hasBelow(records, parent)) break;
  }
  return [];
}

function recordsNamed(records: DnsRecord[], name: string): DnsRecord[] {
  return records.filter((record) => record.name === name);
}

function hasBelow(records: DnsRecord[], name: string): boolean {
  return records.some((record) => record.name.endsWith(`.${name}`));
}
