import type { Pattern } from './match-wildcards';

/** What a statement is compared with: the context keys of a request, names in lower case, and whether `${…}` is a variable. */
export interface RequestContext {
  readonly keys: ReadonlyMap<string, readonly string[]>;
  readonly variables: boolean;
}

const VARIABLE = /\$\{([^}]*)\}/;
const KEY_AND_DEFAULT = /^([^\s,'$*?{]+)(?:\s*,\s*'([^']*)')?$/;

/**
 * Replaces the policy variables of a text; `undefined` if one has no value, because such a text matches nothing.
 *
 * What a variable brings in stands for itself: a `*` in it is no wildcard. A key with several values cannot be a variable.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function substituteVariables(value: string, context: RequestContext): Pattern | undefined {
  if (!context.variables || !value.includes('${')) return { text: value };
  let text = '';
  let literal = '';
  // The capture group makes `split` alternate between plain text and the inside of a variable.
  for (const [index, part] of value.split(VARIABLE).entries()) {
    const piece = index % 2 === 0 ? part : resolve(part, context);
    if (piece === undefined) return undefined;
    text += piece;
    literal += (index % 2 === 0 ? '-' : 'x').repeat(piece.length);
  }
  return { text, literal };
}

/** Whether every `${` of a text begins a variable that AWS can read. */
export function hasReadableVariables(value: string): boolean {
  return value.split(VARIABLE).every((part, index) => index % 2 === 0 ? !part.includes('${') : isSpecial(part) || KEY_AND_DEFAULT.test(part));
}

function resolve(variable: string, context: RequestContext): string | undefined {
  if (isSpecial(variable)) return variable;
  const [, key, fallback] = KEY_AND_DEFAULT.exec(variable) ?? [];
  const values = context.keys.get((key ?? '').toLowerCase());
  return values?.length === 1 ? values[0] : fallback;
}

function isSpecial(variable: string): boolean {
  return variable === '*' || variable === '?' || variable === '$';
}
