import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './process-alive';

const PREFIX = 'private-api-lab-';
const OWNER = 'owner.pid';

/** A private folder of this process, for as long as a lab runs in it. */
export function makeLabFolder(): string {
  removeAbandonedFolders();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(folder, OWNER), String(process.pid));
  return folder;
}

/** A process that was ended by force could not remove its folder: the next lab of the same user does. */
function removeAbandonedFolders(): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(PREFIX))) {
    const owner = join(tmpdir(), name, OWNER);
    if (existsSync(owner) && !isAlive(Number(readFileSync(owner, 'utf8')))) {
      rmSync(join(tmpdir(), name), { recursive: true, force: true, maxRetries: 5 });
    }
  }
}
