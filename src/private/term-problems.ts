import { ConsumerTerms, SignedCallers, describeConsumer, keyedCallers, keyedSource } from './allow-terms';
import { parseIpRange, rangeHolds } from './ip-range';
import { longestValue } from './longest-values';
import { parseRoute } from './route-patterns';
import { groupTerms } from './term-groups';

/** Something to be said that does not stop the synthesis. Ids are public: users acknowledge a warning by its id. */
export interface AllowListWarning {
  readonly id: string;
  readonly message: string;
}

const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
/** The account is written out: a pattern for all accounts would let in whoever has one. */
const CALLER_ARN = /^arn:[a-z-]+:(?:iam::\d{12}:(?:(?:role|user)\/\S+)|sts::\d{12}:federated-user\/\S+)$/;
/** As the principal of a policy it stands for an account; `aws:PrincipalArn` has it for the root user only. */
const ROOT_ARN = /^arn:[^:]*:iam::[^:]*:root$/;
const SESSION_ARN = /^arn:[^:]*:sts::[^:]*:assumed-role\//;
/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html */
const ORGANIZATION = /^o-[a-z0-9]{10,32}$/;
const CALLERS = { 'aws:PrincipalArn': CALLER_ARN, 'aws:PrincipalAccount': /^\d{12}$/, 'aws:PrincipalOrgID': ORGANIZATION };
/** RFC 1918 and, for the shared address space that VPCs may use too, RFC 6598. */
const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map((text) => parseIpRange(text)!);

/** What is wrong with the terms of an entry as such, whatever the API looks like. */
export function termProblems(consumer: ConsumerTerms): string[] {
  const { routes, sourceCidrs, principals, expires } = consumer;
  const who = describeConsumer(consumer);
  return [
    ...sourceProblems(consumer),
    ...emptyProblems('routes', who, routes, 'every route'),
    ...(routes ?? []).map(parseRoute).filter((route) => typeof route === 'string').map((problem) => `routes of ${who} ${problem}`),
    ...emptyProblems('sourceCidrs', who, sourceCidrs, 'every address'),
    ...(sourceCidrs ?? []).flatMap((cidr) => cidrProblem(cidr)).map((problem) => `sourceCidrs of ${who} ${problem}`),
    ...(principals === undefined ? [] : callerProblems('principals', who, principals)),
    ...(expires === undefined || isTime(expires)
      ? []
      : [`expires of ${who} must be a time in UTC, got ${JSON.stringify(expires)}; write it like "2027-01-31T00:00:00Z"`]),
  ];
}

/** What the terms of an entry say that their author may not have meant. */
export function termWarnings(consumer: ConsumerTerms, now: string | undefined): AllowListWarning[] {
  const { sourceCidrs = [], expires } = consumer;
  const who = describeConsumer(consumer);
  return [
    ...sourceCidrs.filter((cidr) => !isPrivate(cidr)).map((cidr) => ({
      id: 'publicSourceCidr',
      message: `sourceCidrs of ${who} should be in the private ranges of RFC 1918 and RFC 6598, got ${JSON.stringify(cidr)}; `
        + 'they are compared with the caller\'s address in its VPC, not with one in the internet',
    })),
    ...(expires !== undefined && now !== undefined && Date.parse(expires) <= Date.parse(now) ? [{
      id: 'accessExpired',
      message: `expires of ${who} should be in the future, got ${JSON.stringify(expires)}; nothing is allowed to it any more, so remove the entry`,
    }] : []),
  ];
}

/** Sources that stand on the list more than once, with terms that are not the same. */
export function contradictions(consumers: readonly ConsumerTerms[]): string[] {
  const bySource = new Map<string, ConsumerTerms[]>();
  for (const consumer of consumers) {
    for (const value of Object.values(keyedSource(consumer.source)).flat()) {
      bySource.set(value, [...bySource.get(value) ?? [], consumer]);
    }
  }
  return [...bySource].filter(([, entries]) => entries.length > 1).flatMap(([value, entries]) => {
    const different = [...new Map(entries.map((entry) => [meaningOf(entry), describeTerms(entry)])).values()];
    return different.length === 1 ? [] : [
      `allowedConsumers must name ${value} with the same terms each time, got ${different.sort().join(' and ')}; put all that it may do into one entry`,
    ];
  }).sort();
}

/** The same text for terms that are written differently and mean the same. */
function meaningOf(consumer: ConsumerTerms): string {
  return JSON.stringify(groupTerms([consumer], '-').map(({ limits }) => limits));
}

