import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hubIdOf } from '../../../../src/server/delivery/hubId.ts';
import { tempLog } from '../../../support/logs.ts';

test('a hub keeps its name over a restart, and shares it with no other', async () => {
  await using place = await tempLog('sqlite');
  await using other = await tempLog('sqlite');
  const id = hubIdOf(place.log);
  assert.equal(hubIdOf(await place.reopen()), id);
  assert.notEqual(hubIdOf(other.log), id);
});
