import { readFileSync } from 'node:fs';

/** Whether there is a running process of that id, ours or somebody else's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // ESRCH: there is none
  }
  return !isEnded(pid);
}

/** One that has ended keeps its id until its parent has collected it, which takes some parents a while; only Linux tells, by a file. */
function isEnded(pid: number): boolean {
  if (process.platform !== 'linux') return false;
  try {
    // The state is behind the name, which may hold anything in its brackets: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    return /\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch (error) {
    // Collected since it was asked for.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code!)) return true;
    throw error;
  }
}
