/** Settings of an API that decide how it can be called. */
export interface ApiSettings {
  readonly securityPolicy?: string;
  readonly endpointAccessMode?: string;
  readonly disableExecuteApiEndpoint?: boolean;
  /** The options of the stage, of which the names matter. */
  readonly deployOptions?: object;
}

/** Something to be said about settings that does not stop the synthesis. Ids are public: users acknowledge a warning by its id. */
export interface SettingWarning {
  readonly id: string;
  readonly message: string;
}

/** Options of the stage that the construct has properties of its own for. */
const OWN_OPTIONS: Readonly<Record<string, string>> = {
  stageName: 'set stageName of the construct',
  accessLogDestination: 'set accessLog of the construct',
  accessLogFormat: 'set accessLog of the construct',
};

/** The policies that ask for an access mode begin so. */
const ENHANCED = 'SecurityPolicy_';
const EXAMPLE = JSON.stringify(`${ENHANCED}TLS13_1_3_2025_09`);

/**
 * Settings that contradict the construct or each other.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies.html
 */
export function settingProblems({ securityPolicy, endpointAccessMode, deployOptions = {} }: ApiSettings): string[] {
  const isEnhanced = securityPolicy?.startsWith(ENHANCED) ?? false;
  const written = Object.entries(deployOptions).filter(([, value]) => value !== undefined).map(([name]) => name);
  return [
    ...Object.entries(OWN_OPTIONS).filter(([name]) => written.includes(name)).map(([name, remedy]) =>
      `deployOptions must leave ${name} to the construct, got ${JSON.stringify(name)}; ${remedy} instead`),
    ...(securityPolicy?.endsWith('_EDGE') ? [
      `securityPolicy must be one of private APIs, got ${JSON.stringify(securityPolicy)}; choose one without EDGE, such as ${EXAMPLE}`,
    ] : []),
    ...(isEnhanced && endpointAccessMode === undefined ? [
      `endpointAccessMode must be given with securityPolicy ${JSON.stringify(securityPolicy)}, got none; choose BASIC, which every address of the API works with, or STRICT`,
    ] : []),
    ...(!isEnhanced && endpointAccessMode !== undefined ? [
      `endpointAccessMode must stand with a securityPolicy that begins with "${ENHANCED}", got ${JSON.stringify(endpointAccessMode)} `
      + `with ${JSON.stringify(securityPolicy) ?? 'none'}; set one such as ${EXAMPLE}, or leave the mode out`,
    ] : []),
  ];
}

/** What settings do to the consumers' ways to call. */
export function settingWarnings({ endpointAccessMode, disableExecuteApiEndpoint = false }: ApiSettings): SettingWarning[] {
  return [
    ...(endpointAccessMode === 'STRICT' ? [{
      id: 'strictAccessMode',
      message: 'endpointAccessMode STRICT admits no request by the alias of an endpoint ({api}-{vpce}), by the Host header or by the x-apigw-api-id header; '
        + 'consumers must call the API\'s own host name, by private DNS or a hosted zone of theirs, or a private custom domain. '
        + 'Going back to BASIC makes the API unavailable for about 15 minutes',
    }] : []),
    ...(disableExecuteApiEndpoint ? [{
      id: 'defaultEndpointDisabled',
      message: 'disableExecuteApiEndpoint makes the API answer 403 to its own host name, the alias of an endpoint, the Host header and the x-apigw-api-id header: '
        + 'consumers can call it by a private custom domain only',
    }] : []),
  ];
}
