import { Fn } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { standardUrl } from './standard-url';
import { ICrossAccountPrivateApi } from 'cdk-cross-account-private-api';

export interface PlainEndpointOptions {
  readonly vpc: ec2.IVpc;
  readonly subnets?: ec2.SubnetSelection;
  /** Whether its group admits the whole VPC. @default true */
  readonly open?: boolean;
  /** The API's own name leads here. Only one endpoint of a VPC can have it. @default false */
  readonly privateDnsEnabled?: boolean;
}

/** An endpoint as anybody makes one, for the whole VPC. Without private DNS a VPC can have several, and a caller its choice of them. */
export class PlainEndpoint extends ec2.InterfaceVpcEndpoint {
  private readonly isNamedByApi: boolean;

  constructor(scope: Construct, id: string, { privateDnsEnabled = false, ...options }: PlainEndpointOptions) {
    super(scope, id, { ...options, service: ec2.InterfaceVpcEndpointAwsService.APIGATEWAY, privateDnsEnabled });
    this.isNamedByApi = privateDnsEnabled;
  }

  /** How a caller in the VPC says that it means this API, through this endpoint. */
  public to(api: ICrossAccountPrivateApi): { url: string; headers?: Record<string, string> } {
    if (this.isNamedByApi) {
      return { url: standardUrl(api) };
    }
    // An entry is `{hosted zone}:{name}`, and the first one is that of the Region. A list is nothing that the CDK can tell to another account.
    const host = Fn.select(1, Fn.split(':', Fn.select(0, this.vpcEndpointDnsEntries)));
    return { url: `https://${host}/${api.stageName}`, headers: { 'x-apigw-api-id': api.restApiId } };
  }
}
