import assert from 'node:assert/strict';
import { test } from 'node:test';
import packageJson from '../../../package.json' with { type: 'json' };
import texts from '../../../package.nls.json' with { type: 'json' };
import { inEnglish, textNamesIn } from '../../../scripts/manifest.ts';
import {
  actCommandId,
  commandIds,
  editorTabId,
  focusContextKey,
  hasPanelContextKey,
  listeningContextKey,
  menuCommands,
  stateContextKey,
  viewId,
} from '../../../src/extension/contributions.ts';
import { settingsTable } from '../../../src/extension/settings/settingsTable.ts';
import { keysOf } from '../../../src/server/delivery/signature.ts';
import { focusAreas, type PanelAct, panelActs, panelCommands } from '../../../src/shared/panel.ts';
import { accepts, type Schema } from './jsonSchema.ts';

const { contributes, capabilities } = inEnglish(packageJson, texts);
const properties: Readonly<Record<string, Property>> = contributes.configuration.properties;
const settings = Object.entries(settingsTable);
type Property = Schema & {
  readonly default: unknown;
  readonly scope: string;
  readonly order: number;
  readonly markdownDescription: string;
  readonly enumDescriptions?: readonly string[];
};

/** Every text in the manifest that holds a `when` or `enablement` condition. */
const conditions = [
  ...contributes.commands.map((command) => ('enablement' in command ? command.enablement : '')),
  ...Object.values(contributes.menus).flatMap((items) => items.map(({ when }) => when)),
  ...contributes.keybindings.map(({ when }) => when),
].join(' ');

const acts = Object.entries(panelActs) as readonly (readonly [
  PanelAct,
  { readonly title: string; readonly key?: string; readonly isOfEvent: boolean },
])[];
const actIds = acts.map(([act]) => actCommandId(act));
const menuIds = Object.keys(menuCommands);
/** The editor knows of its own inputs at once, and of the panel a little later. */
const whereKeysCount = `!inputFocus && ${focusContextKey} =~ /^(list|detail)$/`;

test('the manifest declares the commands of the code, and no others', () => {
  assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), [...Object.values(commandIds), ...actIds, ...menuIds].sort());
  for (const [name, id] of Object.entries(commandIds)) assert.equal(id, `devSync.${name}`);
});

test('every command has a title and stands under "Dev Sync"', () => {
  for (const { command, title, category } of contributes.commands) {
    assert.equal(category, 'Dev Sync', command);
    assert.match(title, /^[A-Z]/, command);
  }
});

test('what can be done in a panel is a command with the title of the table, offered while there is a panel, and but once', () => {
  const titles = new Map(contributes.commands.map(({ command, title }) => [command, title]));
  for (const [act, { title }] of acts) assert.equal(titles.get(actCommandId(act)), title);
  assert.deepEqual(contributes.menus.commandPalette, [
    ...actIds.map((command) => ({ command, when: hasPanelContextKey })),
    ...menuIds.map((command) => ({ command, when: 'false' })),
  ]);
});

test('the keys of the table count in the list and in the detail of a panel, that of searching too, and undoing wherever nothing is typed', () => {
  const own = acts.flatMap(([act, { key }]) => (key === undefined ? [] : [{ command: actCommandId(act), key, when: whereKeysCount }]));
  const find = { command: actCommandId('focusFilter'), key: 'ctrl+f', mac: 'cmd+f', when: whereKeysCount };
  const whereNothingIsTyped = `!inputFocus && ${focusContextKey} =~ /^(${focusAreas.filter((area) => area !== 'input' && area !== 'none').join('|')})$/`;
  const undo = { command: actCommandId('undoClear'), key: 'ctrl+z', mac: 'cmd+z', when: whereNothingIsTyped };
  assert.deepEqual(contributes.keybindings, [...own, find, undo]);
});

/** The act whose command this is, by its own command. */
function actOf(command: string): string {
  const acts: Readonly<Record<string, { readonly act: PanelAct }>> = menuCommands;
  const inMenu = acts[command];
  return inMenu ? actCommandId(inMenu.act) : command;
}

test('the title of the view has no command that acts in the panel that was used last', () => {
  const inTitle = contributes.menus['view/title'].map(({ command }) => command);
  assert.deepEqual(
    inTitle.filter((command) => actIds.includes(command)),
    [],
  );
});

test('the menu of a row has what can be done with its event, in both places', () => {
  const items = contributes.menus['webview/context'];
  const ofEvents = acts.flatMap(([act, { isOfEvent }]) => (isOfEvent ? [actCommandId(act)] : []));
  const offered = (isPinned: boolean) =>
    items
      .filter(({ when }) => when.endsWith('&& isPinned') === isPinned || !when.includes('isPinned'))
      .map(({ command }) => actOf(command));
  for (const isPinned of [true, false]) assert.deepEqual(offered(isPinned).sort(), ofEvents.sort());
  const where = `webviewSection == event && (webviewId == ${viewId} || webviewId == ${editorTabId})`;
  for (const { command, when } of items) assert.equal(when.replace(/ && !?isPinned$/, ''), where, command);
});

test('a tab of the last window brings the extension on', () => {
  assert.ok(packageJson.activationEvents.includes(`onWebviewPanel:${editorTabId}`));
});

test('menus offer commands that exist, on the view that exists', () => {
  const commands: readonly string[] = [...Object.values(commandIds), ...menuIds];
  for (const { command, when } of contributes.menus['view/title']) {
    assert.ok(commands.includes(command), command);
    assert.match(when, new RegExp(`^view == ${viewId.replace('.', '[.]')}( |$)`));
  }
});

