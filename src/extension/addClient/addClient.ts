import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import type { DialogCalls } from '../dialogs/dialogCalls.ts';
import { withoutIcons } from '../dialogs/plain.ts';
import type { Folder } from '../eventFiles/fileCalls.ts';
import { l10n } from '../l10n.ts';
import { clientText } from './clientText.ts';
import { foldersAround, freePlaceBeside, placeOf } from './place.ts';
import { findProjects, type Project } from './project.ts';
import { styleOf } from './style.ts';

/** What this needs of the editor. */
export type AddClientCalls = Pick<DialogCalls, 'pick'> & {
  /** Shows a file, to be read and edited. */
  open(path: string): Promise<void>;
  /** Shows the file beside what would be written, while `decide` asks. */
  compare<T>(path: string, text: string, decide: () => PromiseLike<T>): Promise<T>;
  /** Says something that nobody waits for an answer to. */
  inform(sentence: string): void;
};

export type AddClientOptions = {
  /** Of the workspace, at least one. */
  readonly folders: readonly Folder[];
  /** Folder of the templates. */
  readonly templates: string;
  /** Where the hub of this workspace is when nothing says otherwise. */
  readonly hubUrl: string;
  readonly calls: AddClientCalls;
};

const templateOf = { ts: 'dev-webhook.ts', js: 'dev-webhook.js', py: 'dev_webhook.py' } as const;

/** Writes one file that sends and hears events, in the place and in the style of the project, and shows it. Nothing else is changed. */
export async function addClient({ folders, templates, hubUrl, calls }: AddClientOptions): Promise<void> {
  const choice = await choose(folders, calls);
  if (!choice) return;
  const { project, place } = choice;
  const template = await readFile(join(templates, templateOf[project.language]), 'utf8');
  const style = await styleOf(foldersAround(place, project.path));
  const path = await put(place, clientText(template, { project, style, hubUrl }), calls);
  if (path === undefined) return;
  await calls.open(path);
  if (project.packages && project.language === 'py' && !project.packages.has('httpx')) {
    calls.inform(l10n.t('dev_webhook.py needs the package httpx, which this project does not name.'));
  }
}

type Choice = { readonly project: Project; readonly place: string; readonly shown: string };

/** Undefined after a change of mind. */
async function choose(folders: readonly Folder[], { pick }: Pick<AddClientCalls, 'pick'>): Promise<Choice | undefined> {
  const all = await Promise.all(folders.map((folder) => choicesIn(folder, folders.length > 1)));
  const choices = all.flat();
  if (choices.length < 2) return choices[0];
  const lines = choices.map((choice) => ({
    icon: 'file-code',
    label: choice.project.label,
    description: withoutIcons(choice.shown),
    choice,
  }));
  return (await pick(lines, { title: title(), placeHolder: l10n.t('Which project sends and hears events') }))?.choice;
}

async function choicesIn({ name, path }: Folder, isOneOfMany: boolean): Promise<Choice[]> {
  const projects = await findProjects(path);
  return Promise.all(
    projects.map(async (project) => {
      const place = await placeOf(project);
      const shown = relative(path, place).replaceAll('\\', '/');
      return { project, place, shown: isOneOfMany ? `${name}/${shown}` : shown };
    }),
  );
}

/** What does no harm comes first. */
const verdicts = () =>
  [
    { icon: 'files', label: l10n.t('Keep Both'), description: l10n.t('The new file gets a number'), verdict: 'keepBoth' },
    { icon: 'replace', label: l10n.t('Overwrite'), description: l10n.t('What is there now is gone'), verdict: 'overwrite' },
    { icon: 'close', label: l10n.t('Cancel'), description: l10n.t('Nothing is written'), verdict: undefined },
  ] as const;

function title(): string {
  return l10n.t('Add Client to Project');
}

/** Writes the text, without overwriting anything unasked. Answers where it is now; undefined after a change of mind. */
async function put(place: string, text: string, { compare, pick }: AddClientCalls): Promise<string | undefined> {
  await mkdir(dirname(place), { recursive: true });
  if (await isWritten(place, text)) return place;
  // Line ends are a matter of the checkout.
  const before = (await readFile(place, 'utf8')).replaceAll('\r\n', '\n');
  if (before === text) return place;
  const ask = () =>
    pick(verdicts(), {
      title: title(),
      placeHolder: l10n.t('This file is there already. It is on the left, the new one on the right.'),
      ignoreFocusOut: true,
    });
  const verdict = (await compare(place, text, ask))?.verdict;
  if (verdict === undefined) return undefined;
  if (verdict === 'overwrite') {
    await writeFile(place, text);
    return place;
  }
  const beside = await freePlaceBeside(place);
  await writeFile(beside, text, { flag: 'wx' });
  return beside;
}

/** Not when the name is taken. */
async function isWritten(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
