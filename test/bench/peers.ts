import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the benchmark alone needs, beside the project and not in it. */
const PACKAGES = {
  '@binance/derivatives-trading-portfolio-margin-pro': '15.0.4',
  ccxt: '4.5.84',
  selfsigned: '5.5.0',
  vega: '6.4.0',
  'vega-lite': '6.5.0',
};

export const DIRECTORY = join(__dirname, '..', '..', '.cache', 'bench');

/** Installs them; what is there is left as it is. */
export function installPeers(): void {
  mkdirSync(DIRECTORY, { recursive: true });
  const manifest = { private: true, dependencies: PACKAGES };
  writeFileSync(join(DIRECTORY, 'package.json'), JSON.stringify(manifest));
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  execFileSync('npm', ['install', '--silent', ...options], { cwd: DIRECTORY, stdio: 'inherit' });
}

/** Imports one of them. */
export function peer(name: keyof typeof PACKAGES): Promise<unknown> {
  const path = createRequire(join(DIRECTORY, 'package.json')).resolve(name);
  return import(pathToFileURL(path).href);
}
