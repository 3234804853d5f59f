import { IpAddress, IpRange, parseIpAddress, parseIpRange, rangeHolds } from './ip-range';
import { Pattern, matchesPattern, splitPattern } from './match-wildcards';
import { RequestContext, hasReadableVariables, substituteVariables } from './policy-variables';

/** How the values of a policy are compared with one value of a request. */
export interface Comparison {
  /** What the value in the policy has to be, to follow "must". */
  readonly rule: string;
  readonly accepts: (policyValue: string) => boolean;
  /** Whether one of the policy's values matches: they are joined by OR. */
  readonly anyHolds: (policyValues: readonly string[], value: string, context: RequestContext) => boolean;
}

const NUMBER = /^[+-]?\d+(\.\d+)?$/;
const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
/** The W3C profile of ISO 8601: a time of day needs a zone. Without one, the answer would depend on where the code runs. */
const ISO_8601 = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/;
const EPOCH_SECONDS = /^\d+(\.\d+)?$/;
const ARN_PARTS = 6;

/** Case-sensitive equality; `*` is an ordinary character. */
export const TEXT_EQUALS = textComparison((pattern, value) => pattern.text === value);

export const TEXT_EQUALS_IGNORING_CASE = textComparison((pattern, value) => pattern.text.toLowerCase() === value.toLowerCase());

export const TEXT_LIKE = textComparison(matchesPattern);

/**
 * Each of the six colon-separated parts is matched on its own, so that a `*` never reaches into the next part.
 * `ArnEquals` and `ArnLike` do the same.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export const ARN_LIKE: Comparison = {
  ...textComparison(arnMatches),
  rule: 'be an ARN of six parts, with wildcards and variables that IAM can read',
  accepts: (text) => hasReadableVariables(text) && (text.includes('${') || (text.startsWith('arn:') && text.split(':').length >= ARN_PARTS)),
};

/** Reads `true` and `false` in any case. */
export const BOOLEAN_EQUALS = typedComparison('be true or false', parseBoolean, parseBoolean, (policy, value) => policy === value);

export const BINARY_EQUALS = typedComparison('be Base64', parseBase64, parseBase64, (policy, value) => policy === value);

export const IP_IN_RANGE = typedComparison<IpRange, IpAddress>('be an IP address or a CIDR range', parseIpRange, parseIpAddress, rangeHolds);

/** Compares numbers; `test` gets the value of the request first, as the operator's name reads. */
export function numberComparison(test: (value: number, policy: number) => boolean): Comparison {
  return typedComparison('be a number', parseNumber, parseNumber, (policy, value) => test(value, policy));
}

/** Compares times; `test` gets the value of the request first, as the operator's name reads. */
export function timeComparison(test: (value: number, policy: number) => boolean): Comparison {
  return typedComparison('be an ISO 8601 time with a zone, or seconds since 1970', parseTime, parseTime, (policy, value) => test(value, policy));
}

/** Only strings and ARNs know policy variables. A variable without a value equals nothing. */
function textComparison(test: (pattern: Pattern, value: string) => boolean): Comparison {
  return {
    rule: 'hold variables that IAM can read',
    accepts: hasReadableVariables,
    anyHolds: (policyValues, value, context) => {
      for (const policyValue of policyValues) {
        const pattern = substituteVariables(policyValue, context);
        if (pattern !== undefined && test(pattern, value)) return true;
      }
      return false;
    },
  };
}

function typedComparison<P, V>(
  rule: string,
  parsePolicyValue: (text: string) => P | undefined,
  parseValue: (text: string) => V | undefined,
  test: (policy: P, value: V) => boolean,
): Comparison {
  return {
    rule,
    accepts: (policyValue) => parsePolicyValue(policyValue) !== undefined,
    anyHolds: (policyValues, text) => {
      const value = parseValue(text);
      if (value === undefined) return false;
      for (const policyValue of policyValues) {
        const policy = parsePolicyValue(policyValue);
        if (policy !== undefined && test(policy, value)) return true;
      }
      return false;
    },
  };
}

function arnMatches(pattern: Pattern, value: string): boolean {
  const parts = splitPattern({ text: value }, ARN_PARTS);
  const patterns = splitPattern(pattern, ARN_PARTS);
  return parts.length === ARN_PARTS && patterns.length === ARN_PARTS && patterns.every((part, index) => matchesPattern(part, parts[index].text));
}

function parseBoolean(text: string): boolean | undefined {
  const lower = text.toLowerCase();
  return lower === 'true' || lower === 'false' ? lower === 'true' : undefined;
}

function parseBase64(text: string): string | undefined {
  return BASE64.test(text) ? text : undefined;
}

function parseNumber(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined;
}

/** Four digits are a year: nobody means a second of 1970. */
function parseTime(text: string): number | undefined {
  if (!ISO_8601.test(text)) return EPOCH_SECONDS.test(text) ? Number(text) * 1000 : undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
