import { LabAccess } from './lab';

const DIES_WITHIN_MS = 10_000;

/**
 * Work on a lab that may die under it. Its death is the error then, whichever is noticed first: what the work says follows from it.
 *
 * @param died Rejects when the lab has died.
 */
export async function watched<T>(lab: LabAccess, died: Promise<never>, work: Promise<T>): Promise<T> {
  try {
    return await Promise.race([work, died]);
  } catch (error) {
    if (await answers(lab)) throw error;
    let patience: NodeJS.Timeout | undefined;
    const given = new Promise<never>((_, reject) => { patience = setTimeout(() => reject(error), DIES_WITHIN_MS); });
    return Promise.race([died, given]).finally(() => clearTimeout(patience));
  }
}

/** Whether the emulator of a lab answers. */
export async function answers({ emulatorUrl }: LabAccess): Promise<boolean> {
  return fetch(`${emulatorUrl}/_lab/health`).then((response) => response.ok, () => false);
}
