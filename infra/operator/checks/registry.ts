import { ENVIRONMENT } from '../../../lambda/contract';
import type { AccountFacts, Diagnosis, Facts } from '../../../lambda/diagnosis/facts';
import type { Outside, Unanswered } from '../monitor';
import { accountType, answered, loan, weight } from './account';
import { address, clock } from './address';
import { alarms } from './alarms';
import { filters } from './filters';
import type { FilterFacts } from './filters';
import type { Finding, Outcome } from './finding';
import { checker } from './function';
import { health } from './health';
import { ipList, key, rights, secret } from './key';
import { schedule } from './schedule';
import { settings } from './settings';
import { cloudwatch, heartbeat, margin, subscribers, topic, topicPolicy } from './telling';
import { topicKey } from './topic-key';

/** Says what the facts mean, and what fixes it; undefined where another check says it. */
type Checks<Of extends unknown[]> = Readonly<Record<string, (...of: Of) => Outcome | undefined>>;
type AccountChecks = Checks<[AccountFacts, Outside & Facts]>;

/** Every check, by the name that it has in the report, in the order of the report. */
const DEPLOYED: Checks<[Outside]> = { settings, schedule, alarms };
const ASKING: Checks<[Facts]> = { address, clock };
const ACCOUNT: AccountChecks = {
  ...{ secret, key, rights, ipList, accountType, loan, health, weight, answered },
};
const METRICS: Checks<[Facts]> = { cloudwatch };
const TOPIC: Checks<[FilterFacts, Outside]> = {
  topic,
  topicPolicy,
  topicKey,
  subscribers,
  filters,
};
const OPTIONS: Checks<[Facts]> = { heartbeat, margin };

/** Their names; infra/doctor.md says what each looks at. */
export const CHECKS = [
  ...Object.keys(DEPLOYED),
  'function',
  ...[ASKING, ACCOUNT, METRICS, TOPIC, OPTIONS].flatMap((checks) => Object.keys(checks)),
];

/**
 * Everything that the doctor says. Where the function does not answer, what is seen of its topic
 * from outside is judged in place of what it would have said.
 */
export function judge(diagnosis: Diagnosis | Unanswered, outside: Outside): Finding[] {
  const failure = 'schema' in diagnosis ? diagnosis.error : diagnosis;
  const facts = 'schema' in diagnosis && diagnosis.error === undefined ? diagnosis : undefined;
  const topicFacts = facts ?? (outside.deployed && { ...outside, ...outside.deployed });
  return [
    ...run(DEPLOYED, outside),
    ...named('function', checker(facts, failure, outside)),
    ...(facts ? judgeChecks(facts, outside) : []),
    ...(topicFacts ? run(TOPIC, topicFacts, outside) : []),
    ...(facts ? run(OPTIONS, facts) : heartbeatSeen(outside)),
  ];
}

/** From the function's environment, as far as that can be read. */
function heartbeatSeen({ deployed }: Outside): Finding[] {
  const found = deployed?.function.live.answer as Configured | null | undefined;
  if (!found) return [];
  const isSet = found.Environment?.Variables?.[ENVIRONMENT.heartbeatUrl] !== undefined;
  return named('heartbeat', heartbeat({ heartbeat: { isSet } }));
}

interface Configured {
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
}

function judgeChecks(facts: Facts, outside: Outside): Finding[] {
  const seen = { ...outside, ...facts };
  const accounts = facts.accounts.flatMap((account) =>
    run(ACCOUNT, account, seen).map((finding) => ({ ...finding, account: account.name })),
  );
  return [...run(ASKING, facts), ...accounts, ...run(METRICS, facts)];
}

function run<Of extends unknown[]>(checks: Checks<Of>, ...of: Of): Finding[] {
  return Object.entries(checks).flatMap(([name, check]) => named(name, check(...of)));
}

function named(check: string, outcome: Outcome | undefined): Finding[] {
  return outcome === undefined ? [] : [{ check, ...outcome }];
}
