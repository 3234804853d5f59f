// Builds the documentation as a site of static files, in .lab/site, from the Markdown of the repository, and checks every link of what was built.
// Any web server can serve it; below a path, name that: SITE_BASE=/path/ npm run docs. usage: npm run docs
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { REPOSITORY, ROOT, decisionsPage, pages } from './pages.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCE = join(ROOT, '.lab/site-source');
const OUTPUT = join(ROOT, '.lab/site');
const BASE = process.env.SITE_BASE ?? '/';
const environment = {
  ...process.env, SITE_SOURCE: SOURCE, SITE_OUTPUT: OUTPUT, SITE_CACHE: join(ROOT, '.lab/cache/site'), SITE_BASE: BASE,
  npm_config_cache: join(ROOT, '.lab/cache/npm'),
};

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: HERE, env: environment, encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(`docs: ${command} ${args.join(' ')} failed\n${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`);
    process.exit(1);
  }
}

function install() {
  const stamp = join(HERE, 'node_modules/.prepared');
  const wanted = createHash('sha256').update(readFileSync(join(HERE, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('docs: installing what the site is built with\n');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, wanted);
}

/** A link to a page of the site stays within it; one to another file of the repository leads to the repository. */
function relink(file, page, markdown) {
  const all = pages();
  return markdown.replace(/(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g, (whole, image, text, link) => {
    if (/^([a-z]+:|#)/.test(link)) return whole;
    const [path, anchor] = link.split('#');
    const target = posix.normalize(posix.join(posix.dirname(file), path)).replace(/\/$/, '');
    if (image && target.endsWith('.svg')) return drawing(target);
    const end = anchor === undefined ? '' : `#${anchor}`;
    if (target === 'docs/decisions') return `[${text}](${posix.relative(posix.dirname(page), 'decisions/index.md') || 'index.md'})`;
    const inside = all.get(target);
    if (inside === undefined) return `[${text}](${REPOSITORY}/blob/main/${target}${end})`;
    return `[${text}](${posix.relative(posix.dirname(page), inside)}${end})`;
  });
}

/** Within the page the picture follows the page's own switch between light and dark, which an image does not. */
function drawing(file) {
  const svg = readFileSync(join(ROOT, file), 'utf8').replace(/<!--[\s\S]*?-->\n/, '').replace(/<style>[\s\S]*?<\/style>\n/, `<component is="style">${styleOf(file)}</component>\n`);
  return `<div class="drawing">\n${svg.replace(/\n+/g, '\n').trim()}\n</div>`;
}

function styleOf(file) {
  const [, style] = /<style>([\s\S]*?)<\/style>/.exec(readFileSync(join(ROOT, file), 'utf8'));
  return style.split('\n').filter((line) => line.startsWith('.picture')).join(' ');
}

/** The generated reference brings its own anchors, within its headings, where VitePress puts others. */
function reference(text) {
  const body = text.replace(/^(#+ .*?) <a name="[^"]*" id="([^"]+)"><\/a>$/gm, '<a id="$2"></a>\n\n$1').replace(/<(file|name)>/g, '&lt;$1&gt;');
  return `---\noutline: [2, 3]\n---\n\n${body}`;
}

function stage() {
  rmSync(SOURCE, { recursive: true, force: true });
  const write = (page, text) => {
    mkdirSync(dirname(join(SOURCE, page)), { recursive: true });
    writeFileSync(join(SOURCE, page), text);
  };
  for (const [file, page] of pages()) {
    const text = relink(file, page, readFileSync(join(ROOT, file), 'utf8')).replace(/^```(ts|python) fixture=\w+$/gm, '```$1');
    write(page, page === 'api.md' ? reference(text) : text);
  }
  write('decisions/index.md', decisionsPage());
  symlinkSync(join(HERE, 'node_modules'), join(SOURCE, 'node_modules'), 'junction'); // what a page is compiled to imports from there
}

const decode = (text) => decodeURIComponent(text.replace(/&amp;/g, '&'));

/** Links of the built pages that lead nowhere: to a file that is not there, or to a part that its page does not have. */
function deadLinks() {
  const files = readdirSync(OUTPUT, { recursive: true }).map(String).filter((name) => name.endsWith('.html'));
  const texts = new Map(files.map((name) => [name, readFileSync(join(OUTPUT, name), 'utf8')]));
  const ids = new Map([...texts].map(([name, text]) => [name, new Set([...text.matchAll(/ (?:id|name)="([^"]*)"/g)].map(([, id]) => decode(id)))]));
  let checked = 0;
  const dead = [...texts].flatMap(([name, text]) => [...text.matchAll(/ (?:href|src)="([^"]+)"/g)].map(([, link]) => decode(link)).filter((link) => {
    if (/^(?:[a-z]+:|\/\/)/.test(link)) return /^http:|^\/\//.test(link);
    checked += 1;
    const [path, anchor] = link.split('#');
    const file = path.endsWith('/') ? `${path}index.html` : path;
    const target = path === '' ? name : file.startsWith(BASE) ? file.slice(BASE.length) : posix.normalize(posix.join(posix.dirname(name), file));
    const page = [target, `${target}.html`, posix.join(target, 'index.html')].find((candidate) => existsSync(join(OUTPUT, candidate)) && /\.\w+$/.test(candidate));
    return page === undefined || (anchor !== undefined && anchor !== '' && ids.has(page) && !ids.get(page).has(anchor));
  }).map((link) => `${name}: ${link}`));
  return { dead: [...new Set(dead)], checked, pages: files.length };
}

install();
run(process.execPath, ['pictures.mjs']);
stage();
rmSync(OUTPUT, { recursive: true, force: true });
run(join(HERE, 'node_modules/.bin/vitepress'), ['build', '.']);
const { dead, checked, pages: count } = deadLinks();
process.stderr.write(`docs: ${count} pages in ${relative(process.cwd(), OUTPUT) || '.'}, ${checked} links within them\n`);
for (const link of dead) process.stderr.write(`docs: dead link, ${link}\n`);
process.exitCode = dead.length > 0 ? 1 : 0;
