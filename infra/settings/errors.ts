import type { z } from 'zod';

/** A setting is wrong. The message names it and the rule that it breaks. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(setting: string, rule: string) {
    super(`The setting ${setting} ${rule}.`);
  }
}

/** The first thing that the schema refuses. */
export function firstOf({ issues }: z.ZodError): SettingsError {
  const [issue] = issues;
  if (issue?.code === 'unrecognized_keys') {
    const at = issue.path.length === 0 ? '' : `${spellPath(issue.path)}.`;
    return new SettingsError(
      `${at}${issue.keys[0] ?? ''}`,
      'is unknown; infra/README.md has all settings',
    );
  }
  return new SettingsError(spellPath(issue?.path ?? []), issue?.message ?? 'is wrong');
}

/** `accounts[1].name` */
function spellPath(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
