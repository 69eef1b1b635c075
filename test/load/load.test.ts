import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bundle } from '../../infra/bundle';
import { load } from './load';
import { tellAll } from './owing';

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

test('of 8 accounts that owe, on the share of a core, by TLS, each is told once', async () => {
  const options = { accounts: 8, memoryMb: 256, timeoutMs: 18_000, publishPerSecond: 5 };
  const { told, failed, duplicates, reasons } = await tellAll(file, options);
  expect({ told, failed, duplicates, reasons }).toEqual({
    ...{ told: 8, failed: 0, duplicates: 0, reasons: [] },
  });
});
