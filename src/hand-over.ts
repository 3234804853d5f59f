import { existsSync, readFileSync } from 'fs';
import type { EndpointAccessMode } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { AllowedConsumer } from './allowed-consumer';
import type { AllowedConsumerOptions } from './allowed-consumer-options';
import { CrossAccountPrivateApi } from './cross-account-private-api';
import type { ICrossAccountPrivateApi } from './i-cross-account-private-api';
import { findRecord, HandOverRecord, nameProblem, Outputs, OWNERS, parseOutputs } from './private/hand-over-records';
import { idProblem, VPC_ENDPOINT_ID } from './private/resource-ids';

/**
 * What the other account's app handed over: ids that were not known before it was deployed.
 *
 * One side calls `exportHandOver()`, deploys with `cdk deploy --outputs-file <file>` and passes the file on. The other side reads it here.
 * The ids are then literals in the template, so that a changed id deploys again what depends on it. `cdk deploy` replaces the whole file,
 * so use one file per app.
 *
 * @example
 * const handOver = HandOver.fromFile('hand-over/network.json');
 * petStore.allow(handOver.allowedConsumer('Orders'));
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
 */
export class HandOver {
  /**
   * Read the file that `cdk deploy --outputs-file` wrote.
   *
   * A file that does not exist yet is an error only when something is read from it: see `exists`.
   *
   * @param path Path of the file, relative to the working directory of the app.
   */
  public static fromFile(path: string): HandOver {
    if (!existsSync(path)) {
      return new HandOver(path, undefined);
    }
    const outputs = parseOutputs(readFileSync(path, 'utf8'));
    if (typeof outputs === 'string') {
      throw new Error(`hand-over file ${JSON.stringify(path)} must be what cdk deploy --outputs-file wrote, but ${outputs}; deploy that side again`);
    }
    return new HandOver(path, outputs);
  }

  /**
   * Path of the file, as it was given.
   */
  public readonly path: string;

  /**
   * Whether the file exists, that is whether the other side has been deployed.
   */
  public readonly exists: boolean;

  private constructor(path: string, private readonly outputs: Outputs | undefined) {
    this.path = path;
    this.exists = outputs !== undefined;
  }

  /**
   * The API that a provider handed over with `CrossAccountPrivateApi.exportHandOver()`.
   *
   * @param scope Scope of the import.
   * @param id Id of the import in its scope.
   * @param name Name under which the provider exported it.
   */
  public api(scope: Construct, id: string, name: string): ICrossAccountPrivateApi {
    const { kind: _, endpointAccessMode, ...facts } = this.read('api', name);
    return CrossAccountPrivateApi.fromCrossAccountPrivateApiAttributes(scope, id, {
      ...facts, endpointAccessMode: endpointAccessMode as EndpointAccessMode | undefined,
    });
  }

  /**
   * The consumer that another account handed over with `PrivateApiConsumer.exportHandOver()`: its endpoint, for an allow-list.
   *
   * @param handOverName Name under which the consumer exported it. It is also the name of the entry, unless the options have another one.
   * @param options On which terms it may call.
   */
  public allowedConsumer(handOverName: string, options: AllowedConsumerOptions = {}): AllowedConsumer {
    const { vpcEndpointId, region } = this.read('consumer', handOverName);
    const problem = idProblem(VPC_ENDPOINT_ID, vpcEndpointId);
    if (problem !== undefined) {
      throw new Error(`vpcEndpointId of hand-over ${JSON.stringify(handOverName)} in ${JSON.stringify(this.path)} ${problem}`);
    }
    return AllowedConsumer._of({ ...AllowedConsumer.vpcEndpointId(vpcEndpointId, { name: handOverName, ...options })._render(), region });
  }

  private read<K extends HandOverRecord['kind']>(kind: K, name: string): Extract<HandOverRecord, { kind: K }> {
    const problem = nameProblem(name);
    if (problem !== undefined) {
      throw new Error(`the name of a hand-over ${problem}`);
    }
    const record = this.outputs === undefined ? 'the file does not exist' : findRecord(this.outputs, kind, name);
    if (typeof record === 'string') {
      throw new Error(`hand-over file ${JSON.stringify(this.path)} must hold the ${OWNERS[kind]}'s ${JSON.stringify(name)}, but ${record}; `
        + `in the ${OWNERS[kind]}'s app call exportHandOver(${JSON.stringify(name)}), then: cdk deploy --outputs-file ${JSON.stringify(this.path)}`);
    }
    return record;
  }
}
