import * as vscode from 'vscode';
import { type Disposable, Scope } from '../../shared/lifecycle.ts';
import { type PanelAct, panelActs } from '../../shared/panel.ts';
import { actCommandId, menuCommands } from '../contributions.ts';
import type { ActTarget, Panels } from './panels.ts';

/** One command for each thing that a person can do in a panel, and those of menus. */
export function registerActs(panels: Panels): Disposable {
  const scope = new Scope();
  for (const act of Object.keys(panelActs) as PanelAct[]) {
    scope.own(vscode.commands.registerCommand(actCommandId(act), (menu: unknown) => panels.act(act, targetOf(menu))));
  }
  for (const [id, { act, ...place }] of Object.entries(menuCommands)) {
    scope.own(vscode.commands.registerCommand(id, (menu: unknown) => panels.act(act, { ...targetOf(menu), ...place })));
  }
  return scope;
}

/** A menu of a webview says where it was opened. Keys and the palette say nothing, other callers anything. */
function targetOf(menu: unknown): ActTarget {
  if (typeof menu !== 'object' || menu === null) return {};
  const { webview, eventKey } = menu as Readonly<Record<string, unknown>>;
  return { ...(typeof webview === 'string' && { webview }), ...(typeof eventKey === 'number' && { eventKey }) };
}
