/** How a suite ended, as far as integ-runner tells. */
export interface AssertionResults {
  /** Names of the calls that were not answered as they must, each with what was seen. */
  readonly failed: Readonly<Record<string, string>>;
  /** Why it came to no assertions at all. */
  readonly error?: string;
}

const RESULT = /^AssertionResults(\w+)( - success)?$/;

/** Reads what integ-runner prints of one suite; it writes no report. */
export function readResults(output: string): AssertionResults {
  const lines = output.split('\n').map((line) => line.trimEnd());
  const start = lines.findIndex((line) => /^ {2}(SUCCESS|ASSERT|FAILED|ERROR) /.test(line));
  if (start === -1) return { failed: {}, error: output.trim() };
  const rest = lines.slice(start + 1, endOf(lines, start + 1)).map((line) => line.replace(/^ {6}/, ''));
  switch (/^ {2}(\w+)/.exec(lines[start])![1]) {
    case 'SUCCESS': return { failed: {} };
    case 'ASSERT': return { failed: failures(rest) };
    default: return { failed: {}, error: rest.join('\n').trim() };
  }
}

function endOf(lines: readonly string[], from: number): number {
  const end = lines.findIndex((line, index) => index >= from && /^(Test Results:|Tests: )/.test(line));
  return end === -1 ? lines.length : end;
}

function failures(lines: readonly string[]): Record<string, string> {
  const failed: Record<string, string[]> = {};
  let current: string[] | undefined;
  for (const line of lines) {
    const result = RESULT.exec(line.trim());
    if (result === null) {
      current?.push(line);
    } else {
      current = result[2] === undefined ? failed[result[1]] = [] : undefined;
    }
  }
  return Object.fromEntries(Object.entries(failed).map(([name, message]) => [name, message.join('\n').trim()]));
}
