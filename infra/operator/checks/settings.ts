import type { Outside } from '../monitor';
import { broken, ok, warning } from './finding';
import type { Outcome } from './finding';
import { list } from './list';

/** Whether the accounts of the settings are those that were deployed. */
export function settings({ accounts, deployed }: Outside): Outcome | undefined {
  const wanted = deployed?.inSettings;
  if (wanted === undefined) return undefined;
  const names = accounts.map(({ name }) => name);
  const missing = wanted.filter((name) => !names.includes(name));
  const extra = names.filter((name) => !wanted.includes(name));
  if (missing.length > 0) {
    return broken(
      `In the settings but not deployed, so nobody checks it: ${list(missing)}.`,
      'Deploy: npx cdk deploy.',
    );
  }
  return extra.length === 0
    ? ok(`The accounts of the settings are deployed: ${list(names)}.`)
    : warning(
        `Deployed but not in the settings, so the next deployment ends its checks: ${list(extra)}.`,
        'Unless that is meant, add it to the setting accounts.',
      );
}
