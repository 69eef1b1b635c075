import type { Finding } from '../../../infra/operator/checks/finding';
import type { Outside } from '../../../infra/operator/monitor';
import type { Asked, Diagnosis, Facts, Failure } from '../../../lambda/diagnosis/facts';
import type { Health } from '../../../lambda/binance/answer';
import { STACK } from '../../local/world';

/** What is seen from outside of a set-up on this machine. */
export const OUTSIDE: Outside = {
  ...{ stack: STACK, egressIp: undefined },
  accounts: [{ name: 'main', secretId: 'pm-loan-monitor/main' }],
  secretsElsewhere: new Map(),
};

/** Of the code that runs. */
export const CODE = 'c0de'.repeat(16);

export function answered<T>(answer: T): Asked<T> {
  return { durationMs: 1, answer };
}

export function unanswered(error: Partial<Failure>): Asked<never> {
  const whole = { name: 'SomeError', message: 'It failed.', fix: 'Try the next.', ...error };
  return { durationMs: 1, error: whole };
}

/** How an account stands that is far from a liquidation. */
export const WELL: Health = {
  status: 'NORMAL',
  uniMmr: '5167.92171923',
  equity: '122607.35137903',
  maintenanceMargin: '23.72469206',
  accountType: 'PM_1',
};

/** The facts of a healthy set-up. */
export const HEALTHY: Facts & { readonly schema: Diagnosis['schema'] } = {
  schema: 'pm-loan-monitor/diagnosis@2',
  ...{ at: '2026-11-22T06:30:00.000Z', blindAfter: 900, codeSha256: CODE },
  topicArn: 'arn:aws:sns:us-east-1:123456789012:Notices',
  namespace: 'PmLoanMonitor/Local',
  marginWarning: '1.5',
  clock: answered({ offset: 0, uncertainty: 0 }),
  accounts: [
    {
      name: 'main',
      secretId: 'pm-loan-monitor/main',
      secret: answered({ kind: 'Ed25519' as const }),
      key: answered({ enabled: ['enableReading'], ipRestrict: true, usedWeight: '1' }),
      loan: answered({ asset: 'USDT', amount: '0' }),
      health: answered(WELL),
      usedWeight: '500',
      lastAnswered: answered('2026-11-22T06:25:00.000Z'),
    },
  ],
  told: answered(0),
  topic: answered({
    policy: '{"Statement":{"Effect":"Allow","Principal":"*","Action":"sns:Publish"}}',
    confirmed: 1,
  }),
  heartbeat: { isSet: true },
  subscribers: answered({
    confirmed: [{ protocol: 'email', endpoint: 'o***@example.com', arn: 'arn', filter: null }],
    pending: [],
  }),
};

/** Those that are not ok, in short. */
export function wrong(findings: readonly Finding[]): string {
  const found = findings.filter(({ status }) => status !== 'ok');
  return found.map(({ check, status }) => `${check}: ${status}`).join(', ');
}
