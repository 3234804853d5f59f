const BEGIN = '{known only at deploy: ';
const END = '}';

/** A value that is known at deployment only, in an expression for the place where it may stand. */
export const DEPLOY_TIME_PATTERN = '\\{known only at deploy: [^{}]*\\}';

const DEPLOY_TIME_TEXT = new RegExp(`^${DEPLOY_TIME_PATTERN}$`);
/** Would end the text, be read as a wildcard, or have another length in JSON. */
const UNSAFE = /[{}*?"\\$]|[^\x20-\x7e]/g;

/**
 * What stands for a value that is known at deployment only, until the policy is compiled: the same text in every synthesis, and readable in messages.
 *
 * Two values need two descriptions; characters that a policy or JSON would read otherwise are replaced.
 */
export function deployTimeText(description: string): string {
  return `${BEGIN}${description.replace(UNSAFE, '_')}${END}`;
}

/** Whether the whole text stands for a value that is known at deployment only; a longer one may still hold such a text. */
export function isDeployTimeText(text: string): boolean {
  return DEPLOY_TIME_TEXT.test(text);
}

/** Whether the text or a part of it is known at deployment only. */
export function holdsDeployTimeText(text: string): boolean {
  return text.includes(BEGIN);
}

/** The text with something else in the place of each value that is known at deployment only; `index` is where it begins. */
export function replaceDeployTimeTexts(text: string, replace: (found: string, index: number) => string): string {
  return holdsDeployTimeText(text) ? text.replace(new RegExp(DEPLOY_TIME_PATTERN, 'g'), replace) : text;
}
