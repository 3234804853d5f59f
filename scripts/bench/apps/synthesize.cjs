const { now, reportFigures } = require('./report-figures.cjs');

/** Endpoint ids as AWS writes them, the same in every run. */
function endpointIds(count) {
  return Array.from({ length: count }, (_, index) => `vpce-0${(index + 1).toString(16).padStart(16, '0')}`);
}

/** One app with one stack, from the command line `<app>.cjs <count> <folder of the assembly>`. */
function synthesizeStack(core, id, account, define) {
  const [count, outdir] = process.argv.slice(2);
  const app = new core.App({ outdir });
  define(new core.Stack(app, id, { env: { account, region: 'ap-northeast-1' } }), Number(count));
  const defined = now();
  app.synth();
  const synthesized = now();
  reportFigures({ untilDefined: defined, synth: synthesized - defined });
}

/** A provider that so many consumers may call. */
function synthesize(core, define) {
  synthesizeStack(core, 'Provider', '222222222222', (stack, count) => define(stack, endpointIds(count)));
}

/** A consumer of so many APIs, with the VPC and the client that it has anyway. */
function synthesizeNetwork(core, ec2, define) {
  synthesizeStack(core, 'Network', '111111111111', (stack, count) => {
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, availabilityZones: ['ap-northeast-1a', 'ap-northeast-1c'] });
    const client = new ec2.SecurityGroup(stack, 'Client', { vpc });
    define(stack, vpc, client, Array.from({ length: count }, (_, index) => ({ restApiId: `a${String(index).padStart(9, '0')}`, account: '222222222222' })));
  });
}

module.exports = { synthesize, synthesizeNetwork };
