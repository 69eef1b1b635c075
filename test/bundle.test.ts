import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { bundle } from '../infra/bundle';
import { KEY_KINDS } from './local/exchange/keys';
import type { StoredSecret } from './local/exchange/keys';
import { LocalFunction } from './local/function';
import { brokenPromises, play } from './local/story/play';
import type { Played } from './local/story/play';
import { wholeStory } from './local/story/scenes';
import { World } from './local/world';

/** Of what is deployed, and of it zipped, as it travels. */
const BUDGET = { bytes: 265_500, zipped: 89_000 };

const { file } = bundle(mkdtempSync(join(tmpdir(), 'pm-loan-monitor-')));
let world: World;

beforeEach(async () => {
  world = await World.start();
  world.marginWarning = '1.5';
});
afterEach(() => world.close());
afterAll(() => {
  rmSync(dirname(file), { recursive: true });
});

test('the bundle is one CommonJS file that exports the handler and nothing else', () => {
  expect(readdirSync(dirname(file))).toEqual(['index.js']);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- as Lambda loads it
  expect(Object.keys(require(file) as object)).toEqual(['handler']);
});

test('it stays within its budget: every cold start pays for what is in it', () => {
  const content = readFileSync(file);
  expect(content.length).toBeLessThanOrEqual(BUDGET.bytes);
  expect(gzipSync(content).length).toBeLessThanOrEqual(BUDGET.zipped);
});

test('without credentials in its environment it says so, and looks for none elsewhere', async () => {
  const environment = { ...world.environment(), AWS_SECRET_ACCESS_KEY: '', AWS_PROFILE: 'default' };
  const monitor = new LocalFunction(file, environment);
  const { error } = await monitor.invoke(world.event(), { clock: world.clock.now() });
  await monitor.stop();
  expect(error?.errorMessage).toContain('Unable to find environment variable credentials');
  expect(world.cloud.calls).toEqual([]);
});

test('it is driven by event and environment alone, from the first danger to the end of the debt', async () => {
  const story: Played[] = [];
  for await (const played of play(world, file, wholeStory('579.45'))) story.push(played);
  expect(brokenPromises(story)).toEqual([]);
  expect(story.map(({ published, told }) => [published, ...told])).toEqual([
    [0],
    [0, 'margin.detected'],
    [0, 'margin.changed'],
    [0, 'margin.changed'],
    [579.45, 'debt.detected', 'margin.changed'],
    [579.45],
    [579.45, 'debt.reminder', 'margin.reminder'],
    [1158.9, 'debt.changed'],
    [undefined],
    [0, 'debt.cleared', 'margin.cleared'],
  ]);
  expect(story[8]?.invoked.error?.errorType).toBe('CheckFailedError');
});

test('nothing secret is printed, thrown or published, come what may, by keys of all kinds', async () => {
  for (const [kind, key] of Object.entries(KEY_KINDS)) world.add(kind, key);
  const said: unknown[] = [];
  const monitor = new LocalFunction(file, world.environment());
  for (const fault of ['reset', 'signature', 'redirect', 'amount-null', undefined] as const) {
    world.exchange.behave();
    for (const kind of Object.keys(KEY_KINDS)) world.owe('579.45', kind);
    if (fault !== undefined) world.exchange.misbehave(fault, { times: 20 });
    said.push(await monitor.invoke(world.event(), { clock: world.clock.now() }));
  }
  await monitor.stop();
  said.push(world.notices, world.cloud.calls);
  const everything = inspect(said, { depth: null, maxStringLength: null, breakLength: Infinity });
  expect(everything).toContain('KeyRefusedError');
  for (const { query } of world.exchange.requests) {
    const signature = query.split('signature=')[1] ?? 'none';
    expect(everything).not.toContain(signature);
    expect(everything).not.toContain(decodeURIComponent(signature));
  }
  for (const secret of Object.values(KEY_KINDS).map((key): StoredSecret => key.secret)) {
    for (const part of Object.values(secret).flatMap((value: string) => value.split('\n'))) {
      if (part.length > 20 && !part.startsWith('-----')) expect(everything).not.toContain(part);
    }
    expect(everything).not.toContain(secret.apiKey);
  }
});
