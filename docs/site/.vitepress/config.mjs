import { defineConfig } from 'vitepress';
import { REPOSITORY, sidebar } from '../pages.mjs';

export default defineConfig({
  title: 'cdk-cross-account-private-api',
  description: 'Private API Gateway REST APIs, published in one AWS account and called from others.',
  lang: 'en',
  base: process.env.SITE_BASE,
  srcDir: process.env.SITE_SOURCE,
  outDir: process.env.SITE_OUTPUT,
  cacheDir: process.env.SITE_CACHE,
  lastUpdated: false,
  head: [['meta', { name: 'color-scheme', content: 'light dark' }]],
  markdown: {
    anchor: { slugify: (heading) => heading.toLowerCase().replace(/[^\w -]/g, '').replace(/ /g, '-') }, // as GitHub does
    attrs: { disable: true }, // braces in the text are braces
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
    config: (markdown) => {
      const plain = markdown.renderer.rules.code_inline;
      markdown.renderer.rules.code_inline = (...args) => plain(...args).replace('<code', '<code v-pre');
    },
  },
  themeConfig: {
    siteTitle: 'cross-account-private-api',
    nav: [
      { text: 'Getting started', link: '/getting-started' }, { text: 'Concepts', link: '/concepts' }, { text: 'Cookbook', link: '/allow-list-cookbook' },
      { text: 'When it fails', link: '/troubleshooting' }, { text: 'API', link: '/api' },
    ],
    sidebar: sidebar(),
    outline: { level: [2, 3] },
    search: { provider: 'local', options: { _render: (source, env, markdown) => (env.relativePath === 'api.md' ? '' : markdown.render(source, env)) } },
    footer: { message: `<a href="${REPOSITORY}">Apache-2.0</a>` },
  },
});
