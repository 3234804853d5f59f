import { LabState } from './state';

/** What is deployed now, in all accounts. */
export async function fetchState(emulatorUrl: string): Promise<LabState> {
  const response = await fetch(`${emulatorUrl}/_lab/state`);
  if (!response.ok) {
    throw new Error(`the emulator must tell what is deployed, got status ${response.status}: ${await response.text()}`);
  }
  return await response.json() as LabState;
}
