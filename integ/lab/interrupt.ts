const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

let interrupted = false;

/** Whether the process is being stopped: what fails now fails because of that, and is not worth a message. */
export function isInterrupted(): boolean {
  return interrupted;
}

/** Runs the clean-up once when the process is told to end, and ends it then; a second Ctrl-C does not cut the clean-up short. */
export function onInterrupt(cleanUp: () => Promise<void>): void {
  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => {
      if (interrupted) {
        return;
      }
      interrupted = true;
      process.stderr.write('\nstopping …\n');
      cleanUp().then(
        () => { process.exit(code); },
        (error) => {
          process.stderr.write(`the clean-up failed: ${(error as Error).message}\n`);
          process.exit(code);
        },
      );
    });
  }
}
