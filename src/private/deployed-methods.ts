import type { DeployedMethod } from './allow-terms';
import type { Membership } from './api-members';
import type { AuthorizationType } from './authorize-call';
import { splitPath } from './route-patterns';

/** The methods of an API, or why they cannot be read at synthesis, in sentences that begin with a construct's path. */
export type MethodReading =
  | { readonly methods: readonly DeployedMethod[] }
  | { readonly unreadable: readonly string[] };

/** A method of the app as its constructs have it; a value may be anything, because it may be known at deployment only. */
export interface MethodFacts {
  readonly construct: string;
  readonly membership: Membership;
  /** `undefined` where no construct of the API knows the method, so that nothing tells its path. */
  readonly path: unknown;
  readonly httpMethod: unknown;
  readonly authorizationType: unknown;
}

const AUTHORIZATION_TYPES: readonly AuthorizationType[] = ['NONE', 'AWS_IAM', 'CUSTOM', 'COGNITO_USER_POOLS'];

/** The methods that facts stand for, all of them or none: one that is not understood may be the one that a limit would miss. */
export function deployedMethods(facts: readonly MethodFacts[]): MethodReading {
  const unreadable = facts.flatMap(reasonsOf);
  return unreadable.length > 0 ? { unreadable } : {
    methods: facts.map(({ path, httpMethod, authorizationType = 'NONE' }) => ({
      path: path as string, httpMethod: httpMethod as string, authorizationType: authorizationType as AuthorizationType,
    })),
  };
}

function reasonsOf({ construct, membership, path, httpMethod, authorizationType = 'NONE' }: MethodFacts): string[] {
  if (membership !== 'own') return [`${construct} is a method of an API that may be this one, because its id is known at deployment only`];
  if (path === undefined) return [`${construct} is a method that was not added to the API's own construct`];
  return [
    ...(typeof path === 'string' && !splitPath(path).includes(undefined) ? [] : [`${construct} has a path that is known at deployment only`]),
    ...(typeof httpMethod === 'string' && /^[A-Z]+$/.test(httpMethod) ? [] : [`${construct} has an HTTP method that is not known at synthesis`]),
    ...(AUTHORIZATION_TYPES.includes(authorizationType as AuthorizationType) ? [] : [
      `${construct} has an authorization type that is known at deployment only`,
    ]),
  ];
}
