import type { AwsSettings } from './aws-settings';
import type { SynthesizedSuite, Template } from './suite-record';

/** In us-east-1, for each zone: https://aws.amazon.com/privatelink/pricing/ */
const DOLLARS_PER_ENDPOINT_HOUR = 0.01;
/** What a suite with endpoints and functions in a VPC takes on AWS, most of it to remove the functions' interfaces. */
const HOURS_OF_A_SUITE = 1;

/** A suite that is about to be deployed to AWS. */
export interface PlannedSuite {
  readonly name: string;
  /** The first step. */
  readonly synthesized: SynthesizedSuite;
}

/** The suites that say something where all sides are one account. */
export function chooseForAccounts<T extends PlannedSuite>(suites: readonly T[], { isOneAccount }: AwsSettings): { run: T[]; skipped: T[] } {
  const needsMore = ({ synthesized: { record } }: PlannedSuite) => isOneAccount && record.needsAccountsApart;
  return { run: suites.filter((suite) => !needsMore(suite)), skipped: suites.filter(needsMore) };
}

/** What is said before anything is deployed: where, what, for how much, and what stays. */
export function describePlan(suites: readonly PlannedSuite[], skipped: readonly PlannedSuite[], { accounts, region }: AwsSettings): string {
  const ids = [...new Set(Object.values(accounts))];
  const counts = suites.map(({ name, synthesized }) => ({ name, ...count(Object.values(synthesized.templates)) }));
  const sum = (key: 'stacks' | 'vpcs' | 'endpoints' | 'interfaces' | 'functions' | 'apis') => counts.reduce((total, each) => total + each[key], 0);
  const dollars = sum('interfaces') * DOLLARS_PER_ENDPOINT_HOUR * HOURS_OF_A_SUITE;
  return [
    `In ${ids.length === 1 ? `account ${ids[0]}` : `accounts ${ids.join(', ')}`}, Region ${region}, one suite after the other:`,
    ...counts.map(({ name, stacks, vpcs, endpoints, functions, apis }) =>
      `  ${name}: ${stacks} stacks with ${vpcs} VPCs, ${endpoints} interface endpoints, ${functions} functions, ${apis} private APIs`),
    ...skipped.map(({ name }) => `  ${name}: left out, since it needs accounts apart`),
    `Cost: about $${dollars.toFixed(2)}, most of it ${sum('interfaces')} endpoint interfaces at about $${DOLLARS_PER_ENDPOINT_HOUR} an hour each, for an hour; calls and functions are cents.`,
    'All stacks are destroyed after their suite, log groups included. Functions in a VPC make that slow: up to 40 minutes a suite.',
    'If the run is stopped, or a stack cannot be destroyed, stacks whose names begin with "Integ" stay, and cost until you delete them.',
    'What the bootstrap stacks keep stays: the templates and the functions’ code in their buckets.',
  ].join('\n');
}

function count(templates: readonly Template[]) {
  const resources = templates.flatMap(({ Resources = {} }) => Object.values(Resources));
  const of = (type: string) => resources.filter(({ Type }) => Type === type);
  const endpoints = of('AWS::EC2::VPCEndpoint');
  return {
    stacks: templates.length,
    vpcs: of('AWS::EC2::VPC').length,
    endpoints: endpoints.length,
    interfaces: endpoints.reduce((total, { Properties }) => total + subnetsOf(Properties?.SubnetIds), 0),
    functions: of('AWS::Lambda::Function').length,
    apis: of('AWS::ApiGateway::RestApi').length,
  };
}

/** An interface for each subnet. */
function subnetsOf(ids: unknown): number {
  return Array.isArray(ids) ? ids.length : 1;
}
