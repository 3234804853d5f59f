import { CfnOutput, Lazy, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

const ID = 'EndpointPolicyStatement';

/** Tell the owner of an endpoint which statement its policy needs, in an output of the consumer. */
export function tellStatement(consumer: IConstruct, statement: () => object): void {
  if (consumer.node.tryFindChild(ID) === undefined) {
    new CfnOutput(consumer, ID, {
      description: 'What the policy of the endpoint has to have in its Statement, unless it allows everything. Its owner has to add it.',
      value: Stack.of(consumer).toJsonString(Lazy.uncachedAny({ produce: statement })),
    });
  }
}
