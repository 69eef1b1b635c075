import { lookBack } from '../../infra/alarms/account';
import { names, Synthesis } from './synthesis';

describe.each([
  ['1 minute', 5, 60, 60, 60, 0],
  ['5 minutes', 15, 60, 300, 300, 0],
  ['7 minutes', 21, 60, 420, 420, 0],
  ['45 minutes', 27, 300, 2700, 900, 2],
  ['2 hours', 72, 300, 7200, 900, 2],
  ['12 hours', 36, 3600, 43_200, 900, 2],
])('at an interval of %s', (interval, blindPeriods, blindPeriod, errorsPeriod, age, retries) => {
  const synthesis = new Synthesis({ interval });

  test(`the blind alarm looks back over ${blindPeriods} periods of ${blindPeriod} seconds`, () => {
    expect(synthesis.alarm('blind-main')).toMatchObject({
      EvaluationPeriods: blindPeriods,
      Metrics: [{}, { MetricStat: { Period: blindPeriod } }],
    });
  });

  test('the errors alarm fires after three intervals in a row', () => {
    expect(synthesis.alarm('errors')).toMatchObject({
      ...{ Namespace: 'AWS/Lambda', MetricName: 'Errors', TreatMissingData: 'ignore' },
      ...{ Period: errorsPeriod, EvaluationPeriods: 3 },
    });
  });

  test('an event is not retried where the next run is near, and never outlives its time', () => {
    expect(synthesis.one('AWS::Lambda::EventInvokeConfig')).toMatchObject({
      MaximumEventAgeInSeconds: age,
      MaximumRetryAttempts: retries,
    });
    expect(synthesis.one('AWS::Scheduler::Schedule')).toMatchObject({
      Target: { RetryPolicy: { MaximumEventAgeInSeconds: age } },
    });
  });
});

test('a blind alarm of any length stays within the limits of CloudWatch', () => {
  const lengths = Array.from({ length: 7 * 24 * 60 - 4 }, (_, index) => index + 5);
  const wrong = lengths.filter((minutes) => {
    const { period, evaluationPeriods } = lookBack(minutes * 60);
    const total = period * evaluationPeriods;
    const covers = total >= minutes * 60 && total < minutes * 60 + period;
    const fits = total <= (period >= 3600 ? 7 * 86_400 : 86_400) && evaluationPeriods <= 100;
    return !(period % 60 === 0 && covers && fits);
  });
  expect(wrong).toEqual([]);
});

test('the names of the alarms are those of the contract', () => {
  const { alarms } = new Synthesis({ accounts: 'main,hedge', stackName: 'Risk' });
  expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual([
    ...['Risk-debt-main', 'Risk-blind-main', 'Risk-debt-hedge', 'Risk-blind-hedge'],
    ...['Risk-errors', 'Risk-throttles', 'Risk-schedule-undelivered', 'Risk-notices-undelivered'],
  ]);
});

test('with a margin warning each account has one more alarm, and the others stay as they are', () => {
  const { resources } = new Synthesis({ accounts: 'main,hedge' });
  const watched = new Synthesis({ accounts: 'main,hedge', marginWarning: '1.5' });
  const added = watched.alarms.slice(0, 6).map(({ AlarmName }) => AlarmName);
  expect(added.filter((_, index) => index % 3 === 2)).toEqual([
    'PmLoanMonitor-margin-main',
    'PmLoanMonitor-margin-hedge',
  ]);
  const alarms = Object.entries(resources).filter(([, { Type }]) => Type.endsWith('::Alarm'));
  expect(watched.resources).toMatchObject(Object.fromEntries(alarms));
  expect(watched.alarms).toHaveLength(alarms.length + 2);
});

const AT_ONCE = {
  ...{ Statistic: 'Sum', Threshold: 1, TreatMissingData: 'notBreaching' },
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  ...{ DatapointsToAlarm: 1, EvaluationPeriods: 12, Period: 300 },
};
const RETRIED = 'a web hook took it only after a retry';
const ABOVE = { ComparisonOperator: 'GreaterThanThreshold', Threshold: 100.5 };
const NO_ANSWER = { Stat: 'SampleCount', Metric: { MetricName: 'BankruptcyLoan' } };

