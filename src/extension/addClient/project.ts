import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How a project tells development from production: by what builds it, by where its page is, or by its environment. */
export type ProjectKind = 'vite' | 'next' | 'bundled' | 'page' | 'node' | 'python';

export type Project = {
  readonly kind: ProjectKind;
  /** As people call it. */
  readonly label: string;
  /** Full path of its folder. */
  readonly path: string;
  readonly language: 'ts' | 'js' | 'py';
  /** Names of the packages that it says it needs; undefined when it does not say. */
  readonly packages: ReadonlySet<string> | undefined;
};

/** Projects often lie in folders such as apps/web; what is deeper belongs to something else. */
const MOST_DEPTH = 3;
/** So that a workspace of any size is answered about at once. */
const MOST_FOLDERS = 2000;
const otherFolders = /^(\..*|node_modules|bower_components|__pycache__|venv|env|site-packages|dist|build|out|coverage|vendor|target)$/;

const vites = ['vite', 'astro', '@sveltejs/kit', 'nuxt', '@remix-run/dev', '@react-router/dev'];
const bundlers = [
  ...['webpack', 'esbuild', 'parcel', 'rollup', 'rolldown', '@rspack/core', '@rsbuild/core', '@farmfe/core', 'react-scripts'],
  ...['@angular/build', '@angular-devkit/build-angular', '@vue/cli-service', 'gatsby', 'snowpack'],
];
const pythonManifest = /^(pyproject\.toml|requirements.*\.txt|setup\.(py|cfg)|Pipfile)$/;

/** The projects of a folder, those nearest to it first. A folder that says nothing about itself may be any. */
export async function findProjects(folder: string): Promise<readonly Project[]> {
  const projects: Project[] = [];
  let left = MOST_FOLDERS;
  for (let depth = 0, level = [folder]; depth <= MOST_DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const path of level.slice(0, left)) {
      const { files, folders } = await list(path);
      projects.push(...(await projectsAt(path, files)));
      next.push(...folders.map((name) => join(path, name)));
    }
    left -= level.length;
    level = left > 0 ? next : [];
  }
  return projects.length > 0 ? projects : guess(folder, (await list(folder)).files);
}

/** What cannot be read holds no project. */
async function list(path: string): Promise<{ readonly files: ReadonlySet<string>; readonly folders: readonly string[] }> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  const files = new Set(entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name));
  const folders = entries.filter((entry) => entry.isDirectory() && !otherFolders.test(entry.name)).map(({ name }) => name);
  return { files, folders: folders.sort() };
}

async function projectsAt(path: string, files: ReadonlySet<string>): Promise<Project[]> {
  const manifests = [...files].filter((name) => pythonManifest.test(name));
  return [
    ...(files.has('package.json') ? [await webProject(path, files)] : []),
    ...(manifests.length > 0 ? [await pythonProject(path, manifests)] : []),
  ];
}

async function webProject(path: string, files: ReadonlySet<string>): Promise<Project> {
  const packages = packagesOf(await readText(join(path, 'package.json')));
  const hasPage = files.has('index.html') || (await list(join(path, 'public'))).files.has('index.html');
  const isTypeScript = packages.has('typescript') || [...files].some((name) => /^tsconfig.*\.json$/.test(name));
  const kind = kindOf(packages, files) ?? (hasPage ? 'page' : 'node');
  return { kind, path, packages, ...faceOf(kind, isTypeScript) };
}

function kindOf(packages: ReadonlySet<string>, files: ReadonlySet<string>): ProjectKind | undefined {
  if (packages.has('next')) return 'next';
  if (vites.some((name) => packages.has(name)) || [...files].some((name) => name.startsWith('vite.config.'))) return 'vite';
  return bundlers.some((name) => packages.has(name)) ? 'bundled' : undefined;
}

function faceOf(kind: ProjectKind, isTypeScript: boolean): Pick<Project, 'label' | 'language'> {
  const plain = isTypeScript ? 'TypeScript' : 'JavaScript';
  const label = kind === 'vite' ? 'Vite' : kind === 'next' ? 'Next.js' : plain;
  return { label, language: isTypeScript ? 'ts' : 'js' };
}

/** A file that somebody is writing at this moment names no packages. */
function packagesOf(manifest: string): ReadonlySet<string> {
  try {
    const { dependencies, devDependencies } = JSON.parse(manifest) as Record<string, object | undefined>;
    return new Set(Object.keys({ ...dependencies, ...devDependencies }));
  } catch {
    return new Set();
  }
}

async function pythonProject(path: string, manifests: readonly string[]): Promise<Project> {
  const texts = await Promise.all(manifests.map((name) => readText(join(path, name))));
  // Enough to see whether a package is named; what else stands there does no harm.
  const packages = new Set(
    texts
      .join('\n')
      .toLowerCase()
      .match(/[a-z0-9_.-]+/g),
  );
  return { kind: 'python', path, packages, label: packages.has('fastapi') ? 'FastAPI' : 'Python', language: 'py' };
}

const readText = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

/** By its files, or else whatever a person may want. */
function guess(path: string, files: ReadonlySet<string>): readonly Project[] {
  const kind = files.has('index.html') ? 'page' : 'node';
  const any: readonly Project[] = [
    { kind, path, packages: undefined, ...faceOf(kind, true) },
    { kind, path, packages: undefined, ...faceOf(kind, false) },
    { kind: 'python', path, packages: undefined, label: 'Python', language: 'py' },
  ];
  const there = any.filter(({ language }) => [...files].some((name) => name.endsWith(`.${language}`)));
  return there.length > 0 ? there : any;
}
