import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { PrivateApiConnection } from 'cdk-cross-account-private-api';

export interface CallerProps { readonly vpc: ec2.IVpc; readonly connection?: PrivateApiConnection; readonly url?: string }

export class Caller extends Construct implements ec2.IConnectable {
  public readonly function: lambda.Function;
  public readonly connections: ec2.Connections;
  constructor(scope: Construct, id: string, { vpc, connection, url }: CallerProps) {
    super(scope, id);
    this.function = new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline(readFileSync(join(__dirname, '../samples/petstore/caller.js'), 'utf8')),
      environment: { ...(url && { PRIVATE_API_URL: url }), ...connection?.environment },
      vpc,
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      memorySize: 256,
      timeout: Duration.seconds(15),
    });
    this.connections = this.function.connections;
  }
}