function describeTerms({ routes, sourceCidrs, principals, expires, preflight }: ConsumerTerms): string {
  return JSON.stringify({ routes, sourceCidrs, principals, expires, preflight });
}

function sourceProblems(consumer: ConsumerTerms): string[] {
  const { source } = consumer;
  if (source.kind !== 'principal') return [];
  const who = describeConsumer(consumer);
  const terms = ['sourceCidrs', 'principals', 'preflight'] as const;
  const networkTerms = terms.filter((term) => consumer[term] !== undefined && consumer[term] !== false);
  return [
    ...callerProblems('principal', who, source.callers),
    ...(source.fromAnyEndpoint ? [] : [
      `fromAnyEndpoint of ${who} must be true, got false; without a network these callers may come through any endpoint of the Region, `
      + 'so say so, or give principals to a VPC endpoint or a VPC',
    ]),
    ...networkTerms.map((term) =>
      `${term} of ${who} must stand with a VPC endpoint or a VPC, got ${JSON.stringify(consumer[term])}; ${NETWORK_TERM_REASONS[term]}`),
  ];
}

const NETWORK_TERM_REASONS = {
  sourceCidrs: 'the same private addresses are used in many VPCs, so name the network too',
  principals: 'name all callers of the entry in one place',
  preflight: 'a preflight request is anonymous and would be allowed from everywhere, so name the network too',
};

function emptyProblems(prop: string, who: string, list: readonly string[] | undefined, all: string): string[] {
  return list?.length === 0 ? [`${prop} of ${who} must name at least one, got []; leave it out to allow ${all}`] : [];
}

function cidrProblem(text: string): string[] {
  const range = parseIpRange(text);
  if (range === undefined) return [`must be CIDR ranges of IPv4 or IPv6, got ${JSON.stringify(text)}; write one like "10.0.1.0/24"`];
  return range.prefixLength > 0 ? [] : [`must not hold every address, got ${JSON.stringify(text)}; leave it out, or name the subnets of the callers`];
}

/** Every range of IPv6 in a VPC is a public one. */
function isPrivate(text: string): boolean {
  const range = parseIpRange(text)!;
  return range.address.length !== 4 || PRIVATE_RANGES.some((each) => each.prefixLength <= range.prefixLength && rangeHolds(each, range.address));
}

function isTime(text: string): boolean {
  // A date that the calendar does not have is moved into the next month by some engines.
  const time = UTC_TIME.test(text) ? Date.parse(text) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 'YYYY-MM-DDTHH:MM:SS'.length));
}

function callerProblems(prop: string, who: string, callers: SignedCallers): string[] {
  const { arns = [], accounts = [], organizations = [] } = callers;
  if (Object.keys(keyedCallers(callers)).length === 0) return [`${prop} of ${who} must name a caller, got ${JSON.stringify(callers)}; add one`];
  return [
    ...arns.filter((arn) => !isValid('aws:PrincipalArn', arn)).map((arn) => `${prop} of ${who} must be ${arnProblem(arn)}`),
    ...accounts.filter((id) => !isValid('aws:PrincipalAccount', id)).map((id) =>
      `${prop} of ${who} must be an account id of 12 digits, got ${JSON.stringify(id)}; copy it from the account's console`),
    ...organizations.filter((id) => !isValid('aws:PrincipalOrgID', id)).map((id) =>
      `${prop} of ${who} must be an organization id ("o-" and 10 to 32 letters in lower case or digits), got ${JSON.stringify(id)}; `
      + 'copy it from the console of AWS Organizations'),
  ];
}

function arnProblem(arn: string): string {
  const text = longestValue('aws:PrincipalArn', arn);
  if (ROOT_ARN.test(text)) {
    return `the ARN of a role or a user and not of an account, got ${JSON.stringify(arn)}; give iam.AccountPrincipal for all callers of the account`;
  }
  return SESSION_ARN.test(text)
    ? `the ARN of a role and not of a session, got ${JSON.stringify(arn)}; a session is known by its role's ARN, which begins with "arn:…:iam::"`
    : `the ARN of a role or a user with its account, got ${JSON.stringify(arn)}; copy it from the IAM console`;
}

/** What is known at deployment only is taken for valid in its place. */
function isValid(key: keyof typeof CALLERS, value: string): boolean {
  return CALLERS[key].test(longestValue(key, value));
}
