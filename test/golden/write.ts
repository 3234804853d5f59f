// Writes what the tests compare with, after a change that is meant. usage: npx tsx test/golden/write.ts
import { writeFileSync } from 'fs';
import { join } from 'path';
import { renderGo } from './go';
import { renderJava } from './java';
import { renderPython } from './python';

for (const [language, text] of Object.entries({ python: renderPython(), java: renderJava(), go: renderGo() })) {
  writeFileSync(join(__dirname, `${language}.txt`), text);
}
