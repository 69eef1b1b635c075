import { readContext, SettingsFileError } from '../settings/context';
import { SettingsError } from '../settings/errors';
import { readSettings } from '../settings/settings';
import type { Settings } from '../settings/settings';
import { OperatorError } from './errors';

/** The settings in a folder, as CDK would read them there. @throws {OperatorError} */
export function readSettingsIn(folder: string): Settings {
  return forOperator(() => readSettings(readContext(folder)));
}

/** Turns what is wrong with settings into an {@link OperatorError}. */
export function forOperator<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof SettingsError || error instanceof SettingsFileError)) throw error;
    throw new OperatorError(error.message, { cause: error });
  }
}
