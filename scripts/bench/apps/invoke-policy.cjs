/** The policy that AWS's guide shows for endpoints, with the guard as a Deny: what a careful team writes by hand. */
function guardedBy(iam, vpcEndpointIds) {
  return new iam.PolicyDocument({
    statements: [
      new iam.PolicyStatement({
        effect: iam.Effect.DENY,
        principals: [new iam.StarPrincipal()],
        actions: ['execute-api:*'],
        resources: ['execute-api:/*'],
        conditions: { StringNotEquals: { 'aws:SourceVpce': vpcEndpointIds } },
      }),
      new iam.PolicyStatement({
        principals: [new iam.StarPrincipal()],
        actions: ['execute-api:Invoke'],
        resources: ['execute-api:/*'],
      }),
    ],
  });
}

module.exports = { guardedBy };
