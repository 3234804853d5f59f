import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Why something could not be tested here, in one line: a tool or a module that is not to be had. */
export class Unavailable extends Error {}

/** What passed, what failed and what was skipped, each said when it is known. */
export class Report {
  cases = [];
  #started = Date.now();

  constructor(say) {
    this.say = say;
  }

  /** A check: it fails by throwing, and is skipped by throwing `Unavailable`. Resolves to what the check did, or `undefined`. */
  async check(language, title, work) {
    const started = Date.now();
    try {
      const result = await work();
      this.#add('passed', language, title, started);
      return result ?? true;
    } catch (error) {
      if (error instanceof Unavailable) this.#add('skipped', language, title, started, error.message);
      else this.#add('failed', language, title, started, error.message);
      return undefined;
    }
  }

  skip(language, title, reason) {
    this.#add('skipped', language, title, Date.now(), reason);
  }

  #add(state, language, title, started, reason) {
    const seconds = Math.round((Date.now() - started) / 100) / 10;
    this.cases.push({ state, language, title, seconds, reason });
    this.say(`${{ passed: '✔', failed: '✘', skipped: '–' }[state]} ${language}: ${title}${state === 'skipped' ? `: skipped, ${reason}` : ` (${seconds.toFixed(1)} s)`}`);
    if (state === 'failed') this.say(reason.replace(/^/gm, '    '));
  }

  count(state) {
    return this.cases.filter((each) => each.state === state).length;
  }

  /** The closing line, and a file for those who add up. */
  finish(file) {
    const [passed, failed, skipped] = ['passed', 'failed', 'skipped'].map((state) => this.count(state));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify({ passed, failed, skipped, seconds: (Date.now() - this.#started) / 1000, cases: this.cases }, undefined, 2)}\n`);
    this.say(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    return failed === 0 && passed > 0;
  }
}
