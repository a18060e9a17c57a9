import * as vscode from 'vscode';
import type { Scope } from '../../shared/lifecycle.ts';
import type { Logger } from '../../shared/logger.ts';
import { type PanelCommand, panelCommands } from '../../shared/panel.ts';
import { type CommandName, commandIds, editorTabId, focusContextKey, hasPanelContextKey } from '../contributions.ts';
import { createEventFiles } from '../eventFiles/eventFiles.ts';
import { fileCalls } from '../eventFiles/fileCalls.ts';
import type { HubController } from '../hub/hubController.ts';
import type { HubHost } from '../hub/hubHost.ts';
import { registerActs } from './acts.ts';
import type { PanelFeed } from './feed.ts';
import type { KeptSeams } from './keptSeams.ts';
import { KeptMemory } from './memory.ts';
import { openFile } from './openFile.ts';
import { Panels } from './panels.ts';
import { columnBesideTab, PanelTab } from './tab.ts';
import { UnseenProblems } from './unseenProblems.ts';
import { PanelView } from './view.ts';
import type { ViewStart } from './viewStart.ts';

export type PanelParts = {
  readonly scope: Scope;
  readonly context: vscode.ExtensionContext;
  readonly hub: HubController;
  readonly host: Pick<HubHost, 'defaultHub'>;
  readonly feed: PanelFeed;
  readonly viewStart: ViewStart;
  readonly keptSeams: KeptSeams;
  readonly logger: Logger;
};

/** The places where this window shows the panel, and all commands that act in them. */
export function createPanels(parts: PanelParts): { readonly panels: Panels; readonly tab: PanelTab } {
  const { scope, context, hub, host, feed, viewStart, keptSeams, logger } = parts;
  const panels = scope.own(
    new Panels({
      feed,
      viewStart,
      keptSeams,
      memory: new KeptMemory(context.workspaceState),
      status: () => hub.status,
      defaultHub: () => host.defaultHub,
      client: () => hub.client,
      commands: panelCommands.filter(isOfEditor),
      run: (command) => {
        if (isOfEditor(command)) void vscode.commands.executeCommand(commandIds[command]);
      },
      editor: {
        copy: (text) => void vscode.env.clipboard.writeText(text),
        openFile: (place, webview) => openFile(place, webview === editorTabId ? columnBesideTab() : undefined),
        ...createEventFiles({ hub, viewStart: () => viewStart.id, calls: fileCalls, logger }),
      },
      showFocus: (area) => setContext(focusContextKey, area),
      logger,
    }),
  );
  const places = { extensionUri: context.extensionUri, panels };
  const view = scope.own(new PanelView(places));
  scope.own(registerActs(panels));
  scope.own(panels.onDidChangeShown((isShown) => setContext(hasPanelContextKey, isShown)));
  countProblems({ scope, hub, panels, view });
  return { panels, tab: scope.own(new PanelTab(places)) };
}

type ProblemParts = Pick<PanelParts, 'scope' | 'hub'> & { readonly panels: Panels; readonly view: PanelView };

/** What goes wrong behind a person's back stands on the icon of the view, until a panel is in sight again. */
function countProblems({ scope, hub, panels, view }: ProblemParts): void {
  const problems = new UnseenProblems();
  const show = () => {
    if (panels.isShown) problems.see();
    view.showBadge(problems.badge);
  };
  scope.own(panels.onDidChangeShown(show));
  scope.own(
    hub.onDidChangeStats((stats) => {
      problems.takeStats(stats);
      show();
    }),
  );
  scope.own(
    hub.onDidInterrupt((interruption) => {
      // What was cleared by hand is not missed by anybody.
      if (interruption.kind === 'missed' && interruption.reason !== 'cleared') problems.takeGap();
      show();
    }),
  );
}

function isOfEditor(command: PanelCommand): command is PanelCommand & CommandName {
  return Object.hasOwn(commandIds, command);
}

function setContext(key: string, value: unknown): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