test('conditions use the context keys and the states that the code sets', () => {
  const ids: readonly string[] = [viewId, editorTabId];
  const keys = [...conditions.matchAll(/devSync\.\w+/g)].map(([key]) => key).filter((key) => !ids.includes(key));
  assert.deepEqual([...new Set(keys)].sort(), [focusContextKey, hasPanelContextKey, listeningContextKey, stateContextKey]);
  const states = [...conditions.matchAll(/devSync\.state [!=]= (\w+)/g)].map(([, state]) => state);
  assert.deepEqual([...new Set(states)].sort(), ['on', 'problem', 'starting', 'stopped']);
});

test('the view of the code is in a container that the manifest declares', () => {
  const containers = contributes.viewsContainers.panel.map(({ id }) => id);
  assert.deepEqual(Object.keys(contributes.views), containers);
  assert.deepEqual(
    contributes.views.devSync.map(({ id, type }) => [id, type]),
    [[viewId, 'webview']],
  );
});

test('the panel offers only commands that exist', () => {
  const ofPages = ['reconnect', 'goOnWithoutToken'];
  for (const name of panelCommands) assert.ok(Object.hasOwn(commandIds, name) || ofPages.includes(name), name);
});

test('the manifest declares the settings of the table, and no others', () => {
  assert.deepEqual(Object.keys(properties).sort(), settings.map(([key]) => `devSync.${key}`).sort());
});

for (const [key, { default: initial, isValid, rule }] of settings) {
  const property = properties[`devSync.${key}`];

  test(`devSync.${key} has the same default and range in the manifest and in the code`, () => {
    assert.ok(property);
    assert.deepEqual(property.default, initial);
    assert.ok(isValid(initial));
    const values = [property.minimum, property.maximum, ...(property.enum ?? [])].filter((value) => value !== undefined);
    for (const value of values) assert.ok(rule().includes(`${value}`), rule());
  });

  test(`devSync.${key} refuses in the code what the manifest refuses`, () => {
    assert.ok(property);
    const samples: readonly unknown[] = [
      true,
      false,
      7.5,
      'text',
      '',
      'whsec_AAAA',
      [],
      ['text'],
      [7],
      {},
      null,
      Number.NaN,
      ...edgesOf(property),
    ];
    for (const sample of samples) assert.equal(isValid(sample), accepts(property, sample), JSON.stringify(sample));
  });

  test(`devSync.${key} is described, by a sentence`, () => assert.match(property?.markdownDescription ?? '', /^[A-Z].*\.$/));
}

for (const [key, property] of Object.entries(properties).filter(([, { enum: values }]) => values)) {
  test(`${key} has every value described, by a sentence`, () => {
    assert.equal(property.enumDescriptions?.length, property.enum?.length);
    for (const description of property.enumDescriptions ?? []) assert.match(description, /^[A-Z].*\.$/);
  });
}

function edgesOf({ minimum, maximum, enum: values = [] }: Property): readonly unknown[] {
  return [...values, ...[minimum, maximum].flatMap((bound) => (bound === undefined ? [] : [bound - 1, bound, bound + 1]))];
}

test('no setting takes a secret where its name belongs, or shows it back', () => {
  const { faultOf, isValid, instead } = settingsTable['webhooks.incomingSecret'];
  assert.equal(isValid('whsec_s3cret'), false);
  assert.doesNotMatch(faultOf('whsec_s3cret', 'devSync.webhooks.incomingSecret'), /s3cret/);
  // What the hub refuses: a slip of the pen must not switch signatures off.
  assert.throws(() => keysOf(instead().value, {}, 'posts'), { code: 'secret-invalid' });
});

test('every text of the manifest can be translated, and none is left over', () => {
  assert.deepEqual(textNamesIn(packageJson).toSorted(), Object.keys(texts).sort());
  const named = [...Object.keys(texts), 'Dev Sync'];
  const shown = /^(title|description|markdownDescription|enumDescriptions|patternErrorMessage|altText|label|category|name)$/;
  JSON.stringify({ capabilities: packageJson.capabilities, contributes: packageJson.contributes }, (field, value: unknown) => {
    const sentences: readonly unknown[] = shown.test(field) ? [value].flat() : [];
    for (const text of sentences) assert.ok(named.includes(`${text}`.replace(/^%(.*)%$/, '$1')), `${field}: ${text}`);
    return value;
  });
});

test('settings stand in the order of the table', () => {
  const byOrder = Object.entries(properties).sort(([, a], [, b]) => a.order - b.order);
  assert.deepEqual(
    byOrder.map(([key]) => key),
    settings.map(([key]) => `devSync.${key}`),
  );
});

test('what decides about access belongs to the machine, never to a workspace', () => {
  for (const [key, { scope }] of Object.entries(properties)) {
    if (/^devSync\.(host|security\..*|auth\..*|limits\..*|webhooks\.(allowedHosts|incomingSecret))$/.test(key))
      assert.equal(scope, 'machine', key);
  }
});

test('in Restricted Mode no setting comes from the workspace', () => {
  const ofWorkspaces = Object.entries(properties).filter(([, { scope }]) => scope !== 'machine');
  assert.deepEqual(capabilities.untrustedWorkspaces.restrictedConfigurations.toSorted(), ofWorkspaces.map(([key]) => key).sort());
});
