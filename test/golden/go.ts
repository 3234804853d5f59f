import { isStruct, Method, own, propertiesOf, shortName, Type, TypeRef, types, Value } from './assembly';

const PRIMITIVES = { string: '*string', number: '*float64', boolean: '*bool', date: '*time.Time', json: '*map[string]interface{}', any: 'interface{}' };

/** The package that a type is in, as the code names it. */
function packageOf(fqn: string): string {
  const [module, ...path] = fqn.split('.');
  const submodule = path.slice(0, -1).join('').replace(/_/g, '');
  return submodule === '' ? module.replace('aws-cdk-lib', 'awscdk') : submodule;
}

function typeOf({ primitive, collection, fqn }: TypeRef): string {
  if (collection) {
    return `*${collection.kind === 'array' ? '[]' : 'map[string]'}${typeOf(collection.elementtype)}`;
  }
  if (primitive) return PRIMITIVES[primitive];
  return `${isStruct(fqn!) ? '*' : ''}${own.has(fqn!) ? '' : `${packageOf(fqn!)}.`}${shortName(fqn!)}`;
}

/** What may be left out is `nil`. */
function parameters(values: Value[] = []): string {
  return values.map(({ name, type, variadic }) => `${name} ${variadic ? '...' : ''}${typeOf(type)}`).join(', ');
}

const capital = (name: string) => `${name[0].toUpperCase()}${name.slice(1)}`;

function method({ name, parameters: values, returns }: Method, prefix: string): string {
  return `${prefix}${capital(name)}(${parameters(values)})${returns ? ` ${typeOf(returns.type)}` : ''}`;
}

function lines(type: Type): string[] {
  if (type.datatype) {
    return [`type ${type.name} struct`, ...propertiesOf(type).map(({ name, type: itsType }) => `\t${capital(name)} ${typeOf(itsType)}`)];
  }
  const methods = type.methods ?? [];
  return [
    `type ${type.name} interface`,
    ...methods.filter((each) => !each.static).map((each) => method(each, '\t')),
    ...(type.properties ?? []).map(({ name, type: itsType }) => `\t${capital(name)}() ${typeOf(itsType)}`),
    ...(type.initializer ? [`func New${type.name}(${parameters(type.initializer.parameters)}) ${type.name}`] : []),
    ...methods.filter((each) => each.static).map((each) => method(each, `func ${type.name}_`)),
  ];
}

export function renderGo(): string {
  return `${types.map((type) => lines(type).join('\n')).join('\n\n')}\n`;
}
