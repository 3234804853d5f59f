import { CfnResource, DefaultTokenResolver, Reference, Stack, StringConcat, Token, Tokenization } from 'aws-cdk-lib';
import type { IPostProcessor, IResolvable, IResolveContext } from 'aws-cdk-lib';
import type { CfnRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';

/** Whether an element of the app belongs to an API; `unknown` where only the deployment can tell. */
export type Membership = 'own' | 'foreign' | 'unknown';

/** A resource of the app that names an API by `RestApiId`. */
export interface ApiMember {
  readonly element: CfnResource;
  readonly membership: Membership;
}

/** The resources of a type in the whole app, also in other stacks and stages of it, that do or may belong to an API. */
export function apiMembers(api: CfnRestApi, type: string): readonly ApiMember[] {
  return api.node.root.node.findAll().filter(CfnResource.isCfnResource)
    .filter(({ cfnResourceType }) => cfnResourceType === type)
    .map((element) => ({ element, membership: membershipOf(api, element) }))
    .filter(({ membership }) => membership !== 'foreign');
}

/** A property of a resource, by its name in the L1; a resource without an L1 class has the name of CloudFormation. */
export function propertyOf(element: CfnResource, name: string): unknown {
  // Protected, and the only documented way that serves every type.
  const properties = element['cfnProperties']; // eslint-disable-line dot-notation
  return properties[name] ?? properties[name.charAt(0).toUpperCase() + name.slice(1)];
}

/** The constructs to which a value refers, also through other tokens. */
export function referencedConstructs(scope: IConstruct, value: unknown): ReadonlySet<IConstruct> {
  const resolver = new ReferenceCollector();
  Tokenization.resolve(value, { scope, resolver, preparing: false });
  return resolver.targets;
}

class ReferenceCollector extends DefaultTokenResolver {
  public readonly targets = new Set<IConstruct>();

  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    if (Reference.isReference(token)) this.targets.add(token.target);
    return super.resolveToken(token, context, postProcessor);
  }
}

function membershipOf(api: CfnRestApi, element: CfnResource): Membership {
  const restApiId = propertyOf(element, 'restApiId');
  const targets = [...referencedConstructs(element, restApiId)];
  if (targets.includes(api) || isPlainRef(element, restApiId, api)) return 'own';
  const isOther = targets.some((target) => CfnResource.isCfnResource(target) && target.cfnResourceType === api.cfnResourceType);
  return isOther || isElsewhere(Stack.of(api), Stack.of(element)) ? 'foreign' : 'unknown';
}

/** A reference by the logical id alone, which tells nothing of the construct. */
function isPlainRef(element: CfnResource, value: unknown, api: CfnRestApi): boolean {
  const stack = Stack.of(api);
  return Stack.of(element) === stack && stack.resolve(value)?.Ref === stack.resolve(api.logicalId);
}

/** An API's parts are in its own account and Region. */
function isElsewhere(one: Stack, other: Stack): boolean {
  return (['account', 'region'] as const).some((place) =>
    !Token.isUnresolved(one[place]) && !Token.isUnresolved(other[place]) && one[place] !== other[place]);
}
