import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { StackParameters } from '@aws-cdk/toolkit-lib';
import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { defineDeploymentSelector } from '../../../src/private/define-deployment-selector';
import { ACCOUNTS } from '../accounts';
import { withToolkit } from '../cdk';
import { LabAccess } from '../lab';
import { allowAndGuard } from './plain-templates';

/** The parameter of Parameter Store that holds an id on the allow-list. */
export const PARAMETER = '/followed/endpoint';

/** What varies between the deploys of the app. */
export interface Variation {
  /** Value of the stack's parameter; the one it has if left out. */
  readonly endpoint?: string;
  /** Methods besides GET: they change the template, so that the CDK makes a new deployment. */
  readonly methods?: string[];
  /** With a second stage of the same name, which API Gateway refuses: before the selector is asked, or after everything else is done. */
  readonly fails?: 'early' | 'late';
  /** As `cdk deploy --no-rollback` does. */
  readonly noRollback?: boolean;
  /** Without the selector the stage points to the CDK's own deployment. */
  readonly withoutSelector?: boolean;
}

/** A plain L2 API with two endpoints on its list, one by a parameter of the stack and one by Parameter Store. */
function followedApi(app: App, region: string, { methods = [], fails, withoutSelector = false }: Variation): void {
  const stack = new Stack(app, 'Followed', { env: { account: ACCOUNTS.provider, region } });
  const endpoint = new CfnParameter(stack, 'Endpoint').valueAsString;
  const api = new apigateway.RestApi(stack, 'Api', {
    endpointConfiguration: { types: [apigateway.EndpointType.PRIVATE] },
    cloudWatchRole: false,
    deployOptions: { stageName: 'v1' },
    policy: iam.PolicyDocument.fromJson(allowAndGuard(endpoint, ssm.StringParameter.valueForStringParameter(stack, PARAMETER))),
  });
  const pets = api.root.addResource('pets');
  ['GET', ...methods].forEach((method) => pets.addMethod(method, new apigateway.MockIntegration({
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    integrationResponses: [{ statusCode: '200', responseTemplates: { 'application/json': '[]' } }],
  }), { methodResponses: [{ statusCode: '200' }] }));
  if (!withoutSelector) {
    (api.deploymentStage.node.defaultChild as apigateway.CfnStage).deploymentId =
      defineDeploymentSelector(api, { restApi: api, deployment: api.latestDeployment! });
  }
  if (fails !== undefined) {
    const second = new apigateway.CfnStage(stack, 'Second', { restApiId: api.restApiId, stageName: 'v1', deploymentId: api.latestDeployment!.deploymentId });
    if (fails === 'late') {
      second.node.addDependency(api.deploymentStage);
    } else {
      api.node.findChild('DeploymentSelector').node.addDependency(second);
    }
  }
}

/** Deploys the app as `cdk deploy` does. */
export async function deployFollowedApi(lab: LabAccess, variation: Variation): Promise<void> {
  await withToolkit(lab, ACCOUNTS.provider, async (toolkit) => {
    const source = await toolkit.fromAssemblyBuilder(async ({ outdir, context }) => {
      const app = new App({ outdir, context });
      followedApi(app, lab.region, variation);
      return app.synth();
    }, { outdir: mkdtempSync(join(lab.folder, 'assembly-')) });
    await toolkit.deploy(source, {
      stackEventPollingInterval: 100,
      rollback: !variation.noRollback,
      parameters: StackParameters.withExisting(variation.endpoint === undefined ? {} : { 'Followed:Endpoint': variation.endpoint }),
    });
  });
}
