import { existsSync, readFileSync } from 'fs';
import { createRequire } from 'module';
import { join } from 'path';

/** What jsii wrote down of the public surface, as far as other languages get to see it. */

export interface TypeRef {
  readonly primitive?: 'string' | 'number' | 'boolean' | 'date' | 'json' | 'any';
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeRef };
}

export interface Value {
  readonly name: string;
  readonly type: TypeRef;
  readonly optional?: boolean;
  readonly variadic?: boolean;
}

export interface Property extends Value {
  readonly immutable?: boolean;
  readonly static?: boolean;
}

export interface Method {
  readonly name: string;
  readonly static?: boolean;
  readonly parameters?: Value[];
  readonly returns?: { readonly type: TypeRef; readonly optional?: boolean };
}

export interface Type {
  readonly fqn: string;
  readonly kind: 'class' | 'interface' | 'enum';
  readonly name: string;
  readonly datatype?: boolean;
  readonly base?: string;
  readonly interfaces?: string[];
  readonly initializer?: { readonly parameters?: Value[] };
  readonly properties?: Property[];
  readonly methods?: Method[];
}

const load = createRequire(__filename);
const ASSEMBLY = join(__dirname, '../../.jsii');
if (!existsSync(ASSEMBLY)) {
  throw new Error('.jsii must exist, because these files are made of it; compile first: npx projen compile');
}
const assembly = JSON.parse(readFileSync(ASSEMBLY, 'utf8'));

/** In the order of the alphabet, as jsii has them. */
export const types: Type[] = Object.values<Type>(assembly.types);

export const own = new Map(types.map((type) => [type.fqn, type]));

/** A struct is copied to JavaScript, anything else is referred to. Of another library's types, structs and interfaces have no value at run time. */
export function isStruct(fqn: string): boolean {
  const mine = own.get(fqn);
  return mine !== undefined ? mine.datatype === true : !/^I[A-Z]/.test(shortName(fqn)) && !hasValue(fqn);
}

function hasValue(fqn: string): boolean {
  const [module, ...path] = fqn.split('.');
  if (path[0] === 'interfaces') {
    return false; // types alone
  }
  const loaded: Record<string, unknown> = load([module, ...path.slice(0, -1)].join('/').replace(/_/g, '-'));
  return loaded[path[path.length - 1]] !== undefined;
}

/** The last part of a name: what a reader looks for. */
export function shortName(fqn: string): string {
  return fqn.slice(fqn.lastIndexOf('.') + 1);
}

/** A struct's properties, those of what it extends included. */
export function propertiesOf(type: Type): Property[] {
  const inherited = (type.interfaces ?? []).flatMap((fqn) => own.has(fqn) ? propertiesOf(own.get(fqn)!) : []);
  return [...inherited, ...type.properties ?? []].sort((one, other) => one.name < other.name ? -1 : 1);
}
