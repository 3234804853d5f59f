import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What each mistake of the apps is told, whole. */
const MESSAGES = {
  constructor: '[Mistakes/Api] allowedVpcEndpointIds[0] must be a VPC endpoint id ("vpce-" and 8 or 17 hexadecimal digits in lower case), '
    + 'got "vpce-nope"; what follows "vpce-" is not hexadecimal; copy the whole id again',
  factory: 'vpcId must be a VPC id ("vpc-" and 8 or 17 hexadecimal digits in lower case), got "nope"; copy it from the VPC console of the consumer\'s account',
  file: 'hand-over file "nothing.json" must hold the consumer\'s "Orders", but the file does not exist; in the consumer\'s app call '
    + 'exportHandOver("Orders"), then: cdk deploy --outputs-file "nothing.json"',
  synth: 'Validation failed with the following errors:\n  [Mistakes/Empty] the allow-list must name a consumer, got an empty one; '
    + 'set allowedVpcEndpointIds or allowedConsumers, or call allow()',
};

/** What jsii's runtime puts before a message that comes out of a method: the class of the error. */
const CLASS = /^(Error|ValidationFailedWithErrors): /;
/** The frames of that runtime, of which a method's error has always six. */
const MOST_FRAMES = { constructor: 0, factory: 6, file: 6, synth: 6 };

/** The message first, as it was written, and no wall of JavaScript: in what the app caught, and in what is printed if it does not. */
export function requireErrors(language, folder) {
  const errors = JSON.parse(readFileSync(join(folder, 'errors.json'), 'utf8'));
  for (const [mistake, expected] of Object.entries(MESSAGES)) {
    const { message, printed } = errors[mistake];
    const text = message.replace(CLASS, '');
    // Java's message has the JavaScript stack behind it.
    if (language === 'java' ? !text.startsWith(`${expected}\n`) : text !== expected) {
      throw new Error(`the message of ${mistake} must be ${JSON.stringify(expected)}, got ${JSON.stringify(message)}`);
    }
    const lines = printed.trimEnd().split('\n');
    const [first] = expected.split('\n');
    // Python prints what came last at the end.
    if (!(language === 'python' ? lines.slice(-2) : lines.slice(0, 1)).some((line) => line.includes(first))) {
      throw new Error(`what is printed of ${mistake} must have the message where the eye falls, got ${printed}`);
    }
    const frames = lines.filter((line) => /^\s+at .*(\.js:\d+|node:)/.test(line));
    if (language === 'typescript' ? mistake === 'constructor' && !frames[0]?.includes('app.js') : frames.length > MOST_FRAMES[mistake]) {
      throw new Error(`what is printed of ${mistake} must show the user's code and no wall of JavaScript, got ${printed}`);
    }
  }
}
