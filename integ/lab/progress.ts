import type { Step } from './petstore';

/** What a step took, for the machine-readable report. */
export interface StepTime {
  readonly title: string;
  readonly seconds: number;
}

/** Says each step when it starts (on a terminal) and when it has ended, with its time. */
export class Progress {
  public readonly steps: StepTime[] = [];
  private readonly running = new Set<string>();

  public constructor(private readonly output: NodeJS.WriteStream) {}

  public readonly step: Step = async (title, work) => {
    const started = Date.now();
    this.running.add(title);
    this.showRunning();
    try {
      const result = await work();
      this.finish('✔', title, started);
      return result;
    } catch (error) {
      this.finish('✘', title, started);
      throw error;
    }
  };

  private finish(mark: string, title: string, started: number): void {
    const seconds = Math.round((Date.now() - started) / 100) / 10;
    this.running.delete(title);
    this.steps.push({ title, seconds });
    this.clearLine();
    this.output.write(`${mark} ${title} (${seconds.toFixed(1)} s)\n`);
    this.showRunning();
  }

  private showRunning(): void {
    if (this.output.isTTY && this.running.size > 0) {
      this.clearLine();
      this.output.write(`… ${[...this.running].join('; ')}`.slice(0, (this.output.columns ?? 80) - 1));
    }
  }

  private clearLine(): void {
    if (this.output.isTTY) {
      this.output.write('\r\x1b[K');
    }
  }
}
