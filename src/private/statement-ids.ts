import type { CompiledStatement } from './policy-statements';

/** A statement and the names of the consumers that it is about, an empty one for those without. */
export interface NamedStatement {
  readonly names: readonly string[];
  readonly statement: CompiledStatement;
}

/** A longer name would cost more than it tells. */
const LONGEST_NAME = 24;

/**
 * Gives the statements of one consumer an id that begins with their effect and its name.
 *
 * An id is unique in its policy, of letters and digits only. A statement that has one keeps it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html
 */
export function nameStatements(statements: readonly NamedStatement[]): readonly CompiledStatement[] {
  const used = new Set(statements.flatMap(({ statement }) => statement.Sid ?? []));
  return statements.map(({ names, statement }) => {
    const name = names.length === 1 ? alphanumeric(names[0]) : '';
    if (name === '' || name.length > LONGEST_NAME) return statement;
    return { Sid: unused(`${statement.Effect}${name}`, used), ...statement };
  });
}

function unused(id: string, used: Set<string>): string {
  let candidate = id;
  for (let number = 2; used.has(candidate); number += 1) candidate = `${id}${number}`;
  used.add(candidate);
  return candidate;
}

/** `orders team` as `OrdersTeam`. */
function alphanumeric(name: string): string {
  return name.split(/[^A-Za-z0-9]+/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
}
