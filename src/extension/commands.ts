import * as vscode from 'vscode';
import { type Disposable, Scope } from '../shared/lifecycle.ts';
import { type CommandName, commandIds, viewId } from './contributions.ts';
import type { HubController } from './hubController.ts';
import type { Notifier } from './notify.ts';

export type CommandContext = {
  readonly hub: HubController;
  readonly notify: Notifier;
  readonly showLog: () => void;
};

type Command = (context: CommandContext) => Promise<void> | void;

/** The flat table of what people can ask for. */
const commands: Readonly<Record<CommandName, Command>> = {
  start: async ({ hub, notify }) => {
    await hub.start();
    if (hub.attachedTo) notify.started(hub.attachedTo);
  },
  stop: ({ hub }) => hub.stop(),
  restart: ({ hub }) => hub.restart(),
  showPanel: async () => void (await vscode.commands.executeCommand(`${viewId}.focus`)),
  copyHubUrl: async ({ hub, notify }) => {
    if (hub.status.state !== 'on') return notify.offerStart('There is no URL to copy while Dev Sync is off.');
    await vscode.env.clipboard.writeText(hub.status.url);
    vscode.window.setStatusBarMessage(`Copied ${hub.status.url}`, 3000);
  },
  sendTestEvent: async ({ hub, notify }) => {
    if (hub.status.state !== 'on') return notify.offerStart('A test event needs the hub, which is off.');
    await hub.client.send({ event_type: 'test.event', data: { message: 'Hello from VS Code' }, source: 'editor' });
    await vscode.commands.executeCommand(`${viewId}.focus`);
  },
  showLog: ({ showLog }) => showLog(),
};

/** Registers the table; a command that fails says why in one message. */
export function registerCommands(context: CommandContext): Disposable {
  const scope = new Scope();
  for (const [name, command] of Object.entries(commands)) {
    const id = commandIds[name as CommandName];
    scope.own(vscode.commands.registerCommand(id, () => Promise.resolve(command(context)).catch((error) => context.notify.failed(error))));
  }
  return scope;
}
