import type { AccountFacts, Diagnosis, Facts } from '../../../lambda/diagnosis/facts';
import type { Outside } from '../monitor';
import { accountType, loan, weight } from './account';
import { address, clock } from './address';
import { filters } from './filters';
import { failed } from './finding';
import type { Finding, Outcome } from './finding';
import { health } from './health';
import { ipList, key, rights, secret } from './key';
import { schedule } from './schedule';
import { alarms, cloudwatch, heartbeat, margin, subscribers, topic } from './telling';

/** Says what the facts mean, and what fixes it; undefined where another check says it. */
type Check = (facts: Facts, outside: Outside) => Outcome | undefined;
type AccountCheck = (
  account: AccountFacts,
  seen: Outside & Pick<Facts, 'marginWarning'>,
) => Outcome | undefined;

/** Every check, by the name that it has in the report, in the order of the report. */
const ASKING: Readonly<Record<string, Check>> = { address, clock };
const ACCOUNT: Readonly<Record<string, AccountCheck>> = {
  secret,
  key,
  rights,
  ipList,
  accountType,
  loan,
  health,
  weight,
};
const TELLING: Readonly<Record<string, Check>> = {
  cloudwatch,
  topic,
  alarms,
  subscribers,
  filters,
  heartbeat,
  margin,
};

/** Everything that the doctor says. @param diagnosis Absent where no account is known. */
export function judge(diagnosis: Diagnosis | undefined, outside: Outside): Finding[] {
  const findings = named('schedule', schedule(outside.schedules));
  if (diagnosis === undefined) return findings;
  if (diagnosis.error !== undefined) {
    return [...findings, ...named('environment', failed(diagnosis.error))];
  }
  const setUp = (checks: Readonly<Record<string, Check>>): Finding[] =>
    Object.entries(checks).flatMap(([name, check]) => named(name, check(diagnosis, outside)));
  const { marginWarning } = diagnosis;
  const accounts = diagnosis.accounts.flatMap((account) =>
    Object.entries(ACCOUNT).flatMap(([name, check]) =>
      named(name, check(account, { ...outside, marginWarning }), { account: account.name }),
    ),
  );
  return [...findings, ...setUp(ASKING), ...accounts, ...setUp(TELLING)];
}

function named(
  check: string,
  outcome: Outcome | undefined,
  of: Pick<Finding, 'account'> = {},
): Finding[] {
  return outcome === undefined ? [] : [{ check, ...of, ...outcome }];
}
