import { createHash } from 'crypto';
import {
  CfnElement, CfnParameter, CfnResource, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, Stack, StringConcat, Token,
  Tokenization,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { deployTimeText } from './deploy-time-text';
import { isObject } from './open-api-document';
import { REPLACING_PROPERTIES } from './replacing-properties';
import { topStackOf } from './top-stack';

/**
 * How a stage is kept on the value:
 *
 * - `literal`: a changed value changes the template, and so the deployment.
 * - `resource`: an id of a resource of this app; what can change it is known, and goes into the template.
 * - `selected`: CloudFormation learns the value when it deploys this very stack, and a custom resource makes the deployment.
 * - `refused`: nothing would tell the stage of a new value.
 */
export type ValueKind = 'literal' | 'resource' | 'selected' | 'refused';

/** One value of an allow-list, which may be known at deployment only. */
export interface AllowListValue {
  readonly kind: ValueKind;
  /** As it was given: a literal or a token. */
  readonly value: string;
  /** The literal, or a text that stands for the token, the same in each synthesis. */
  readonly text: string;
  /** What the id is of. */
  readonly resource?: CfnResource;
  /** Why it is refused, in words that follow the name of the property. */
  readonly problem?: string;
}

/** Reads a value of the allow-list of an API. */
export function readValue(api: IConstruct, value: string): AllowListValue {
  const resolved: unknown = Token.isUnresolved(value) ? Stack.of(api).resolve(value) : value;
  if (typeof resolved === 'string' && !DYNAMIC_REFERENCE.test(resolved)) return { kind: 'literal', value, text: resolved };
  if (typeof resolved !== 'string' && !isObject(resolved)) return unreadable(value, resolved);

  if (isConstant(resolved)) return { kind: 'literal', value, text: describeResolved(resolved) };

  const references = referencesIn(api, value);
  const [reference] = references;
  const whole = references.length === 1 && JSON.stringify(Stack.of(api).resolve(reference)) === JSON.stringify(resolved) ? reference : undefined;
  const text = whole === undefined ? describeResolved(resolved) : describeReference(whole);
  if (whole !== undefined && CfnResource.isCfnResource(whole.target) && REPLACING_PROPERTIES[whole.target.cfnResourceType] !== undefined) {
    return { kind: 'resource', value, text, resource: whole.target };
  }

  const names = [...namesIn(resolved)];
  const late = names.includes('Fn::GetStackOutput') ? 'Fn::GetStackOutput' : unpinned(resolved);
  if (late !== undefined) {
    return refused(value, text, `cdk deploy skips a stack whose template did not change, so a new value of ${late} would not reach the stage; ${WAYS_OUT}`);
  }
  // CloudFormation updates a nested stack whenever a value changes that its parent passes down.
  if (references.some(({ target }) => topStackOf(target) !== topStackOf(api))) {
    return refused(value, text, 'a new value in another stack would not reach the stage; pass the endpoint or the VPC itself '
      + `with AllowedConsumer.vpcEndpoint() or AllowedConsumer.vpc(), or ${WAYS_OUT}`);
  }
  const nested = references.find(isNestedStoreParameter);
  if (nested !== undefined) {
    return refused(value, text, 'cdk deploy reads parameters of the stack that it deploys, and skips that if nothing else changed, so a new value would not reach '
      + `the stage; read it there: StringParameter.valueForStringParameter() with the scope ${JSON.stringify(topStackOf(nested.target).node.path)}`);
  }
  return { kind: typeof resolved === 'string' ? 'literal' : 'selected', value, text };
}

/** It is read when its entry is put on the list. */
function unreadable(value: string, resolved: unknown): AllowListValue {
  return {
    kind: 'refused',
    value,
    text: deployTimeText('a token'),
    problem: `must be a text when it is put on the list, got ${JSON.stringify(resolved) ?? 'nothing'}; call allow() when the value is there`,
  };
}

/** A parameter of a nested stack whose value CloudFormation takes from Parameter Store. */
function isNestedStoreParameter({ target }: Reference): boolean {
  return target instanceof CfnParameter && target.type.startsWith('AWS::SSM::') && Stack.of(target).nested;
}

function refused(value: string, text: string, reason: string): AllowListValue {
  return { kind: 'refused', value, text, problem: `must be a value that the stage can follow, got ${text}; ${reason}` };
}

const WAYS_OUT = 'write the id itself, read it with HandOver.fromFile() or StringParameter.valueFromLookup(), or take it from an SSM parameter '
  + 'by StringParameter.valueForStringParameter() or from a CfnParameter of this stack';

const DYNAMIC_REFERENCE = /\{\{resolve:[^}]*\}\}/;
/** With a version, a changed value is a changed text. */
const PINNED = /^\{\{resolve:ssm:[^:}]+:\d+\}\}$/;

