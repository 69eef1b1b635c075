import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** CDK merges it into the context by itself, and keeps what it looked up in the same file. */
export const SETTINGS_FILE = 'cdk.context.json';

export type Context = Readonly<Record<string, unknown>>;

/** A file of settings is no JSON object. */
export class SettingsFileError extends Error {
  override readonly name = 'SettingsFileError';

  constructor(file: string, cause?: unknown) {
    super(`${file} is not a JSON object. Correct it, or delete it and run npm run init.`, {
      cause,
    });
  }
}

/** CDK's own keys have other characters, such as "@aws-cdk/core:x" or "cli-telemetry". */
export function isSetting(key: string): boolean {
  return /^[a-zA-Z]+$/.test(key);
}

/**
 * The context that CDK gives to an app in this folder, without `-c`: cdk.json wins over
 * cdk.context.json (Configuration.loadConfigFiles in aws-cdk/lib/index.js).
 * @throws {SettingsFileError}
 */
export function readContext(folder: string): Context {
  return { ...readSettingsFile(folder), ...contextOf(readJson(join(folder, 'cdk.json'))) };
}

/** What cdk.context.json holds; nothing where there is none. @throws {SettingsFileError} */
export function readSettingsFile(folder: string): Context {
  return readJson(join(folder, SETTINGS_FILE));
}

function contextOf({ context = {} }: { readonly context?: Context }): Context {
  return context;
}

function readJson(file: string): Context {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new SettingsFileError(file, cause);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Context;
  throw new SettingsFileError(file);
}
