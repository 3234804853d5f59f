// Draws docs/pictures/*.dot as *.svg beside them, in the colours of the page that shows them. A part of npm run docs.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { instance } from '@viz-js/viz';

const PICTURES = join(dirname(dirname(fileURLToPath(import.meta.url))), 'pictures');
// Laid out for letters larger than those drawn: the reader's font may be wider than the one that is measured here.
const ATTRIBUTES = {
  graphAttributes: { bgcolor: 'transparent', fontname: 'Arial', fontsize: 14, style: 'rounded', nodesep: 0.3, ranksep: 0.5 },
  nodeAttributes: { shape: 'box', style: 'rounded', fontname: 'Arial', fontsize: 14, margin: '0.16,0.08' },
  edgeAttributes: { fontname: 'Arial', fontsize: 13, arrowsize: 0.7 },
};
/** An image follows the reader's system; where the site puts the picture into its page, it sets the three colours itself. */
const STYLE = `<style>
svg.picture { --line: #57606a; --text: #24292f; --ours: #0550ae; --refused: #b3261e; }
@media (prefers-color-scheme: dark) { svg.picture { --line: #8b949e; --text: #e6edf3; --ours: #79c0ff; --refused: #ff9d96; } }
.picture text { fill: var(--text); font-size: 12px; } .picture .edge text { font-size: 11px; } .picture .cluster text { font-weight: 600; }
.picture path, .picture polygon, .picture polyline { fill: none; stroke: var(--line); }
.picture .edge polygon { fill: var(--line); }
.picture .ours path, .picture .ours polygon { stroke: var(--ours); stroke-width: 2; }
.picture .refused path, .picture .refused polygon { stroke: var(--refused); } .picture .refused text { fill: var(--refused); }
.picture .edge.refused path { stroke-dasharray: 5 3; } .picture .edge.refused polygon { fill: var(--refused); }
</style>`;

const viz = await instance();
for (const name of readdirSync(PICTURES).filter((file) => file.endsWith('.dot'))) {
  const text = readFileSync(join(PICTURES, name), 'utf8');
  const title = /^\/\/ (.*)$/m.exec(text)[1];
  const drawn = viz.renderString(text, { format: 'svg', ...ATTRIBUTES });
  const svg = drawn.slice(drawn.indexOf('<svg'))
    .replace(/<!--[\s\S]*?-->\n?/g, '').replace(/<title>[^<]*<\/title>\n?/g, '').replace(/<a [^>]*>|<\/a>/g, '')
    .replace(/ (fill|stroke|font-family)="[^"]*"/g, '')
    .replace(/<g id="graph0"/, `<title>${title}</title>\n<g font-family="system-ui, sans-serif" id="graph0"`)
    .replace(/<svg /, `<svg class="picture" role="img" `).replace(/(<svg [^>]*>)/, `$1\n${STYLE}`)
    .replace(/ id="(graph|clust|node|edge)\d+"/g, '');
  const hash = createHash('sha256').update(text).digest('hex');
  writeFileSync(join(PICTURES, name.replace('.dot', '.svg')), `<!-- Drawn from ${name} by "npm run docs"; sha256 of its text: ${hash} -->\n${svg}`);
}
