import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPlace, openWindow } from '../support/hubWindow.ts';
import { quietPort } from '../support/ports.ts';
import { isAlive } from '../support/processes.ts';
import { until } from '../support/until.ts';

test('a window joins the hub that has the port, with the log of the other workspace', async () => {
  await using place = await createPlace(await quietPort());
  using shop = openWindow(place, { workspace: 'shop' });
  await shop.controller.start();
  using api = openWindow(place, { workspace: 'api' });
  await api.controller.start();
  assert.deepEqual(api.hub(), shop.hub());
  assert.equal(api.hub().name, 'shop');
  const ownerIn = ({ controller }: typeof api) => controller.status.state === 'on' && controller.status.owner;
  assert.deepEqual([ownerIn(api), ownerIn(shop)], ['shop', undefined]);
});

test('a window whose hub is stopped by another one is told so, the one that stopped it knows it for its own deed', async () => {
  await using place = await createPlace(await quietPort());
  using shop = openWindow(place, { workspace: 'shop' });
  await shop.controller.start();
  using api = openWindow(place, { workspace: 'api' });
  await api.controller.start();
  await api.controller.stop();
  await until(() => shop.interruptions.includes('stoppedElsewhere'), 'the other window is told');
  assert.equal(shop.controller.status.state, 'stopped');
  assert.deepEqual(api.interruptions, ['stopped']);
});

test('a window that wants its own hub gives way on the default port, and names who has it', async () => {
  await using place = await createPlace(await quietPort());
  using shop = openWindow(place, { workspace: 'shop' });
  await shop.controller.start();
  using api = openWindow(place, { workspace: 'api', settings: { isPortChosen: false, sharing: 'own' } });
  await api.controller.start();
  const own = api.hub();
  assert.equal(own.name, 'api');
  assert.deepEqual(
    api.moves.map(({ wanted, url, holder }) => [wanted, url, holder?.name]),
    [[place.port, own.url, 'shop']],
  );
  await api.send('of.api');
  assert.deepEqual((await shop.controller.client.history()).events, []);
});

test('a window that wants its own hub on a chosen port is told whose hub is there, and what to do', async () => {
  await using place = await createPlace(await quietPort());
  using shop = openWindow(place, { workspace: 'shop' });
  await shop.controller.start();
  using api = openWindow(place, { workspace: 'api', settings: { sharing: 'own' } });
  await assert.rejects(api.controller.start(), {
    code: 'port-in-use',
    message: `Port ${place.port} belongs to the hub of "shop".`,
    next: 'Choose another port for this workspace (devSync.port), or use that hub (devSync.sharing: join).',
  });
  assert.deepEqual(api.attached, []);
});

test('a hub of its own is found again wherever it is, also by another window of the workspace', async () => {
  await using place = await createPlace(await quietPort());
  using shop = openWindow(place, { workspace: 'shop' });
  await shop.controller.start();
  const settings = { isPortChosen: false, sharing: 'own' } as const;
  using first = openWindow(place, { workspace: 'api', settings });
  await first.controller.start();
  using second = openWindow(place, { workspace: 'api', settings });
  await second.controller.start();
  assert.deepEqual(second.hub(), first.hub());
  assert.deepEqual(second.moves, []);
});

test('a window that wants its own hub from now on leaves the other one running, and shows its own log', async () => {
  await using place = await createPlace(await quietPort());
  using shop = openWindow(place, { workspace: 'shop' });
  await shop.controller.start();
  const settings: { isPortChosen: boolean; sharing: 'join' | 'own' } = { isPortChosen: false, sharing: 'join' };
  using api = openWindow(place, { workspace: 'api', settings });
  await api.controller.start();
  assert.equal(api.loads(), 1);
  settings.sharing = 'own';
  await api.controller.reattach();
  assert.equal(api.hub().name, 'api');
  assert.equal(api.loads(), 2);
  assert.ok(isAlive(shop.hub().pid));
  assert.equal(shop.controller.status.state, 'on');
  assert.deepEqual(shop.statuses.includes('stopped'), false);
});

test('a window whose settings allow the hub that it is at stays there', async () => {
  await using place = await createPlace(await quietPort());
  using shop = openWindow(place, { workspace: 'shop', settings: { sharing: 'own' } });
  await shop.controller.start();
  using api = openWindow(place, { workspace: 'api' });
  await api.controller.start();
  for (const { controller } of [shop, api]) await controller.reattach();
  assert.deepEqual([shop.attached.length, api.attached.length], [1, 1]);
});

test('a window that wants its own hub while it joins another one gets it', async () => {
  await using place = await createPlace(await quietPort());
  using shop = openWindow(place, { workspace: 'shop' });
  await shop.controller.start();
  const settings: { isPortChosen: boolean; sharing: 'join' | 'own' } = { isPortChosen: false, sharing: 'join' };
  const change = Promise.withResolvers<void>();
  const load = async () => {
    settings.sharing = 'own';
    change.resolve(api.controller.reattach());
    return 'earliest';
  };
  using api = openWindow(place, { workspace: 'api', settings, supply: { load } });
  await api.controller.start();
  await change.promise;
  assert.deepEqual(
    api.attached.map(({ name }) => name),
    ['shop', 'api'],
  );
});
