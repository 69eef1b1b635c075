import { lookBack } from '../../infra/alarms';
import { names, Synthesis } from './synthesis';

describe.each([
  ['1 minute', 5, 60, 60],
  ['5 minutes', 15, 60, 300],
  ['7 minutes', 21, 60, 420],
  ['45 minutes', 27, 300, 2700],
  ['2 hours', 72, 300, 7200],
  ['12 hours', 36, 3600, 43_200],
])('at an interval of %s', (interval, blindPeriods, blindPeriod, errorsPeriod) => {
  const synthesis = new Synthesis({ interval });

  test(`the blind alarm looks back over ${blindPeriods} periods of ${blindPeriod} seconds`, () => {
    expect(synthesis.alarm('blind-main')).toMatchObject({
      EvaluationPeriods: blindPeriods,
      Metrics: [{}, { MetricStat: { Period: blindPeriod } }],
    });
  });

  test('the errors alarm fires after three intervals in a row', () => {
    expect(synthesis.alarm('errors')).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Period: errorsPeriod,
      EvaluationPeriods: 3,
      TreatMissingData: 'ignore',
    });
  });

  test('an event is not retried where the next run is near, and never outlives its time', () => {
    const far = ['45 minutes', '2 hours', '12 hours'].includes(interval);
    const seconds = { '1 minute': 60, '5 minutes': 300, '7 minutes': 420 };
    const age = far ? 900 : seconds[interval as keyof typeof seconds];
    expect(synthesis.one('AWS::Lambda::EventInvokeConfig')).toMatchObject({
      MaximumEventAgeInSeconds: age,
      MaximumRetryAttempts: far ? 2 : 0,
    });
    expect(synthesis.one('AWS::Scheduler::Schedule')).toMatchObject({
      Target: { RetryPolicy: { MaximumEventAgeInSeconds: age } },
    });
  });
});

test('a blind alarm of any length stays within the limits of CloudWatch', () => {
  for (let minutes = 5; minutes <= 7 * 24 * 60; minutes += 1) {
    const { period, evaluationPeriods } = lookBack(minutes * 60);
    const total = period * evaluationPeriods;
    expect(period % 60).toBe(0);
    expect(total).toBeGreaterThanOrEqual(minutes * 60);
    expect(total).toBeLessThan(minutes * 60 + period);
    expect(total).toBeLessThanOrEqual(period >= 3600 ? 7 * 86_400 : 86_400);
    expect(evaluationPeriods).toBeLessThanOrEqual(100);
  }
});

test("the debt alarm fires above the threshold that is set, and the blind alarm's time can be set", () => {
  const synthesis = new Synthesis({ debtThreshold: '100.5', blindAfter: '1 hour' });
  expect(synthesis.alarm('debt-main')).toMatchObject({ Threshold: 100.5 });
  expect(synthesis.alarm('blind-main')).toMatchObject({ EvaluationPeriods: 60 });
});

test('the names of the alarms are those of the contract', () => {
  const { alarms } = new Synthesis({ accounts: 'main,hedge', stackName: 'Risk' });
  expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual([
    'Risk-debt-main',
    'Risk-blind-main',
    'Risk-debt-hedge',
    'Risk-blind-hedge',
    'Risk-errors',
    'Risk-throttles',
    'Risk-schedule-undelivered',
    'Risk-notices-undelivered',
  ]);
});

test('descriptions link to the runbook where there is one', () => {
  const runbookUrl = 'https://wiki.example.com/pm-loan';
  for (const { AlarmDescription } of new Synthesis({ runbookUrl }).alarms) {
    expect(AlarmDescription).toContain(`Runbook: ${runbookUrl}`);
  }
});

test('the debt alarm still sees a point that arrives minutes after its time', () => {
  expect(new Synthesis({ interval: '1 minute' }).alarm('debt-main')).toMatchObject({
    Period: 300,
    EvaluationPeriods: 1,
  });
});

test.each(['throttles', 'schedule-undelivered', 'notices-undelivered'])(
  'the alarm %s fires at the first occurrence, and for an hour at no further one',
  (name) => {
    expect(new Synthesis().alarm(name)).toMatchObject({
      Statistic: 'Sum',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      DatapointsToAlarm: 1,
      EvaluationPeriods: 12,
      Period: 300,
      TreatMissingData: 'notBreaching',
    });
  },
);

test('the alarm of notices says that it counts what a web hook took after a retry', () => {
  expect(new Synthesis().alarm('notices-undelivered')).toMatchObject({
    AlarmDescription: expect.stringContaining('a web hook took it only after a retry') as string,
  });
});

test('an alarm with the topic and four other actions has as many as CloudWatch takes', () => {
  const arns = ['one', 'two', 'three', 'four'].map(
    (name) => `arn:aws:sns:ap-northeast-1:123456789012:${name}`,
  );
  for (const alarm of new Synthesis({ alarmActionArns: arns }).alarms) {
    expect(alarm['AlarmActions']).toEqual([{ Ref: 'NoticesTopic898AF2CD' }, ...arns]);
  }
});

test('schedules that were dropped and notices that failed are those of this stack alone', () => {
  const synthesis = new Synthesis();
  expect(synthesis.alarm('schedule-undelivered')).toMatchObject({
    Namespace: 'AWS/Scheduler',
    MetricName: 'InvocationDroppedCount',
    Dimensions: [{ Name: 'ScheduleGroup' }],
  });
  expect(synthesis.alarm('notices-undelivered')).toMatchObject({
    Namespace: 'AWS/SNS',
    MetricName: 'NumberOfNotificationsFailed',
    Dimensions: [{ Name: 'TopicName' }],
  });
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
