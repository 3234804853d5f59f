const { now, reportFigures } = require('./report-figures.cjs');

/** Endpoint ids as AWS writes them, the same in every run. */
function endpointIds(count) {
  return Array.from({ length: count }, (_, index) => `vpce-0${(index + 1).toString(16).padStart(16, '0')}`);
}

/** One app with one stack, from the command line `<app>.cjs <consumers> <folder of the assembly>`. */
function synthesize(core, define) {
  const [consumers, outdir] = process.argv.slice(2);
  const app = new core.App({ outdir });
  define(new core.Stack(app, 'Provider', { env: { account: '222222222222', region: 'ap-northeast-1' } }), endpointIds(Number(consumers)));
  const defined = now();
  app.synth();
  const synthesized = now();
  reportFigures({ untilDefined: defined, synth: synthesized - defined });
}

module.exports = { synthesize };
