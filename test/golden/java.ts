import { Method, propertiesOf, shortName, Type, TypeRef, types, Value } from './assembly';

const PRIMITIVES = { string: 'String', number: 'Number', boolean: 'Boolean', date: 'Instant', json: 'ObjectNode', any: 'Object' };

function typeOf({ primitive, collection, fqn }: TypeRef): string {
  if (collection) {
    return collection.kind === 'array' ? `List<${typeOf(collection.elementtype)}>` : `Map<String, ${typeOf(collection.elementtype)}>`;
  }
  return primitive ? PRIMITIVES[primitive] : shortName(fqn!);
}

/** What may be left out is in brackets: there is a method without it. */
function parameters(values: Value[] = []): string {
  return values.map(({ name, type, optional, variadic }) => {
    const text = `${typeOf(type)}${variadic ? '...' : ''} ${name}`;
    return optional ? `[${text}]` : text;
  }).join(', ');
}

function method({ name, static: isStatic, parameters: values, returns }: Method): string {
  return `  ${isStatic ? 'static ' : ''}${returns ? typeOf(returns.type) : 'void'} ${name}(${parameters(values)})`;
}

const getter = (name: string) => `get${name[0].toUpperCase()}${name.slice(1)}`;

/** A construct has a builder, which takes what stands in its properties; so has a struct. */
function lines(type: Type): string[] {
  if (type.datatype) {
    return [`class ${type.name}`, ...propertiesOf(type).map(({ name, type: itsType, optional }) => `  builder().${name}(${typeOf(itsType)})${optional ? '' : ' required'}`)];
  }
  return [
    `${type.kind} ${type.name}`,
    ...(type.initializer ? [`  new ${type.name}(${parameters(type.initializer.parameters)})`] : []),
    ...(type.methods ?? []).map(method),
    ...(type.properties ?? []).map(({ name, type: itsType }) => `  ${typeOf(itsType)} ${getter(name)}()`),
  ];
}

export function renderJava(): string {
  return `${types.map((type) => lines(type).join('\n')).join('\n\n')}\n`;
}
