import type { ConsumerTerms, NetworkKind } from './allow-terms';
import type { AllowListValue } from './deploy-time-values';

/**
 * A query of CloudWatch Logs Insights. An output of a stack holds it: AWS publishes no limit on the value of one that is not exported.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
 */
export const MAXIMUM_QUERY_LENGTH = 10_000;

/**
 * Branches that one `case()` takes at most.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html#CWL_QuerySyntax-general-functions
 */
const BRANCHES_PER_CASE = 10;
const LONGEST_NAME = 40;
const LONGEST_ID = 'vpce-0123456789abcdef0'.length;
const FIELD_OF: Record<NetworkKind, string> = { vpcEndpoint: 'vpceId', vpc: 'vpcId' };
/** No AWS document says how a text in a query holds a quote, so it gets none, and nothing else that could mean something. */
const NOT_IN_A_NAME = /[^\p{L}\p{N} _.,:;/@+&()-]/gu;

interface Branch {
  readonly text: string;
  readonly length: number;
}

/**
 * The query that shows the requests of an access log with the names of the consumers.
 *
 * The same consumers give the same query, in whatever order they come. A source without a name shows by its endpoint's id, and so does one
 * whose name has no room.
 *
 * @param values What the texts of ids stand for that are known at deployment only. They come in last, since a token is not the same text in
 * each synthesis.
 */
export function accessLogQuery(consumers: readonly ConsumerTerms[], values: readonly Pick<AllowListValue, 'text' | 'value'>[] = []): string {
  const branches = branchesOf(consumers);
  const count = branches.length;
  // The sentence about those left out takes room itself.
  const shown = howManyFit(branches, roomBeside(0, count)) === count ? count : howManyFit(branches, roomBeside(count, count));
  const query = render(branches.slice(0, shown).map(({ text }) => text), count - shown, count);
  return values.filter(({ text, value }) => text !== value).reduce((known, { text, value }) => known.split(`"${text}"`).join(`"${value}"`), query);
}

function roomBeside(leftOut: number, count: number): number {
  return MAXIMUM_QUERY_LENGTH - render([], leftOut, count).length;
}

function render(branches: readonly string[], leftOut: number, count: number): string {
  return [
    '# Who called: the lines of the access log with the names of the consumers.',
    ...(leftOut === 0 ? [] : [
      `# ${leftOut} of ${count} names are left out, because a query holds ${MAXIMUM_QUERY_LENGTH} characters: these consumers show by their endpoint's id.`,
    ]),
    `fields @timestamp, ${nameExpression(branches)} as consumer, httpMethod, resourcePath, status, errorResponseType, errorMessage, responseLatency`,
    '| sort @timestamp desc',
  ].join('\n');
}

/** The first ten branches, and in their default the next ten, down to the endpoint's id. */
function nameExpression(branches: readonly string[]): string {
  if (branches.length === 0) return 'vpceId';
  return `case(${branches.slice(0, BRANCHES_PER_CASE).join(', ')}, ${nameExpression(branches.slice(BRANCHES_PER_CASE))})`;
}

function howManyFit(branches: readonly Branch[], room: number): number {
  let length = 0;
  const tooMany = branches.findIndex((branch, index) => {
    length += branch.length + ', '.length + (index % BRANCHES_PER_CASE === 0 ? 'case()'.length : 0);
    return length > room;
  });
  return tooMany === -1 ? branches.length : tooMany;
}

/** Endpoints first: they say more than the VPC that they are in. */
function branchesOf(consumers: readonly ConsumerTerms[]): Branch[] {
  const kinds: NetworkKind[] = ['vpcEndpoint', 'vpc'];
  return kinds.flatMap((kind) => {
    const names = new Map<string, Set<string>>();
    for (const { source, name } of consumers) {
      if (source.kind === kind && name !== undefined) {
        names.set(source.id, (names.get(source.id) ?? new Set()).add(name));
      }
    }
    return [...names].sort(([one], [other]) => one < other ? -1 : 1).map(([id, given]) => branchOf(kind, id, [...given].sort().join(', ')));
  });
}

function branchOf(kind: NetworkKind, id: string, name: string): Branch {
  const shown = [...name].slice(0, LONGEST_NAME).join('').replace(NOT_IN_A_NAME, '_');
  const text = `${FIELD_OF[kind]} = "${id}", "${shown}"`;
  // An id that is known only at deploy may be shorter here than it will be.
  return { text, length: text.length + Math.max(0, LONGEST_ID - id.length) };
}
