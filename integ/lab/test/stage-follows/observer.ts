import { APIGatewayClient, GetDeploymentsCommand } from '@aws-sdk/client-api-gateway';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { ACCOUNTS } from '../../accounts';
import { clientConfig } from '../../aws-environment';
import { invoke } from '../../invoke';
import { LabAccess } from '../../lab';
import { Deployment } from '../../state';
import { fetchState } from '../../state-reader';

interface Api {
  readonly id: string;
  readonly name: string;
  /** The one that its stage serves. */
  readonly deployment: Deployment;
}

/** What is deployed, and what callers are answered. */
export class Observer {
  constructor(private readonly lab: LabAccess) {}

  /** The endpoint through which a function calls. */
  public async endpointOf(functionName: string): Promise<string> {
    const { callers, endpoints } = await fetchState(this.lab.emulatorUrl);
    const { network } = callers.find(({ name }) => name === functionName)!;
    return endpoints.find(({ vpcId }) => vpcId === network!.vpcId)!.id;
  }

  /** All APIs that have a stage, or those with these names. */
  public async apis(names?: readonly string[]): Promise<Api[]> {
    const { apis } = await fetchState(this.lab.emulatorUrl);
    return apis.filter(({ name, stages }) => stages.length > 0 && (names?.includes(name) ?? true))
      .map(({ id, name, stages: [{ deployment }] }) => ({ id, name, deployment }));
  }

  /** The statuses that these functions get from each of these APIs. */
  public async answers(functions: readonly string[], names: readonly string[]): Promise<Record<string, (number | undefined)[]>> {
    const apis = await this.apis(names);
    const statuses = await Promise.all(functions.map(async (name) => {
      const answered: (number | undefined)[] = [];
      for (const { id } of apis) { // one after the other: each call at a time needs a process of its own
        const url = `https://${id}.execute-api.${this.lab.region}.amazonaws.com/v1/pets`;
        answered.push((await invoke<{ status?: number }>(this.lab, ACCOUNTS.consumer, name, { url })).status);
      }
      return answered;
    }));
    return Object.fromEntries(apis.map(({ name }, index) => [name, statuses.map((answered) => answered[index])]));
  }

  /** The ids of each API's deployments, in use or not. */
  public async deployments(): Promise<Record<string, string[]>> {
    const client = new APIGatewayClient(clientConfig(this.lab, ACCOUNTS.provider));
    const found = await Promise.all((await this.apis()).map(async ({ id, name }) => {
      const { items = [] } = await client.send(new GetDeploymentsCommand({ restApiId: id, limit: 500 }));
      return [name, items.map((item) => item.id!).sort()] as const;
    }));
    client.destroy();
    return Object.fromEntries(found);
  }

  public async statusOf(stack: string): Promise<string> {
    const client = new CloudFormationClient(clientConfig(this.lab, ACCOUNTS.provider));
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    client.destroy();
    return Stacks![0].StackStatus!;
  }
}