const plain = new Synthesis();
const set = new Synthesis({
  ...{ interval: '1 minute', debtThreshold: '100.5', blindAfter: '1 hour', marginWarning: '1.25' },
});
const BELOW = { ComparisonOperator: 'LessThanOrEqualToThreshold', Threshold: 1.25 };

test.each<[alarm: string, what: string, synthesis: Synthesis, expected: object]>([
  ['debt-main', 'fires above the threshold that is set', set, ABOVE],
  [
    'debt-main',
    'sees a point that arrives minutes late, and keeps its state while nothing is known',
    set,
    {
      ...{ MetricName: 'BankruptcyLoan', Statistic: 'Maximum', TreatMissingData: 'ignore' },
      ...{ Period: 300, EvaluationPeriods: 1 },
    },
  ],
  [
    'blind-main',
    'fires when no check is answered for the time that is set',
    set,
    {
      ...{ ComparisonOperator: 'LessThanThreshold', Threshold: 1, EvaluationPeriods: 60 },
      TreatMissingData: 'breaching',
      Metrics: [{ Expression: 'FILL(answered, 0)' }, { Id: 'answered', MetricStat: NO_ANSWER }],
    },
  ],
  ['margin-main', 'fires at the uniMMR that is set, and below', set, BELOW],
  [
    'margin-main',
    'takes the least of five minutes, and keeps its state while nothing is known',
    set,
    {
      ...{ Namespace: 'PmLoanMonitor/PmLoanMonitor', MetricName: 'UniMMR', Statistic: 'Minimum' },
      ...{ Period: 300, EvaluationPeriods: 1, TreatMissingData: 'ignore' },
      Dimensions: [{ Name: 'Account', Value: 'main' }],
    },
  ],
  [
    'margin-main',
    'says what to do, and what Binance does at which uniMMR',
    set,
    {
      AlarmDescription: expect.stringMatching(
        /main is 1\.25 or less.*Reduce positions or add collateral.* 1\.5.* 1\.2.* 1\.05/,
      ) as string,
    },
  ],
  ['throttles', 'fires at the first occurrence, and then for an hour no more', plain, AT_ONCE],
  [
    'schedule-undelivered',
    'fires likewise, for the schedules of this stack',
    plain,
    {
      ...{ ...AT_ONCE, Namespace: 'AWS/Scheduler', MetricName: 'InvocationDroppedCount' },
      Dimensions: [{ Name: 'ScheduleGroup' }],
    },
  ],
  [
    'notices-undelivered',
    'fires likewise, for the topic of this stack, and says that it counts failed attempts',
    plain,
    {
      ...{ ...AT_ONCE, Namespace: 'AWS/SNS', MetricName: 'NumberOfNotificationsFailed' },
      Dimensions: [{ Name: 'TopicName' }],
      AlarmDescription: expect.stringContaining(RETRIED) as string,
    },
  ],
])('the alarm %s %s', (name, _, synthesis, expected) => {
  expect(synthesis.alarm(name)).toMatchObject(expected);
});

test('that a blind or a margin alarm recovers is told, that a debt alarm does is not', () => {
  for (const name of ['blind-main', 'margin-main']) {
    const { AlarmActions, OKActions } = set.alarm(name);
    expect(OKActions).toEqual(AlarmActions);
  }
  expect(plain.alarm('debt-main')).not.toHaveProperty('OKActions');
});

test('an alarm with the topic and four other actions has as many as CloudWatch takes', () => {
  const alarmActionArns = names(4).map((name) => `arn:aws:sns:ap-northeast-1:123456789012:${name}`);
  for (const alarm of new Synthesis({ alarmActionArns }).alarms) {
    expect(alarm['AlarmActions']).toEqual([{ Ref: 'NoticesTopic898AF2CD' }, ...alarmActionArns]);
  }
});

test('accounts that come and go change no logical id of the others', () => {
  const ids = (accounts: string[]): string[] => Object.keys(new Synthesis({ accounts }).resources);
  const all = ids(['a', 'b', 'c']);
  const without = ids(['c', 'a']);
  expect(all).toEqual(expect.arrayContaining(without));
  expect(all.length - without.length).toBe(2);
});

test('150 accounts have three schedules and eight policies', () => {
  const synthesis = new Synthesis({ accounts: names(150) });
  expect(synthesis.of('AWS::Scheduler::Schedule')).toHaveLength(3);
  expect(synthesis.of('AWS::IAM::ManagedPolicy')).toHaveLength(8);
});
