import * as vscode from 'vscode';
import type { HubState } from '../../shared/api.ts';
import { Emitter } from '../../shared/emitter.ts';
import type { Disposable } from '../../shared/lifecycle.ts';
import { plain } from '../dialogs/plain.ts';
import { l10n } from '../l10n.ts';
import { type Setting, settingsTable } from './settingsTable.ts';

type Table = typeof settingsTable;
export type SettingKey = keyof Table;
type Values = { readonly [K in SettingKey]: Table[K]['default'] };

export type Settings = Values & {
  /** Whether somebody chose the port; the default one may give way to the next free. */
  readonly isPortChosen: boolean;
  /** Who named the targets of webhooks. */
  readonly targetsBy: 'nobody' | 'user' | 'workspace';
  /** Patterns of `files.watcherExclude` that are on. */
  readonly editorExclude: readonly string[];
};

/** What a change of settings needs to take effect. */
export type Effects = ReadonlySet<Setting<unknown>['effect']>;

/** The settings as they are; in place of an invalid value another one counts, and one sentence says so once. */
export class SettingsReader implements Disposable {
  readonly #warn: (sentence: string) => void;
  readonly #changed = new Emitter<Effects>();
  readonly #subscription: vscode.Disposable;
  #current: Settings | undefined;

  constructor(warn: (sentence: string) => void) {
    this.#warn = warn;
    this.#subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      this.#current = undefined;
      const effects = effectsOf(event);
      if (effects.size > 0) this.#changed.fire(effects);
    });
  }

  /** A setting of ours changed, or one of the editor's that we heed. */
  readonly onDidChange = this.#changed.event;

  get current(): Settings {
    this.#current ??= readSettings(this.#warn);
    return this.#current;
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function readSettings(warn: (sentence: string) => void): Settings {
  const configuration = vscode.workspace.getConfiguration('devSync');
  const read = ([key, setting]: [string, Setting<unknown>]) => {
    const value = configuration.get(key);
    if (value === undefined || setting.isValid(value)) return [key, value ?? setting.default];
    const { value: used, sentence } = setting.instead(value);
    warn(l10n.t('{0} {1} {2}', setting.faultOf(value, `devSync.${key}`), setting.rule(), sentence));
    return [key, used];
  };
  return Object.freeze({
    ...(Object.fromEntries(Object.entries(settingsTable).map((entry) => read(entry as [string, Setting<unknown>]))) as Values),
    isPortChosen: isChosen(configuration, 'port'),
    targetsBy: whoNamedTargets(configuration),
    editorExclude: readEditorExclude(),
  });
}

/** Remembers the answer to "start with this workspace?". */
export async function enableAutoStart(): Promise<void> {
  await vscode.workspace.getConfiguration('devSync').update('autoStart', true, vscode.ConfigurationTarget.Workspace);
}

/** Lets events go to that machine, whichever workspace sends them. */
export async function allowHost(host: string): Promise<void> {
  const key = 'webhooks.allowedHosts';
  const configuration = vscode.workspace.getConfiguration('devSync');
  const hosts: unknown = configuration.get(key);
  const kept = settingsTable[key].isValid(hosts) ? hosts : [];
  await configuration.update(key, [...kept, host], vscode.ConfigurationTarget.Global);
}

/**
 * Leaves the hub of another workspace to that one, for good. Where both workspaces chose the same port, this one needs another: the
 * person is asked for it, and nothing changes without an answer.
 */
export async function useOwnHub({ name, port: taken }: Pick<HubState, 'name' | 'port'>): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('devSync');
  if (isChosen(configuration, 'port') && configuration.get('port') === taken) {
    const port = await vscode.window.showInputBox({
      title: l10n.t('Use My Own Hub'),
      prompt: plain(l10n.t('Port {0} stays with the hub of "{1}". The port for the hub of this workspace:', String(taken), name)),
      value: String(taken + 1),
      validateInput: (text) => (settingsTable.port.isValid(Number(text)) && text.trim() !== '' ? undefined : settingsTable.port.rule()),
    });
    if (port === undefined) return;
    await configuration.update('port', Number(port), vscode.ConfigurationTarget.Workspace);
  }
  await configuration.update('sharing', 'own', vscode.ConfigurationTarget.Workspace);
}

function isChosen(configuration: vscode.WorkspaceConfiguration, key: SettingKey): boolean {
  const values = configuration.inspect(key);
  return (values?.workspaceFolderValue ?? values?.workspaceValue ?? values?.globalValue) !== undefined;
}

/** Also targets that cannot be used: whoever names some does not mean the default one. */
function whoNamedTargets(configuration: vscode.WorkspaceConfiguration): Settings['targetsBy'] {
  const key = 'webhooks.targets';
  if (!isChosen(configuration, key)) return 'nobody';
  return configuration.inspect(key)?.workspaceValue === undefined ? 'user' : 'workspace';
}

function effectsOf(event: vscode.ConfigurationChangeEvent): Effects {
  const changed = Object.entries(settingsTable).filter(([key]) => event.affectsConfiguration(`devSync.${key}`));
  const effects = new Set(changed.map(([, { effect }]): Setting<unknown>['effect'] => effect));
  if (event.affectsConfiguration('files.watcherExclude')) effects.add('watch');
  return effects;
}

function readEditorExclude(): readonly string[] {
  const globs = vscode.workspace.getConfiguration('files').get<Record<string, boolean>>('watcherExclude') ?? {};
  return Object.keys(globs).filter((glob) => globs[glob]);
}
