/**
 * A text of a policy in which `*` stands for any characters, slashes and colons included, and `?` for exactly one.
 *
 * `literal` is present only where a policy variable was substituted: an `x` at a position means that the character
 * there stands for itself. Otherwise a request could smuggle a wildcard into the policy through a context key.
 */
export interface Pattern {
  readonly text: string;
  readonly literal?: string;
}

const STAR = '*'.charCodeAt(0);
const QUESTION_MARK = '?'.charCodeAt(0);

/**
 * Whether the whole value matches the pattern.
 *
 * Returns to the last `*` only, so the time is bounded by the product of the two lengths for any pattern.
 */
export function matchesPattern(pattern: Pattern, value: string): boolean {
  const text = pattern.text;
  let at = 0;
  let read = 0;
  let star = -1;
  let resume = 0;
  while (read < value.length) {
    const code = text.charCodeAt(at);
    if (code === STAR && isWildcard(pattern, at)) {
      star = at;
      at += 1;
      resume = read;
    } else if (code === value.charCodeAt(read) || (code === QUESTION_MARK && isWildcard(pattern, at))) {
      at += 1;
      read += 1;
    } else if (star >= 0) {
      at = star + 1;
      if (at === text.length) return true;
      resume += 1;
      read = resume;
    } else {
      return false;
    }
  }
  while (text.charCodeAt(at) === STAR && isWildcard(pattern, at)) at += 1;
  return at === text.length;
}

/** Splits a pattern at each colon, at most into `limit` parts; the last keeps the colons that are left. */
export function splitPattern(pattern: Pattern, limit: number): readonly Pattern[] {
  const parts: Pattern[] = [];
  let start = 0;
  for (let end = pattern.text.indexOf(':'); end >= 0 && parts.length < limit - 1; end = pattern.text.indexOf(':', start)) {
    parts.push(slicePattern(pattern, start, end));
    start = end + 1;
  }
  return [...parts, slicePattern(pattern, start)];
}

function slicePattern({ text, literal }: Pattern, start: number, end?: number): Pattern {
  return { text: text.slice(start, end), literal: literal?.slice(start, end) };
}

function isWildcard(pattern: Pattern, index: number): boolean {
  return pattern.literal === undefined || pattern.literal[index] !== 'x';
}
