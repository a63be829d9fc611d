/** Sends a signal to every process of a group; one that is gone already needs none. */
export function signalGroup(group: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  // To the group 0 would be to ourselves, and to -1 to everybody.
  if (group <= 1) return;
  try {
    process.kill(-group, signal);
  } catch {
    // ESRCH: nobody is left.
  }
}
