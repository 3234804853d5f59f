import { parsePolicy } from '../../src/private/policy-document';

const ALLOW = { Effect: 'Allow', Principal: '*', Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };
const withStatement = (statement: unknown) => ({ Version: '2012-10-17', Statement: [statement] });
const withCondition = (Condition: unknown) => withStatement({ ...ALLOW, Condition });

describe('normalises to lists', () => {
  test('one statement, single strings and the everyone of Principal', () => {
    expect(parsePolicy({ Statement: ALLOW })).toEqual({
      Version: '2008-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: ['*'] }, Action: ['execute-api:Invoke'], Resource: ['execute-api:/*'] }],
    });
  });

  test('every element, from text', () => {
    const json = {
      Version: '2012-10-17',
      Id: 'id',
      Statement: [{
        Sid: 'say "Action":',
        Effect: 'Deny',
        NotPrincipal: { AWS: '111111111111', Service: ['a', 'b'], Federated: 'f', CanonicalUser: 'c' },
        NotAction: ['execute-api:Invoke', '*'],
        NotResource: 'arn:aws:s3:::bucket-${aws:username, \'x\'}',
        Condition: {
          'StringEquals': { 'aws:SourceVpce': ['vpce-1', 'vpce-2'] },
          'Bool': { 'aws:SecureTransport': false },
          'NumericLessThan': { 'aws:MultiFactorAuthAge': 300 },
          'Null': { 'aws:SourceVpc': 'true' },
          'ForAnyValue:ArnLike': { 'aws:PrincipalArn': ['arn:aws:iam::*:role/*', '${aws:SourceArn}'] },
        },
      }],
    };
    const policy = parsePolicy(JSON.stringify(json, undefined, 2));
    expect(policy).toEqual({
      Version: '2012-10-17',
      Id: 'id',
      Statement: [{
        Sid: 'say "Action":',
        Effect: 'Deny',
        NotPrincipal: { AWS: ['111111111111'], Service: ['a', 'b'], Federated: ['f'], CanonicalUser: ['c'] },
        NotAction: ['execute-api:Invoke', '*'],
        NotResource: ['arn:aws:s3:::bucket-${aws:username, \'x\'}'],
        Condition: {
          'StringEquals': { 'aws:SourceVpce': ['vpce-1', 'vpce-2'] },
          'Bool': { 'aws:SecureTransport': ['false'] },
          'NumericLessThan': { 'aws:MultiFactorAuthAge': ['300'] },
          'Null': { 'aws:SourceVpc': ['true'] },
          'ForAnyValue:ArnLike': { 'aws:PrincipalArn': ['arn:aws:iam::*:role/*', '${aws:SourceArn}'] },
        },
      }],
    });
    expect(parsePolicy(policy)).toEqual(policy);
  });

  test('the policy of an identity, which has no principal, and a policy without statements', () => {
    expect(parsePolicy(withStatement({ Effect: 'Allow', Action: '*', Resource: '*', Condition: {} })).Statement).toEqual([
      { Effect: 'Allow', Action: ['*'], Resource: ['*'], Condition: {} },
    ]);
    expect(parsePolicy({ Version: '2012-10-17', Statement: [] }).Statement).toEqual([]);
  });
});

describe('fails', () => {
  const elements = 'Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition';
  const strings = 'be a string or a list of strings, none of them empty';
  test.each<[string, string | object, string]>([
    ['text that is not JSON', '{', 'policy must be JSON, got "{"; correct its syntax'],
    ['a policy that is no object', '"x"', 'policy must be an object, got "x"; write it in braces'],
    ['a policy that is null', 'null', 'policy must be an object, got null; write it in braces'],
    ['a policy that is a list', [], 'policy must be an object, got []; write it in braces'],
    ['equal names', '{"Version":"2012-10-17","Statement":[],"Statement":[]}',
      'policy must name each element of an object once, got "{\\"Version\\":\\"2012-10-17\\",\\"Statement\\":[],\\"Statement\\":[]}"; merge the elements with equal names'],
    ['an unknown element', { Version: '2012-10-17', Statement: [], Statements: [] },
      'policy must hold only Version, Id, Statement, got "Statements"; correct or remove it'],
    ['an unknown version', { Version: '2020-01-01', Statement: [] }, 'Version must be 2012-10-17 or 2008-10-17, got "2020-01-01"; use 2012-10-17'],
    ['no statement', { Version: '2012-10-17' }, 'Statement must be a statement or a list of statements, got nothing; add one'],
    ['a null statement', { Version: '2012-10-17', Statement: null }, 'Statement must be a statement or a list of statements, got null; add one'],
    ['an Id that is no string', { Version: '2012-10-17', Id: 1, Statement: [] }, 'Id must be a string, got 1; write it as text'],
    ['a statement that is no object', withStatement('x'), 'Statement[0] must be an object, got "x"; write it in braces'],
    ['an unknown element of a statement', withStatement({ ...ALLOW, Actions: '*' }),
      `Statement[0] must hold only ${elements}, got "Actions"; correct or remove it`],
    ['a Sid that is no string', withStatement({ ...ALLOW, Sid: 1 }), 'Statement[0].Sid must be a string, got 1; write it as text'],
    ['no effect', withStatement({ ...ALLOW, Effect: undefined }), 'Statement[0].Effect must be Allow or Deny, got nothing; write one of the two'],
    ['an effect in small letters', withStatement({ ...ALLOW, Effect: 'allow' }), 'Statement[0].Effect must be Allow or Deny, got "allow"; write one of the two'],
    ['both kinds of actions', withStatement({ ...ALLOW, NotAction: '*' }),
      'Statement[0] must hold exactly one of Action and NotAction, got ["Action","NotAction"]; remove one'],
    ['no action', withStatement({ ...ALLOW, Action: undefined }), 'Statement[0] must hold exactly one of Action and NotAction, got []; add one'],
    ['an action without service', withStatement({ ...ALLOW, Action: 'Invoke' }), 'Statement[0].Action must be "*" or service:action, got "Invoke"; name the service'],
    ['no actions in the list', withStatement({ ...ALLOW, Action: [] }), `Statement[0].Action must ${strings}, got []; name at least one`],
    ['both kinds of resources', withStatement({ ...ALLOW, NotResource: '*' }),
      'Statement[0] must hold exactly one of Resource and NotResource, got ["Resource","NotResource"]; remove one'],
    ['no resource', withStatement({ ...ALLOW, Resource: undefined }), 'Statement[0] must hold exactly one of Resource and NotResource, got []; add one'],
    ['a resource that is no string', withStatement({ ...ALLOW, Resource: [{ Ref: 'Api' }] }),
      `Statement[0].Resource must ${strings}, got [{"Ref":"Api"}]; name at least one`],
    ['an empty resource', withStatement({ ...ALLOW, Resource: '' }), `Statement[0].Resource must ${strings}, got ""; name at least one`],
    ['a broken variable', withStatement({ ...ALLOW, Resource: 'arn:${aws:username' }),
      'Statement[0].Resource must hold variables that IAM can read, got "arn:${aws:username"; write ${key} or ${key, \'default\'}'],
    ['both kinds of principals', withStatement({ ...ALLOW, Effect: 'Deny', NotPrincipal: '*' }),
      'Statement[0] must hold at most one of Principal and NotPrincipal, got ["Principal","NotPrincipal"]; remove one'],
    ['NotPrincipal in an Allow', withStatement({ ...ALLOW, Principal: undefined, NotPrincipal: '*' }),
      'Statement[0].NotPrincipal must stand in a Deny, got "Allow"; use Principal with conditions instead'],
    ['a bare principal', withStatement({ ...ALLOW, Principal: '111111111111' }),
      'Statement[0].Principal must be "*" or an object, got "111111111111"; write {"AWS": …} around it'],
    ['a list of principals', withStatement({ ...ALLOW, Principal: ['*'] }), 'Statement[0].Principal must be an object, got ["*"]; write it in braces'],
    ['an unknown kind of principal', withStatement({ ...ALLOW, Principal: { Aws: '*' } }),
      'Statement[0].Principal must hold only AWS, Service, Federated, CanonicalUser, got "Aws"; correct or remove it'],
    ['a wildcard within a principal', withStatement({ ...ALLOW, Principal: { AWS: ['*', 'arn:aws:iam::1:role/*'] } }),
      'Statement[0].Principal.AWS must hold no wildcard within a name, got "arn:aws:iam::1:role/*"; use "*" with a condition on aws:PrincipalArn'],
    ['conditions that are no object', withCondition('x'), 'Statement[0].Condition must be an object, got "x"; write it in braces'],
    ['an unknown operator', withCondition({ StringEqual: { k: 'a' } }),
      'Statement[0].Condition must use condition operators that IAM knows, got "StringEqual"; correct its name'],
    ['an operator without keys', withCondition({ StringEquals: 'a' }), 'Statement[0].Condition.StringEquals must be an object, got "a"; write it in braces'],
    ['a key in two spellings', withCondition({ StringEquals: { 'aws:SourceVpc': 'a', 'aws:sourcevpc': 'b' } }),
      'Statement[0].Condition.StringEquals must name each context key once, got "aws:sourcevpc"; merge the keys that differ only in case'],
    ['a key without values', withCondition({ StringEquals: { k: [] } }),
      'Statement[0].Condition.StringEquals["k"] must be a string, number or boolean, or a list of them, got []; name at least one value'],
    ['a value that is an object', withCondition({ StringEquals: { k: { Ref: 'Vpc' } } }),
      'Statement[0].Condition.StringEquals["k"] must be a string, number or boolean, or a list of them, got {"Ref":"Vpc"}; name at least one value'],
    ['a broken range', withCondition({ IpAddress: { k: '10.0.0.0/33' } }),
      'Statement[0].Condition.IpAddress["k"] must be an IP address or a CIDR range, got "10.0.0.0/33"; correct the value'],
    ['a time without a zone', withCondition({ DateLessThan: { k: '2026-11-23T00:00:00' } }),
      'Statement[0].Condition.DateLessThan["k"] must be an ISO 8601 time with a zone, or seconds since 1970, got "2026-11-23T00:00:00"; correct the value'],
    ['a number in words', withCondition({ NumericEquals: { k: 'ten' } }), 'Statement[0].Condition.NumericEquals["k"] must be a number, got "ten"; correct the value'],
    ['a truth value in other words', withCondition({ Bool: { k: 'yes' } }), 'Statement[0].Condition.Bool["k"] must be true or false, got "yes"; correct the value'],
    ['Null with a value', withCondition({ Null: { k: 'x' } }), 'Statement[0].Condition.Null["k"] must be true or false, got "x"; correct the value'],
    ['binary that is not Base64', withCondition({ BinaryEquals: { k: '?' } }), 'Statement[0].Condition.BinaryEquals["k"] must be Base64, got "?"; correct the value'],
    ['a variable in a number', withCondition({ NumericEquals: { k: '${x}' } }), 'Statement[0].Condition.NumericEquals["k"] must be a number, got "${x}"; correct the value'],
    ['a broken variable in a value', withCondition({ StringLike: { k: '${x' } }),
      'Statement[0].Condition.StringLike["k"] must hold variables that IAM can read, got "${x"; correct the value'],
    ['half an ARN', withCondition({ ArnLike: { k: 'arn:aws:iam' } }),
      'Statement[0].Condition.ArnLike["k"] must be an ARN of six parts, with wildcards and variables that IAM can read, got "arn:aws:iam"; correct the value'],
    ['no ARN', withCondition({ ArnLike: { k: '*' } }),
      'Statement[0].Condition.ArnLike["k"] must be an ARN of six parts, with wildcards and variables that IAM can read, got "*"; correct the value'],
  ])('for %s', (_, policy, message) => {
    expect(() => parsePolicy(policy)).toThrow(new Error(message));
  });

  test('with all problems at once', () => {
    expect(() => parsePolicy({ Statement: [ALLOW, { ...ALLOW, Effect: 'Maybe' }, { ...ALLOW, Sid: 0 }] })).toThrow(new Error([
      'Statement[1].Effect must be Allow or Deny, got "Maybe"; write one of the two',
      'Statement[2].Sid must be a string, got 0; write it as text',
    ].join('\n')));
  });
});
