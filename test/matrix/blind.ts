import type { BlindEvent } from '../../lambda/contract';
import { MINUTE_MS } from '../local/world';
import { eachAccount } from './invariants';
import type { Observation } from './invariants';
import { ANSWERED_BEFORE_MS } from './scene';

/** Defaults of the contract, which the cells leave as they are. */
const BLIND_AFTER_MS = 15 * MINUTE_MS;
const REMIND_EVERY_MS = 60 * MINUTE_MS;

/** What was told of blindness against what was due, counted from the answers alone. */
export function tellsBlind({ runs }: Observation): string[] {
  const [first] = runs;
  const answered = new Map<string, number>();
  const told = new Map<string, number>();
  return eachAccount(runs, ({ name, ...account }, { scheduledTime }) => {
    const last = answered.get(name) ?? (first?.scheduledTime ?? 0) - ANSWERED_BEFORE_MS;
    const before = told.get(name);
    let due: BlindEvent | undefined;
    if (account.answered !== undefined) {
      answered.set(name, scheduledTime);
      told.delete(name);
      if (before !== undefined) due = 'blind.cleared';
    } else if (scheduledTime - last >= BLIND_AFTER_MS) {
      if (before === undefined) due = 'blind.detected';
      else if (scheduledTime - before >= REMIND_EVERY_MS) due = 'blind.reminder';
      if (due !== undefined) told.set(name, scheduledTime);
    }
    const said = account.blind.join(' and ');
    return said === (due ?? '')
      ? []
      : [`${said || 'nothing'} was told, ${due ?? 'nothing'} was due`];
  });
}
