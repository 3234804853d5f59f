/**
 * What is compared with what. `sizes` is how much of it, `goals` the sizes that a goal is about, and `same` what both templates must have in
 * common, or the comparison is of nothing.
 */
export const SIDES = {
  provider: {
    of: (count) => `${count} consumer${count === 1 ? '' : 's'}`,
    sizes: [1, 50, 300],
    goals: [1, 300],
    app: 'construct.cjs',
    bases: [{ name: 'L2', app: 'l2.cjs' }, { name: 'L2 + log group', app: 'l2-with-log-group.cjs' }],
    imports: { ours: 'import-construct.cjs', theirs: 'import-l2.cjs' },
    allowed: ['AWS::Logs::LogGroup'],
    goal: 'no resource beyond L2’s for literal ids except the log group',
    same: ({ Resources }) => {
      const guards = of(Resources, 'AWS::ApiGateway::RestApi')[0].Policy.Statement
        .filter(({ Effect, Condition }) => Effect === 'Deny' && Condition?.StringNotEquals?.['aws:SourceVpce'] !== undefined);
      return guards.map(({ Condition }) => [Condition.StringNotEquals['aws:SourceVpce']].flat().sort());
    },
  },
  consumer: {
    of: (count) => `${count} connection${count === 1 ? '' : 's'}`,
    sizes: [1, 10, 50],
    goals: [1, 10, 50],
    app: 'consumer.cjs',
    bases: [{ name: 'L2', app: 'consumer-l2.cjs' }],
    allowed: [],
    goal: 'one endpoint, no custom resource, no resource beyond L2’s',
    same: ({ Resources }) => ({
      endpoints: of(Resources, 'AWS::EC2::VPCEndpoint').length,
      zones: of(Resources, 'AWS::Route53::HostedZone').map(({ Name }) => textOf(Name).replace(/\.$/, '')).sort(),
      apis: of(Resources, 'AWS::EC2::VPCEndpoint').flatMap(({ PolicyDocument }) => [PolicyDocument.Statement[0].Resource].flat()).length,
    }),
  },
};

function of(resources, type) {
  return Object.values(resources).filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
}

/** The domain of AWS may be written as a pseudo parameter. */
function textOf(name) {
  return typeof name === 'string' ? name : name['Fn::Join'][1].map((part) => part.Ref === 'AWS::URLSuffix' ? 'amazonaws.com' : part).join('');
}
