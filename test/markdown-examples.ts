import { existsSync, readdirSync, readFileSync } from 'fs';
import { basename, join } from 'path';
import * as ts from 'typescript';

/** A block of TypeScript in a Markdown file. */
export interface Example {
  readonly file: string;
  /** Line of the file on which the block's text begins, from 1. */
  readonly line: number;
  /** Name of what is written around it: `rosetta/<fixture>.ts-fixture`. */
  readonly fixture: string;
  readonly text: string;
}

const ROOT = join(__dirname, '..');

/** The Markdown files of a folder of the project and of all folders in it, by their path in the project. */
export function markdownFilesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      return /^(node_modules|cdk\.out)$/.test(entry.name) ? [] : markdownFilesIn(path);
    }
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

/** The blocks that say `ts` or `typescript`, as jsii-rosetta finds them: a fixture is chosen by `fixture=<name>` behind that. */
export function examplesIn(file: string, markdown: string): Example[] {
  const examples: Example[] = [];
  const lines = markdown.split('\n');
  let open: { readonly fence: string; readonly info: string; readonly line: number } | undefined;
  lines.forEach((line, index) => {
    const [, fence, info] = /^ {0,3}(`{3,}|~{3,}) *(.*?)\s*$/.exec(line) ?? [];
    if (open === undefined) {
      open = fence === undefined ? undefined : { fence, info, line: index + 1 };
    } else if (fence?.startsWith(open.fence) && info === '') {
      const [language, ...parameters] = open.info.split(/\s+/);
      if (language === 'ts' || language === 'typescript') {
        const fixture = /^fixture=(.+)$/.exec(parameters.join(' '))?.[1] ?? 'default';
        examples.push({ file, fixture, line: open.line + 1, text: lines.slice(open.line, index).join('\n') });
      }
      open = undefined;
    }
  });
  if (open !== undefined) {
    throw new Error(`${file}:${open.line} opens a block that no line closes`);
  }
  return examples;
}

export function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** What the compiler says about the examples, each a module of its own, all in one program, against the sources of the package. */
export function problemsOf(examples: readonly Example[]): string[] {
  const modules = new Map(examples.map((example, index) => [join(ROOT, 'rosetta', `example-${index}.ts`), moduleOf(example)]));
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.Node16, strict: true, esModuleInterop: true, skipLibCheck: true, noEmit: true,
    types: ['node'], paths: { 'cdk-cross-account-private-api': [join(ROOT, 'src/index.ts')] },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (path) => modules.has(path) || fileExists(path);
  host.getSourceFile = (path, target, ...rest) => {
    const example = modules.get(path);
    return example === undefined ? getSourceFile(path, target, ...rest) : ts.createSourceFile(path, example.text, target);
  };
  const program = ts.createProgram([...modules.keys()], options, host);
  return [...modules].flatMap(([path, { example, firstLine }]) => {
    const source = program.getSourceFile(path)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(({ start, messageText }) => {
      const within = source.getLineAndCharacterOfPosition(start!).line - firstLine;
      const line = example.line + Math.min(Math.max(within, 0), example.text.split('\n').length - 1);
      return `${example.file}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
  });
}

interface ExampleModule {
  readonly example: Example;
  readonly text: string;
  /** Line of the module on which the example begins, from 0. */
  readonly firstLine: number;
}

/** The example in its fixture. Its imports move to the top, as jsii-rosetta moves them, and leave empty lines behind. */
function moduleOf(example: Example): ExampleModule {
  const path = join(ROOT, 'rosetta', `${basename(example.fixture)}.ts-fixture`);
  if (!existsSync(path)) {
    throw new Error(`${example.file}:${example.line} names the fixture ${JSON.stringify(example.fixture)}, which rosetta/ does not have`);
  }
  const [before, after] = readFileSync(path, 'utf8').split(/^ *\/\/\/ here$/m);
  const imports = ts.createSourceFile('example.ts', example.text, ts.ScriptTarget.Latest, true).statements.filter(ts.isImportDeclaration);
  const body = imports.reduce((text, { pos, end }) =>
    text.slice(0, pos) + text.slice(pos, end).replace(/[^\n]/g, ' ') + text.slice(end), example.text);
  const head = `${imports.map((statement) => statement.getText()).join(' ').replace(/\n/g, ' ')}${before}`;
  // An empty export makes a module of an example without imports: its names are its own.
  return { example, text: `${head}${body}${after}\nexport {};\n`, firstLine: head.split('\n').length - 1 };
}
