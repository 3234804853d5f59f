type Json = Readonly<Record<string, unknown>>;

/** Collects what is wrong with a policy, so that one error can name all of it. */
export class PolicyProblems {
  private readonly messages: string[] = [];

  public add(what: string, rule: string, value: unknown, remedy: string): void {
    this.messages.push(`${what} must ${rule}, got ${JSON.stringify(value) ?? 'nothing'}; ${remedy}`);
  }

  public throwIfAny(): void {
    if (this.messages.length > 0) throw new Error(this.messages.join('\n'));
  }

  public isObject(what: string, value: unknown): value is Json {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return true;
    this.add(what, 'be an object', value, 'write it in braces');
    return false;
  }

  public checkNames(what: string, value: Json, known: readonly string[]): void {
    for (const name of Object.keys(value).filter((candidate) => !known.includes(candidate))) {
      this.add(what, `hold only ${known.join(', ')}`, name, 'correct or remove it');
    }
  }

  /** The strings of an element that may be one or a list. Refuses an empty list: AWS does not say what it means. */
  public strings(what: string, value: unknown): readonly string[] {
    const list: unknown[] = Array.isArray(value) ? value : [value];
    const strings = list.filter((item) => typeof item === 'string' && item !== '') as string[];
    if (list.length === 0 || strings.length < list.length) this.add(what, 'be a string or a list of strings, none of them empty', value, 'name at least one');
    return strings;
  }
}
