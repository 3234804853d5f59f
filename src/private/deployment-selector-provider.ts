import { join } from 'path';
import { CustomResourceProviderBase, determineLatestNodeRuntimeName, Duration, Stack } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const ID = 'PrivateApiDeploymentSelectorProvider';
/** As long from `src/` as from `lib/`. */
const CODE = join(__dirname, '..', '..', 'assets', 'deployment-selector');
/** API Gateway makes a deployment in five seconds, so this is room for a hundred APIs that are deployed at once. */
const TIMEOUT = Duration.minutes(10);

/** The function behind all selectors of a stack. It may do nothing until a selector gives it a policy for its own API. */
export class DeploymentSelectorProvider extends CustomResourceProviderBase {
  public static of(scope: Construct): DeploymentSelectorProvider {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(ID) as DeploymentSelectorProvider | undefined ?? new DeploymentSelectorProvider(stack);
  }

  /** `undefined` where the roles are made outside of the CDK (`iam.Role.customizeRoles()`). */
  public readonly roleName?: string;

  private constructor(stack: Stack) {
    super(stack, ID, {
      codeDirectory: CODE,
      // The newest that the user's CDK knows: it lives as long as the user goes on updating that.
      runtimeName: determineLatestNodeRuntimeName(stack),
      timeout: TIMEOUT,
      description: 'Points the stages of private REST APIs to a deployment with the policy of the template',
    });
    this.roleName = (this.node.tryFindChild('Role') as CfnResource | undefined)?.ref;
  }
}
