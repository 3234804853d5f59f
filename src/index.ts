export * from './allowed-consumer';
export * from './consumer-endpoint';
export * from './cross-account-private-api';
export * from './hand-over';
export * from './private-api-addressing';
export * from './private-api-connection';
export * from './private-api-consumer';
export * from './private-api-source';
