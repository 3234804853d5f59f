/** The present as policies see it (`aws:CurrentTime`, `aws:EpochTime`). Signatures, sessions and logs keep to the real time. */
export class PolicyClock {
  private offsetMs = 0;

  /** From now on, policies see the real time plus this; 0 sets them right again. */
  public set(offsetMs: number): void {
    if (!Number.isFinite(offsetMs)) {
      throw new Error(`offset must be a number of milliseconds, got ${String(offsetMs)}; 0 is the real time`);
    }
    this.offsetMs = offsetMs;
  }

  public at(real: Date): Date {
    return new Date(real.getTime() + this.offsetMs);
  }
}
