/** Values by name, as JSON has them. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** An object that can be read at synthesis: CloudFormation's functions and references stand for something that cannot. */
export function isPlainObject(value: unknown): value is JsonObject {
  return isObject(value) && !Object.keys(value).some((key) => key.startsWith('Fn::') || key === 'Ref' || key === '$ref');
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a document is of a version that API Gateway imports. */
export function isOpenApi(document: JsonObject): boolean {
  return isOpenApi2(document) || (typeof document.openapi === 'string' && /^3\.0\.\d+$/.test(document.openapi));
}

/** Whether it is of the older version, which has its parts in other places. */
export function isOpenApi2({ swagger }: JsonObject): boolean {
  return swagger === '2.0';
}

/**
 * The names of the operations of a path. `trace` is none of them: API Gateway has no such method.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-any-method.html
 */
const OPERATIONS: Readonly<Record<string, string>> = {
  'get': 'GET',
  'put': 'PUT',
  'post': 'POST',
  'delete': 'DELETE',
  'options': 'OPTIONS',
  'head': 'HEAD',
  'patch': 'PATCH',
  'x-amazon-apigateway-any-method': 'ANY',
};

/** What else a path may hold; none of it makes a method. */
const PATH_FIELDS = ['summary', 'description', 'parameters', 'servers'];

/** A path with its operations by name; `undefined` if there is something else in it. */
export function operationsOf(pathItem: unknown): readonly [httpMethod: string, operation: unknown][] | undefined {
  if (!isPlainObject(pathItem)) return undefined;
  const entries = Object.entries(pathItem).filter(([name]) => isOperation(name) || !(PATH_FIELDS.includes(name) || name.startsWith('x-')));
  return entries.every(([name]) => isOperation(name)) ? entries.map(([name, operation]) => [OPERATIONS[name], operation]) : undefined;
}

function isOperation(name: string): boolean {
  return Object.hasOwn(OPERATIONS, name);
}
