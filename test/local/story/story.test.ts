import { run } from '../../infra/operator/cli';
import { showProgress } from './progress';
import { nearestFault } from './scenes';

test('of many failures the first are shown, and how many more there are', async () => {
  const { stdout } = await run('start', ['--accounts', '20', '--fault', 'location']);
  expect(stdout).toMatch(/20 of 20 accounts failed:\n {7}main: [^]*and 17 more\n06:45 /);
}, 60_000);

test.each([
  [['--fault', 'unavailabel'], 'Did you mean unavailable? npm start -- --help lists all.'],
  [['--accounts', '151'], 'It must be a whole number from 1 to 150.'],
])('what cannot be played is refused with what can: %j', async (args, sentence) => {
  const { status, stdout, stderr } = await run('start', args);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toContain(sentence);
});

test.each([
  ['account:unavailabel', 'account:unavailable'],
  ['publish:acess-denied', 'Publish:access-denied'],
])('%s is most like %s', (typed, nearest) => {
  expect(nearestFault(typed)).toBe(nearest);
});

describe('while the function runs', () => {
  const shown = async (isTTY: boolean): Promise<string[]> => {
    const texts: string[] = [];
    const write = (text: string): unknown => texts.push(text);
    const stop = showProgress({ isTTY, write }, 1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    stop();
    return texts;
  };

  test('a terminal shows for how long, and is cleared in the end', async () => {
    const texts = await shown(true);
    expect(texts[0]).toMatch(/the function runs, 0 s$/);
    expect(texts.at(-1)).toBe('\r\u001B[K');
  });

  test('nobody else is shown anything', async () => {
    expect(await shown(false)).toEqual([]);
  });
});
