import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundle } from '../../infra/bundle';
import { load } from './load';

/** The function's own time ends the run; a busy machine may take longer around it. */
jest.setTimeout(30_000);

const { file } = bundle(mkdtempSync(join(tmpdir(), 'pm-loan-monitor-')));

afterAll(() => {
  rmSync(dirname(file), { recursive: true });
});

test('of 30 accounts, with every fault at once, all that can be published and told is', async () => {
  const options = { accounts: 30, timeoutMs: 7_000, slowly: false };
  const { missing, published, told, failed, faults } = await load(file, options);
  expect(missing).toEqual([]);
  expect([published, told, failed]).toEqual([19, 13, 12]);
  expect(faults).toBeGreaterThan(20);
});
