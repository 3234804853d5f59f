import type { WrittenStatement } from './policy-arbitraries';
import type { PolicyRequest } from '../../../src/private/evaluate-policy';

/** Why the two evaluators may differ about one statement, each with what AWS says. What is not here is a defect of ours until somebody shows otherwise. */
export interface ExplainedDifference {
  readonly why: string;
  readonly source: string;
  readonly concerns: (statement: WrittenStatement, request: PolicyRequest, version: string) => boolean;
}

const USER_GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/';

export const EXPLAINED: readonly ExplainedDifference[] = [
  {
    why: 'NotPrincipal: AWS looks for the account, then the role, then the session; the other evaluator is content with one of them',
    source: `${USER_GUIDE}reference_policies_elements_notprincipal.html`,
    concerns: ({ NotPrincipal }, { principal }) => NotPrincipal !== undefined && principal.kind === 'aws',
  },
  {
    why: 'a variable without a value equals nothing, so a negated operator holds and a NotResource excludes nothing; the other evaluator takes neither',
    source: `${USER_GUIDE}reference_policies_variables.html#policy-vars-no-value`,
    concerns: (statement, request) => [...negatedValues(statement), ...texts(statement.NotResource)].some((text) => lacksValue(text, request)),
  },
  {
    why: 'before 2012-10-17 there are no variables; the other evaluator does not read the version',
    source: `${USER_GUIDE}reference_policies_elements_version.html`,
    concerns: (statement, _request, version) => version !== '2012-10-17' && allTexts(statement).some((text) => text.includes('${')),
  },
  {
    why: '${*} stands for an asterisk; where no wildcards are, the other evaluator takes it for four characters',
    source: `${USER_GUIDE}reference_policies_variables.html#policy-vars-specialchars`,
    concerns: (statement) => conditionsOf(statement).some(({ operator, values }) => operator.includes('Equals') && values.some((value) => value.includes('${*}'))),
  },
  {
    why: 'times may be ISO 8601 or seconds, and be compared with each other; the other evaluator takes seconds for milliseconds',
    source: `${USER_GUIDE}reference_policies_elements_condition_operators.html#Conditions_Date`,
    concerns: (statement, request) => conditionsOf(statement).some(({ operator, key, values }) => operator.includes('Date')
      && new Set([...values, ...sentValues(request, key)].map(isSeconds)).size > 1),
  },
  {
    why: '0.0.0.0/0 holds every IPv4 address; the other evaluator shifts by 32 bits, which JavaScript takes for none',
    source: `${USER_GUIDE}reference_policies_elements_condition_operators.html#Conditions_IPAddress`,
    concerns: (statement) => conditionsOf(statement).some(({ operator, values }) => operator.includes('IpAddress') && values.includes('0.0.0.0/0')),
  },
  {
    why: 'an address alone is a range of one; the other evaluator compares it letter by letter, and lets no address of the other family be outside of it',
    source: `${USER_GUIDE}reference_policies_elements_condition_operators.html#Conditions_IPAddress`,
    concerns: (statement, request) => conditionsOf(statement).some(({ operator, key, values }) => operator.includes('IpAddress')
      && values.some((value) => !value.includes('/') && (value.includes(':') || sentValues(request, key).some((sent) => sent.includes(':'))))),
  },
  {
    why: 'what is no ARN is not like one, so a negated operator holds; the other evaluator lets none hold',
    source: `${USER_GUIDE}reference_policies_elements_condition_operators.html#Conditions_ARN`,
    concerns: (statement, request) => conditionsOf(statement).some(({ operator, key }) => operator.includes('ArnNot')
      && sentValues(request, key).some((sent) => !sent.startsWith('arn:'))),
  },
  {
    why: 'the id of the API may be a wildcard before a stage; the other evaluator takes it for a type of resource, which may have none',
    source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html',
    concerns: (statement) => resourcesOf(statement).some((text) => text.split(':')[5]?.startsWith('*/') === true),
  },
  {
    why: 'an incomplete ARN: AWS documents for policies of identities that it fills it with wildcards, and nothing for those of resources',
    source: `${USER_GUIDE}reference-arns.html#arns-paths-wildcards`,
    concerns: (statement) => resourcesOf(statement).some((text) => text.startsWith('arn:') && text.split(':').length < 6),
  },
];

interface OneCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

function conditionsOf({ Condition = {} }: WrittenStatement): OneCondition[] {
  return Object.entries(Condition).flatMap(([operator, keys]) => Object.entries(keys).map(([key, values]) => ({ operator, key, values })));
}

function negatedValues(statement: WrittenStatement): string[] {
  return conditionsOf(statement).flatMap(({ operator, values }) => /StringNot|ArnNot/.test(operator) ? values : []);
}

function resourcesOf({ Resource, NotResource }: WrittenStatement): string[] {
  return [...texts(Resource), ...texts(NotResource)];
}

function allTexts(statement: WrittenStatement): string[] {
  return [...resourcesOf(statement), ...conditionsOf(statement).flatMap(({ values }) => values)];
}

function texts(element: unknown): string[] {
  return element === undefined ? [] : [element].flat() as string[];
}

function sentValues({ keys }: PolicyRequest, key: string): readonly string[] {
  return Object.entries(keys).filter(([name]) => name.toLowerCase() === key.toLowerCase()).flatMap(([, value]) => value);
}

/** Whether the text has a variable, without a default, that is not exactly one value of the request. */
function lacksValue(text: string, request: PolicyRequest): boolean {
  return [...text.matchAll(/\$\{([\w:/-]+)\}/g)].some(([, key]) => sentValues(request, key).length !== 1);
}

function isSeconds(text: string): boolean {
  return /^\d{5,}$/.test(text);
}