function unpinned(resolved: unknown): string | undefined {
  const references = JSON.stringify(resolved).match(new RegExp(DYNAMIC_REFERENCE, 'g')) ?? [];
  return references.find((reference) => !PINNED.test(reference));
}

/** The names of the intrinsic functions in a resolved value. */
function* namesIn(resolved: unknown): Generator<string> {
  if (typeof resolved !== 'object' || resolved === null) return;
  for (const [name, member] of Object.entries(resolved)) {
    if (!Array.isArray(resolved)) yield name;
    yield* namesIn(member);
  }
}

/** Texts and pseudo parameters, which never change in a stack. */
function isConstant(resolved: unknown): boolean {
  if (typeof resolved === 'string') return !DYNAMIC_REFERENCE.test(resolved);
  const { 'Ref': name, 'Fn::Join': join } = resolved as { 'Ref'?: string; 'Fn::Join'?: [string, unknown[]] };
  return join === undefined ? name?.startsWith('AWS::') ?? false : join[1].every(isConstant);
}

/** Writes down which resources and parameters a value refers to; pseudo parameters, which never change, are none. */
class ReferenceReader extends DefaultTokenResolver {
  public readonly found: Reference[] = [];

  constructor() {
    super(new StringConcat());
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    const isNew = Reference.isReference(token) && CfnElement.isCfnElement(token.target) && !this.found.some((each) => isSame(each, token));
    if (isNew) this.found.push(token);
    return super.resolveToken(token, context, postProcessor) as unknown;
  }
}

/** The ARN of a role is a reference that holds another one. */
function isSame(one: Reference, other: Reference): boolean {
  return one.target === other.target && one.displayName === other.displayName;
}

export function referencesIn(api: IConstruct, value: string): readonly Reference[] {
  const reader = new ReferenceReader();
  Tokenization.resolve(value, { scope: api, resolver: reader, preparing: false });
  return reader.found;
}

function describeReference({ target, displayName }: Reference): string {
  return distinctText(`${target instanceof CfnParameter ? 'parameter' : displayName} ${target.node.path}`);
}

/** Literal parts stay as they are, so that what is around a partition or an account can be checked. */
export function describeResolved(resolved: unknown): string {
  if (typeof resolved === 'string') return DYNAMIC_REFERENCE.test(resolved) ? distinctText(resolved.replace(/[{}]/g, '')) : resolved;
  const { 'Ref': name, 'Fn::Join': join } = resolved as { 'Ref'?: string; 'Fn::Join'?: [string, unknown[]] };
  if (join !== undefined) return join[1].map((part) => typeof part === 'string' ? part : describeResolved(part)).join(join[0]);
  return distinctText(name ?? JSON.stringify(resolved).replace(/[{}"[\]]/g, ''));
}

/** Where characters had to be replaced, what was there is told apart by a hash. */
function distinctText(description: string): string {
  const text = deployTimeText(description);
  return text.includes(description) ? text : deployTimeText(`${description} #${createHash('sha256').update(description).digest('hex').slice(0, 8)}`);
}
