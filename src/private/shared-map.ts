/**
 * A map that the whole package shares, also another copy of it in the app.
 *
 * Each class is published with copies of its own of what it decides with: what a module keeps by itself, another class would not see.
 */
export function sharedMap<Key extends WeakKey, Value>(name: string): WeakMap<Key, Value> {
  const key = Symbol.for(`cdk-cross-account-private-api.${name}`);
  const shared = globalThis as unknown as Record<symbol, WeakMap<Key, Value> | undefined>;
  return shared[key] ??= new WeakMap<Key, Value>();
}
