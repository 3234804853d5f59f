import { Aws } from 'aws-cdk-lib';
import { ICrossAccountPrivateApi } from 'cdk-cross-account-private-api';

/** What somebody calls who only knows the API: the public form of its URL, which private DNS or a zone leads to an endpoint. */
export function standardUrl({ restApiId, stageName, env }: ICrossAccountPrivateApi): string {
  return `https://${restApiId}.execute-api.${env.region}.${Aws.URL_SUFFIX}/${stageName}`;
}
