/** How often a property is tried: less often by mutation tests, which run it for every change of what it is about. */
export function runs(count: number): number {
  return Math.ceil(count * Number(process.env.PROPERTY_SCALE ?? 1));
}
