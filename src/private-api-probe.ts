import { join } from 'path';
import { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { defineProbeLog, defineProbeRole } from './private/define-probe-role';
import { constructError } from './private/errors';
import { loadLambda } from './private/load-lambda';
import { probeProblem, SPARE_SECONDS } from './private/probe-problems';
import type { PrivateApiConnection } from './private-api-connection';

/** As long from `src/` as from `lib/`. */
const CODE = join(__dirname, '..', 'assets', 'private-api-probe');
const DEFAULT_TIMEOUT = Duration.seconds(5);
/** The TLS handshake is work, and Lambda gives CPU by memory. */
const MEMORY_MB = 256;

/**
 * Properties for `PrivateApiProbe`.
 */
export interface PrivateApiProbeProps {
  /**
   * The VPC to call from, in the Region of the probe's stack.
   */
  readonly vpc: ec2.IVpc;

  /**
   * Subnets to call from.
   *
   * Public ones do as well, since an endpoint is reached without the internet.
   *
   * @default - the VPC's private subnets, or its isolated ones if it has no private ones, or else its public ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The probe's security groups, in this VPC.
   *
   * @default - a group of its own, which may call everywhere and which nobody can call
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * What is called unless the event says otherwise: its URL with its headers.
   *
   * The probe is admitted to the endpoint, as by `consumer.allowFrom(probe)`. For signed calls it gets no permission: call
   * `connection.grants.invoke(probe)`.
   *
   * @default - each event has to give a `url`, and nothing is opened for the probe
   */
  readonly connection?: PrivateApiConnection;

  /**
   * How long a call may take, from 100 milliseconds to 890 seconds. An event can ask for less.
   *
   * A client that a security group does not admit gets no answer at all, so a call that must be refused takes as long as this.
   *
   * @default Duration.seconds(5)
   */
  readonly timeout?: Duration;
}

/**
 * A function in the consumer's VPC that calls a private API and reports what it saw: for tests that assert who gets through and who does not.
 *
 * Invoke it with an event, as JSON. Each key may be left out:
 *
 * | Event | Meaning |
 * |---|---|
 * | `url` | https URL to call in place of the connection's, whose headers are then not sent either |
 * | `path` | what follows the URL, beginning with `/` |
 * | `method` | `GET`, `HEAD`, `POST`, `PUT`, `PATCH`, `DELETE` or `OPTIONS`; `GET` by default |
 * | `headers` | headers to send, beside those of the connection or in their place |
 * | `body` | text to send |
 * | `sign` | `true` signs for `execute-api` with the credentials of the probe's role |
 * | `timeoutMs` | milliseconds that the call may take, up to `timeout` |
 * | `maxBodyBytes` | bytes of the answer's body to report, up to 1 MiB; 1024 by default |
 *
 * The report always has the same keys; `null` stands for what the call did not get to:
 *
 * | Report | Meaning |
 * |---|---|
 * | `url`, `method` | what was called |
 * | `summary` | all in a line, such as `answered 200`, `answered 403 AccessDeniedException`, `dns ENOTFOUND` or `connection ETIMEDOUT` |
 * | `outcome` | `answered`, or the step that failed: `dns`, `connection`, `tls`, `response` |
 * | `error` | `code` and `message` of that step, such as `ENOTFOUND`, `ECONNREFUSED`, and `ETIMEDOUT` where nothing answered in time |
 * | `dns` | `addresses` that the name led to, `error` |
 * | `connection` | `address` that was tried last, `error` |
 * | `tls` | `authorized`, `protocol`, `subject` and `issuer` of the certificate, `error` |
 * | `status` | status of the answer, also of a refusal |
 * | `errorType` | its header `x-amzn-errortype`, such as `AccessDeniedException` |
 * | `headers` | those of its headers that say who answered |
 * | `body`, `bodyTruncated` | the beginning of its body as text, and whether there was more |
 * | `timing` | `dnsMs`, `connectMs`, `tlsMs`, `firstByteMs`, `totalMs` |
 *
 * A call that is refused or that does not get through is a report, not an error. The invocation fails only for an event that is malformed.
 * Compare a part of the report, since later versions may add keys.
 *
 * In the API's account, the provider must have put the endpoint or its VPC on the allow-list for the probe to be answered. Whoever may
 * invoke the function calls with its network and its role.
 *
 * @example
 * const probe = new PrivateApiProbe(this, 'Probe', {
 *   vpc,
 *   connection: new PrivateApiConnection(this, 'Pets', {
 *     consumer,
 *     api: HandOver.fromFile('hand-over/provider.json').api(this, 'PetStore', 'PetStore'),
 *   }),
 * });
 * new CfnOutput(this, 'ProbeName', { value: probe.functionName });
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
 */
export class PrivateApiProbe extends Construct implements ec2.IConnectable, iam.IGrantable {
  /**
   * Name of the function, to invoke it by.
   */
  public readonly functionName: string;

  /**
   * ARN of the function.
   */
  public readonly functionArn: string;

  /**
   * The function itself, for what this construct has no property for, such as `grantInvoke()`.
   */
  public readonly function: lambda.IFunction;

  /**
   * The probe's security groups.
   */
  public readonly connections: ec2.Connections;

  /**
   * The function's role, which signs: `connection.grants.invoke(probe)` lets it call routes with IAM authorization.
   */
  public readonly grantPrincipal: iam.IPrincipal;

  constructor(scope: Construct, id: string, props: PrivateApiProbeProps) {
    super(scope, id);

    const { vpc, vpcSubnets, securityGroups, connection, timeout = DEFAULT_TIMEOUT } = props;
    const problem = probeProblem(this, { vpc, vpcSubnets, securityGroups }, timeout, connection?._consumer);
    if (problem !== undefined) {
      throw constructError(this, problem);
    }

    const { Code, determineLatestNodeRuntime, Function: LambdaFunction } = loadLambda();
    const logGroup = defineProbeLog(this);
    const role = defineProbeRole(this, logGroup);
    const timeoutMs = timeout.toMilliseconds({ integral: false });
    const resource = new LambdaFunction(this, 'Resource', {
      code: Code.fromAsset(CODE),
      handler: 'index.handler',
      runtime: determineLatestNodeRuntime(this),
      description: 'Calls private APIs and reports what it saw',
      role,
      logGroup,
      vpc,
      vpcSubnets,
      securityGroups,
      allowPublicSubnet: true, // the CDK warns of the internet, which the probe does not need
      memorySize: MEMORY_MB,
      timeout: Duration.seconds(Math.ceil(timeoutMs / 1000) + SPARE_SECONDS),
      environment: { ...connection?.environment, PROBE_TIMEOUT_MS: String(timeoutMs) },
    });

    this.function = resource;
    this.functionName = resource.functionName;
    this.functionArn = resource.functionArn;
    this.connections = resource.connections;
    this.grantPrincipal = role;
    connection?._consumer.allowFrom(this);
  }
}
