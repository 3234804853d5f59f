import { JsonObject, isObject, isOpenApi, isPlainObject } from './open-api-document';
import { unprotectedOperations } from './open-api-methods';

const POLICY = 'x-amazon-apigateway-policy';
const ENDPOINT = 'x-amazon-apigateway-endpoint-configuration';

/** What in an OpenAPI document contradicts the construct that it is given to, in sentences that begin with the property `definition`. */
export function openApiProblems(document: unknown): string[] {
  if (!isObject(document)) return [`definition must be an OpenAPI document, got ${JSON.stringify(document) ?? 'nothing'}; pass the parsed document`];
  return [
    ...(POLICY in document ? [
      `definition must leave the policy to the allow-list, got ${JSON.stringify(POLICY)}; put its callers on the allow-list and remove it`,
    ] : []),
    ...endpointConfigurations(document).flatMap(endpointProblems),
  ];
}

/** Whether the whole document is there at synthesis, but for the values of single fields. */
export function isReadable(document: unknown): boolean {
  return isPlainObject(document) && isOpenApi(document);
}

/** Something to be said about a document that does not stop the synthesis. Ids are public: users acknowledge a warning by its id. */
export interface OpenApiWarning {
  readonly id: string;
  readonly message: string;
}

/** What the author of a document may not expect; `undefined` stands for one that is read at deployment only. */
export function openApiWarnings(document: unknown): OpenApiWarning[] {
  if (!isReadable(document)) {
    return [{
      id: 'definitionNotRead',
      message: `definition should be an inline OpenAPI document of version 2.0 or 3.0, got one that cannot be read at synthesis; check yourself that it has no ${POLICY} `
        + `and no other endpoint type than PRIVATE in ${ENDPOINT}, and that the routes of the allow-list are those of its methods`,
    }];
  }
  const unprotected = unprotectedOperations(document);
  return unprotected.length === 0 ? [] : [{
    id: 'rootSecurityIgnored',
    message: `definition should name the security of each operation, got none for ${unprotected.map((each) => JSON.stringify(each)).join(', ')}; `
      + 'API Gateway does not use the security at the root of the document, so these methods are deployed without authorization',
  }];
}

/** What a document says about the endpoint besides its type. */
export interface OpenApiEndpoint {
  readonly disableExecuteApiEndpoint: boolean;
  readonly vpcEndpointIds: readonly string[];
}

export function openApiEndpoint(document: unknown): OpenApiEndpoint {
  const configurations = isObject(document) ? endpointConfigurations(document).filter(isPlainObject) : [];
  return {
    disableExecuteApiEndpoint: configurations.some(({ disableExecuteApiEndpoint: disabled }) => disabled !== undefined && disabled !== false),
    vpcEndpointIds: configurations.flatMap(({ vpcEndpointIds }) => Array.isArray(vpcEndpointIds) ? vpcEndpointIds as string[] : []),
  };
}

/**
 * At the top in version 2.0, and in a server in version 3.0.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-endpoint-configuration.html
 */
function endpointConfigurations(document: JsonObject): unknown[] {
  const servers = Array.isArray(document.servers) ? document.servers : [];
  return [document, ...servers].filter(isObject).filter((holder) => ENDPOINT in holder).map((holder) => holder[ENDPOINT]);
}

function endpointProblems(configuration: unknown): string[] {
  const problem = (rule: string, value: unknown, remedy: string) => `definition must ${rule}, got ${ENDPOINT} ${JSON.stringify(value)}; ${remedy}`;
  if (!isPlainObject(configuration)) {
    return [problem('have an endpoint configuration that can be read at synthesis', configuration, 'write it down, or leave it out: the construct makes the API private')];
  }
  const { types, ipAddressType } = configuration;
  return [
    ...(types === undefined || JSON.stringify([types].flat()) === '["PRIVATE"]' ? [] : [
      problem('have the endpoint type PRIVATE', { types }, 'leave it out: the construct makes the API private'),
    ]),
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-ip-address-type.html
    ...(ipAddressType === undefined || ipAddressType === 'dualstack' ? [] : [
      problem('have the IP address type "dualstack", which private APIs have', { ipAddressType }, 'leave it out: a consumer chooses the family with its endpoint'),
    ]),
  ];
}
