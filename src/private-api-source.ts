import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
export interface PrivateApiBinding { readonly restApi: apigateway.RestApiBase; readonly resource: apigateway.CfnRestApi; readonly stageName: string; methods(): any }
export class PrivateApiSource {
  public static code(): PrivateApiSource { return new PrivateApiSource(); }
  public _bind(scope: Construct, props: { stageName?: string }): PrivateApiBinding {
    const stageName = props.stageName ?? 'prod';
    const restApi = new apigateway.RestApi(scope, 'Resource', {
      restApiName: scope.node.id, endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] }, deployOptions: { stageName }, cloudWatchRole: false,
    });
    restApi.node.tryRemoveChild('Endpoint');
    return { restApi, resource: restApi.node.defaultChild as apigateway.CfnRestApi, stageName, methods: (): any => undefined };
  }
}
