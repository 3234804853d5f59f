import { isStruct, Method, own, propertiesOf, shortName, Type, TypeRef, types, Value } from './assembly';

const PRIMITIVES = { string: 'str', number: 'float', boolean: 'bool', date: 'datetime', json: 'Mapping', any: 'Any' };

/** jsii-pacmak's rule. */
export function snakeCase(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2').toLowerCase();
}

function typeOf({ primitive, collection, fqn }: TypeRef): string {
  if (collection) {
    return collection.kind === 'array' ? `List[${typeOf(collection.elementtype)}]` : `Mapping[str, ${typeOf(collection.elementtype)}]`;
  }
  return primitive ? PRIMITIVES[primitive] : shortName(fqn!);
}

/** What a caller writes: the last parameter, if it is a struct, as keywords. */
function parameters(values: Value[] = []): string {
  return values.map(({ name, type, optional, variadic }) => {
    if (type.fqn && isStruct(type.fqn)) return `**${shortName(type.fqn)}`;
    return `${variadic ? '*' : ''}${snakeCase(name)}: ${typeOf(type)}${optional ? ' = None' : ''}`;
  }).join(', ');
}

function method({ name, static: isStatic, parameters: values, returns }: Method): string {
  return `  ${isStatic ? 'static ' : ''}${snakeCase(name)}(${parameters(values)})${returns ? ` -> ${typeOf(returns.type)}` : ''}`;
}

function lines(type: Type): string[] {
  const properties = (type.datatype ? propertiesOf(type) : type.properties ?? [])
    .map(({ name, type: itsType, optional }) => `  ${snakeCase(name)}: ${typeOf(itsType)}${optional ? ' = None' : ''}`);
  return [
    `class ${type.name}`,
    ...(type.initializer ? [`  __init__(${parameters(type.initializer.parameters)})`] : []),
    ...(type.methods ?? []).map(method),
    ...properties,
  ];
}

export function renderPython(): string {
  return `${types.map((type) => lines(type).join('\n')).join('\n\n')}\n`;
}

/** The keywords of each call, and the names that stand before them, which must not be the same. */
export function keywordClashes(): string[] {
  return types.flatMap((type) => [{ name: '__init__', parameters: type.initializer?.parameters }, ...type.methods ?? []].flatMap(({ name, parameters: values = [] }) => {
    const struct = values.find(({ type: { fqn } }) => fqn !== undefined && own.has(fqn) && isStruct(fqn));
    const keywords = struct === undefined ? [] : propertiesOf(own.get(struct.type.fqn!)!).map((property) => property.name);
    return values.filter((value) => value !== struct && keywords.includes(value.name)).map((value) => `${type.name}.${name}: ${value.name}`);
  }));
}
