import { RecordedFact } from '../recorded-call';

/** One call of a suite, after it was made. */
export interface CallResult {
  readonly name: string;
  readonly ok: boolean;
  /** What was wrong. */
  readonly problem?: string;
  /** The question that a run on AWS answers. */
  readonly settles?: string;
}

export interface SuiteResult {
  readonly suite: string;
  readonly ok: boolean;
  readonly seconds: number;
  readonly calls: readonly CallResult[];
  /** Why there is no result, or only a part of it. */
  readonly error?: string;
  /** Why it was not run. */
  readonly skipped?: string;
}

/** The document that counts for CI. */
export interface Report {
  readonly snapshots?: { readonly ok: boolean; readonly suites: number; readonly changed: readonly string[] };
  readonly suites: readonly SuiteResult[];
}

/** A call is as it must be if the caller saw what it must and, where that is known, it was decided where it must. */
export function resultOfCalls(calls: readonly RecordedFact[], ...problems: ReadonlyArray<Readonly<Record<string, string>>>): CallResult[] {
  return calls.map(({ name, settles }) => {
    const found = problems.flatMap((each) => each[name] ?? []);
    return { name, ok: found.length === 0, settles, problem: found.length === 0 ? undefined : found.join('\n') };
  });
}

export function isAllRight({ snapshots, suites }: Report): boolean {
  return (snapshots?.ok ?? true) && suites.every(({ ok }) => ok);
}
