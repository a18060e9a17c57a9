import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { build } from 'esbuild';
import { createElement } from 'react';
import { root } from '../../scripts/project.ts';
import { useDevEvents } from '../../src/client/sdk/react.ts';
import { until } from '../support/until.ts';
import { startDashboardHub } from './dashboardSupport.ts';
import { openPage, startFrontend, subscribersOf } from './sdkSupport.ts';

const frontend = await startFrontend();
after(() => frontend[Symbol.asyncDispose]());

/** An application in StrictMode, which mounts everything twice. Its list has the newest three agents; a button takes it away. */
const application = (url: string) => `
  import { createElement as h, StrictMode, useState } from 'react';
  import { createRoot } from 'react-dom/client';
  import { configureDevSync } from 'dev-sync/client';
  import { useDevEvents } from 'dev-sync/react';
  configureDevSync({ url: '${url}', log: false });
  let draws = 0;
  function Agents() {
    const { events, last, status } = useDevEvents(['agent.*', 'rental.*'], { limit: 3 });
    draws++;
    return h('p', null, status, ' ', events.map(({ data }) => data.n).join(), ' last ', last?.data.n, ' of ', draws > 20 ? 'too many' : 'few');
  }
  function App() {
    const [isThere, show] = useState(true);
    return h('main', null, h('button', { onClick: () => show(false) }, 'Close'), isThere && h(Agents));
  }
  createRoot(document.body.appendChild(document.createElement('div'))).render(h(StrictMode, null, h(App)));
`;

async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    ...{ stdin: { contents, resolveDir: root }, bundle: true, write: false, format: 'esm', conditions: ['development'] },
    define: { 'process.env.NODE_ENV': '"development"' },
  });
  return outputFiles[0]?.text ?? assert.fail('nothing was built');
}

test('a component hears the events while it is there, over one connection', async () => {
  await using hub = await startDashboardHub();
  await using person = await frontend.person();
  const page = await openPage(person, frontend.origin);
  await page.addScriptTag({ content: await bundle(application(hub.url)), type: 'module' });
  const text = () => page.locator('p').textContent();
  await until(async () => (await text())?.startsWith('open'), 'the component is connected');
  assert.equal(await subscribersOf(hub), 1);
  await hub.publish(0, 500);
  await until(async () => (await text())?.includes('last 499'), 'the last event');
  assert.equal(await text(), 'open 497,498,499 last 499 of few');
  await page.getByRole('button').click();
  await until(async () => (await subscribersOf(hub)) === 0, 'the connection is gone with the component');
});

/** A client that connects between drawing and effect, and keeps no events. */
const early = `
  import { createElement as h, useLayoutEffect } from 'react';
  import { createRoot } from 'react-dom/client';
  import { useDevEvents } from 'dev-sync/react';
  const heard = [];
  const client = { status: 'connecting', on: (patterns, listener) => (heard.push(patterns), addEventListener('tell', () => listener({})), () => {}), onStatus: () => () => {} };
  function Status() {
    const { events, status } = useDevEvents(['a,b', 'c'], { client, limit: 0 });
    useLayoutEffect(() => { client.status = 'open'; }, []);
    return h('p', null, status, ' keeps ', events.length, ' of ', JSON.stringify(heard[0]));
  }
  createRoot(document.body.appendChild(document.createElement('div'))).render(h(Status));
`;

test('a component shows the status of now, keeps as much as it wants, and its patterns are whole', async () => {
  await using person = await frontend.person();
  const page = await openPage(person, frontend.origin);
  await page.addScriptTag({ content: await bundle(early), type: 'module' });
  const text = () => page.locator('p').textContent();
  await until(async () => (await text())?.startsWith('open'), 'the component is up to date');
  await page.evaluate(() => dispatchEvent(new Event('tell')));
  assert.equal(await text(), 'open keeps 0 of ["a,b","c"]');
});

const closed = `
  import { createElement as h } from 'react';
  import { createRoot } from 'react-dom/client';
  import { createDevSync } from 'dev-sync/client';
  import { useDevEvents } from 'dev-sync/react';
  const client = createDevSync({ url: 'http://localhost:1', log: false });
  client.close();
  const Status = () => h('p', null, useDevEvents('*', { client }).status);
  createRoot(document.body.appendChild(document.createElement('div'))).render(h(Status));
`;

test('a component whose client was closed says so, and breaks nothing', async () => {
  await using person = await frontend.person();
  const page = await openPage(person, frontend.origin);
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => void errors.push(message));
  await page.addScriptTag({ content: await bundle(closed), type: 'module' });
  await until(async () => (await page.locator('p').textContent()) === 'closed', 'the component is drawn');
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  assert.deepEqual([await page.locator('p').count(), errors], [1, []]);
});

test('on a server the hook answers nothing, and connects nobody', async () => {
  // @ts-expect-error its types would be one more dependency, for this line
  const { renderToString } = await import('react-dom/server');
  const Agents = () => {
    const { events, status } = useDevEvents('agent.*');
    return createElement('p', null, `${events.length} ${status}`);
  };
  assert.equal(renderToString(createElement(Agents)), '<p>0 idle</p>');
});
