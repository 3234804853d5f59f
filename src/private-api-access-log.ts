import { CfnResource, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { accessLogFormat } from './private/access-log-format';
import { cloudWatchOptionsProblem, logGroupPlaceProblem, streamNameProblem } from './private/access-log-problems';
import { constructError } from './private/errors';

/** What AWS Config asks for unless it is told otherwise. */
const DEFAULT_RETENTION_DAYS = 365;
/** `RetentionDays.INFINITE`, for which CloudWatch Logs has no number. */
const NEVER_EXPIRES = 9999;

/**
 * Options for `PrivateApiAccessLog.cloudWatch()`.
 */
export interface PrivateApiCloudWatchLogOptions {
  /**
   * How long the lines are kept.
   *
   * Changing this keeps the log group. Lines that are older than a shorter retention are deleted.
   *
   * @default - one year, which is also what AWS Config asks for
   * @see https://docs.aws.amazon.com/config/latest/developerguide/cw-loggroup-retention-period-check.html
   */
  readonly retention?: logs.RetentionDays;

  /**
   * What happens to the log group when it leaves the stack, or the stack is deleted.
   *
   * @default - the log group stays, because it says who called, and costs its storage until the retention is over; if the very deployment that
   * creates it fails, it goes
   */
  readonly removalPolicy?: RemovalPolicy;

  /**
   * Key that encrypts the lines.
   *
   * The key's policy must let the service principal of CloudWatch Logs use it. Nothing here changes that policy.
   *
   * @default - the log group is encrypted with a key that CloudWatch Logs owns
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly encryptionKey?: kms.IKeyRef;

  /**
   * A log group that is there already, or that several APIs share. It stands alone: the other options are those of an own log group.
   *
   * It is in the API's account and Region.
   *
   * @default - the API gets a log group of its own
   */
  readonly logGroup?: logs.ILogGroupRef;
}

/** What a stage needs to log. */
interface AccessLogBinding {
  readonly destination?: apigateway.IAccessLogDestination;
  readonly format?: apigateway.AccessLogFormat;
  readonly logGroup?: logs.ILogGroupRef;
}

/**
 * Where a private API writes down who called what, and how it ended.
 *
 * A line is one JSON object: the caller's endpoint and VPC, its address and principal, the route, the status, why a call was refused, and
 * how long it took. No header, no query string and no body is logged. The lines are the provider's; a consumer sees none of them.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export class PrivateApiAccessLog {
  /**
   * To CloudWatch Logs, in a log group of the API's own.
   *
   * API Gateway must have a CloudWatch role in the account and Region, or the stage fails with `CloudWatch Logs role ARN must be set in
   * account settings to enable logging`: deploy `ApiGatewayAccountLogging` once, before the API.
   *
   * @param options How the log group is kept.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
   */
  public static cloudWatch(options: PrivateApiCloudWatchLogOptions = {}): PrivateApiAccessLog {
    const problem = cloudWatchOptionsProblem(options);
    if (problem !== undefined) {
      throw new Error(problem);
    }
    return new PrivateApiAccessLog((scope) => {
      const logGroup = options.logGroup ?? defineLogGroup(scope, options);
      const placeProblem = logGroupPlaceProblem(Stack.of(scope), logGroup.env);
      if (placeProblem !== undefined) {
        throw constructError(scope, placeProblem);
      }
      return { ...toDestination(logGroup.logGroupRef.logGroupArn), logGroup };
    });
  }

  /**
   * To Amazon Data Firehose, and from there to wherever the stream delivers.
   *
   * It needs no CloudWatch role: API Gateway creates a service-linked role for it in the account.
   *
   * @param stream The stream, in the API's account and Region. Its name begins with `amazon-apigateway-`; a name that is known only at deploy is not checked.
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-logging-to-kinesis.html
   */
  public static firehose(stream: firehose.IDeliveryStreamRef): PrivateApiAccessLog {
    const problem = streamNameProblem(nameOf(stream));
    if (problem !== undefined) {
      throw constructError(stream, problem);
    }
    return new PrivateApiAccessLog(() => toDestination(stream.deliveryStreamRef.deliveryStreamArn));
  }

  /**
   * Nowhere: who called cannot be told afterwards.
   *
   * It needs no CloudWatch role.
   */
  public static none(): PrivateApiAccessLog {
    return new PrivateApiAccessLog(() => ({}));
  }

  private constructor(private readonly bind: (scope: Construct) => AccessLogBinding) {}

  /**
   * The options of the stage, with the log group that they need defined in `scope`.
   *
   * @internal
   */
  public _bind(scope: Construct): AccessLogBinding {
    return this.bind(scope);
  }
}

function toDestination(destinationArn: string): AccessLogBinding {
  return { destination: { bind: () => ({ destinationArn }) }, format: apigateway.AccessLogFormat.custom(accessLogFormat()) };
}

/** The typed L1, so that tags and rule checks reach it. It loads less than the L2, and only where an API logs to CloudWatch. */
function defineLogGroup(scope: Construct, options: PrivateApiCloudWatchLogOptions): logs.ILogGroupRef {
  const days = options.retention ?? DEFAULT_RETENTION_DAYS;
  const logGroup = new logs.CfnLogGroup(scope, 'AccessLog', {
    retentionInDays: days === NEVER_EXPIRES ? undefined : days,
    kmsKeyId: options.encryptionKey?.keyRef.keyArn,
  });
  // Not RETAIN: each deployment that fails for want of the account's role would leave an empty log group behind.
  logGroup.applyRemovalPolicy(options.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  return logGroup;
}

/** The name in the template: what a stream of this app says of itself is a reference, also where its name is given. */
function nameOf(stream: firehose.IDeliveryStreamRef): string | undefined {
  const resource = CfnResource.isCfnResource(stream) ? stream : stream.node.defaultChild;
  return resource === undefined ? stream.deliveryStreamRef.deliveryStreamName : (resource as firehose.CfnDeliveryStream).deliveryStreamName;
}
