// The command by which integ-runner runs a suite's file: `node app.cjs <file>`. The runner synthesizes each suite seven times in a run, with the
// same result: from the second time on it is a copy. SUITE_ASSEMBLIES is a folder of this run.
const { spawnSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const { cpSync, existsSync, mkdirSync, renameSync } = require('node:fs');
const { join } = require('node:path');

const { CDK_OUTDIR, CDK_CONTEXT_JSON = '', INTEG_STEP = '', SUITE_ASSEMBLIES } = process.env;
const root = join(__dirname, '..', '..');
const file = process.argv[2];
const key = createHash('sha256').update([file, INTEG_STEP, CDK_CONTEXT_JSON].join('\0')).digest('hex').slice(0, 16);
const kept = join(SUITE_ASSEMBLIES, key);

if (existsSync(kept)) {
  cpSync(kept, CDK_OUTDIR, { recursive: true });
} else {
  const tsx = join(root, 'node_modules', '.bin', 'tsx');
  const { status, error } = spawnSync(tsx, ['--tsconfig', join(root, 'integ', 'tsconfig.json'), file], { stdio: 'inherit' });
  if (error) throw error;
  if (status === 0) {
    const part = `${kept}.${process.pid}`;
    mkdirSync(SUITE_ASSEMBLIES, { recursive: true });
    cpSync(CDK_OUTDIR, part, { recursive: true });
    if (existsSync(kept)) process.exit(0); // another one was faster
    renameSync(part, kept);
  }
  process.exitCode = status ?? 1;
}
