import type { Project, ProjectKind } from './project.ts';
import { restyle, type Style } from './style.ts';

type Surroundings = {
  /** Whether the program runs in development, in words that what builds it knows beforehand. */
  readonly development: string;
  /** Where the project is told the address of the hub; undefined when it is not told. */
  readonly url?: string;
  /** What keeps bundlers from resolving the address of the client. */
  readonly ignore: string;
};

const inNode = "process.env.NODE_ENV !== 'production'";

const surroundings: Readonly<Record<Exclude<ProjectKind, 'python'>, Surroundings>> = {
  vite: { development: 'import.meta.env.DEV', url: 'import.meta.env.VITE_DEV_SYNC_URL', ignore: '@vite-ignore' },
  next: { development: inNode, url: 'process.env.NEXT_PUBLIC_DEV_SYNC_URL', ignore: 'webpackIgnore: true */ /* turbopackIgnore: true' },
  bundled: { development: inNode, ignore: '@vite-ignore */ /* webpackIgnore: true' },
  // Nothing builds it: whoever opens it from another machine is no developer.
  page: { development: "['localhost', '127.0.0.1'].includes(location.hostname)", ignore: '@vite-ignore' },
  node: { development: inNode, url: 'process.env.DEV_SYNC_URL', ignore: '@vite-ignore' },
};

export type ClientTextOptions = {
  readonly project: Pick<Project, 'kind' | 'language' | 'packages'>;
  readonly style: Style;
  /** Where the hub of this workspace is, unless the project is told otherwise. */
  readonly hubUrl: string;
};

/** The file that goes into a project. That for Python is the template as it is. */
export function clientText(template: string, { project, style, hubUrl }: ClientTextOptions): string {
  const { kind, language, packages } = project;
  if (kind === 'python') return template;
  const { development, url, ignore } = surroundings[kind];
  const text = template
    .replaceAll('DEVELOPMENT', development)
    .replace(/\(HUB_URL \|\| '[^']*'\)(.*);/, (_all, tidy: string) => (url ? `(${url} || '${hubUrl}')${tidy};` : `'${hubUrl}';`))
    .replace('@vite-ignore', ignore);
  if (language === 'js') return restyle(text, style);
  const types = packages?.has('vite') ? '/// <reference types="vite/client" />\n' : '';
  // A project may have no types of Node.
  const process = text.includes('process.env.') ? '\ndeclare const process: { env: Record<string, string | undefined> };\n' : '';
  return types + restyle(text.replace('\n\n', `\n${process}\n`), style);
}
