'use strict';

/** Writes as curl writes its messages. */
for (const letter of process.argv[2]) require('node:fs').writeSync(1, letter);
