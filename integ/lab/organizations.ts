/**
 * Organization id → its accounts. Part of the lab's configuration, since the emulator's own stand-in for Organizations cannot
 * hold the lab's accounts. Absent: nobody has said, so whatever depends on it is refused.
 */
export type Organizations = Readonly<Record<string, readonly string[]>>;

/** `undefined` for an account in none. */
export function organizationOf(organizations: Organizations, account: string): string | undefined {
  return Object.keys(organizations).find((id) => organizations[id].includes(account));
}
