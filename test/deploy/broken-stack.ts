import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch';
import type { PutMetricAlarmCommandInput } from '@aws-sdk/client-cloudwatch';
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import type { UpdateFunctionConfigurationCommandInput } from '@aws-sdk/client-lambda';
import {
  CreateScheduleCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import type { CreateScheduleCommandInput } from '@aws-sdk/client-scheduler';
import type { Moto } from './moto';

/** Breaks something of a stack, and resolves to what puts it right again. */
export type Break = () => Promise<() => Promise<unknown>>;

/** By hand, as in the console: alarms. */
export class Alarms {
  readonly #client;

  constructor({ clientOptions }: Moto) {
    this.#client = new CloudWatchClient(clientOptions);
  }

  change(name: string, change: Partial<PutMetricAlarmCommandInput>): Break {
    return async () => {
      const alarm = await this.#read(name);
      await this.#client.send(new PutMetricAlarmCommand({ ...alarm, ...change }));
      return () => this.#client.send(new PutMetricAlarmCommand(alarm));
    };
  }

  delete(name: string): Break {
    return async () => {
      const alarm = await this.#read(name);
      await this.#client.send(new DeleteAlarmsCommand({ AlarmNames: [name] }));
      return () => this.#client.send(new PutMetricAlarmCommand(alarm));
    };
  }

  async #read(name: string): Promise<PutMetricAlarmCommandInput> {
    const command = new DescribeAlarmsCommand({ AlarmNames: [name] });
    const { MetricAlarms: [alarm] = [] } = await this.#client.send(command);
    return alarm as PutMetricAlarmCommandInput;
  }
}

/** The only schedule of the stack. */
export class Schedule {
  readonly #client;

  constructor({ clientOptions }: Moto) {
    this.#client = new SchedulerClient(clientOptions);
  }

  change(change: (schedule: CreateScheduleCommandInput) => object): Break {
    return async () => {
      const schedule = await this.#read();
      await this.#client.send(new UpdateScheduleCommand({ ...schedule, ...change(schedule) }));
      return () => this.#client.send(new UpdateScheduleCommand(schedule));
    };
  }

  delete(): Break {
    return async () => {
      const schedule = await this.#read();
      const { Name, GroupName } = schedule;
      await this.#client.send(new DeleteScheduleCommand({ Name, GroupName }));
      return () => this.#client.send(new CreateScheduleCommand(schedule));
    };
  }

  async #read(): Promise<CreateScheduleCommandInput> {
    const { Schedules: [{ Name, GroupName } = {}] = [] } = await this.#client.send(
      new ListSchedulesCommand({}),
    );
    const found = await this.#client.send(new GetScheduleCommand({ Name, GroupName }));
    return found as CreateScheduleCommandInput;
  }
}

/** The function, but for its code. */
export class Checker {
  readonly #client;

  constructor(
    { clientOptions }: Moto,
    private readonly FunctionName: string,
  ) {
    this.#client = new LambdaClient(clientOptions);
  }

  stop(): Break {
    const { FunctionName } = this;
    return async () => {
      const none = { FunctionName, ReservedConcurrentExecutions: 0 };
      await this.#client.send(new PutFunctionConcurrencyCommand(none));
      return () => this.#client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    };
  }

  change(change: Partial<UpdateFunctionConfigurationCommandInput>): Break {
    const { FunctionName } = this;
    return async () => {
      const { Timeout, Environment } = await this.#client.send(
        new GetFunctionConfigurationCommand({ FunctionName }),
      );
      const variables = { ...Environment?.Variables, ...change.Environment?.Variables };
      await this.#update({ Timeout, ...change, Environment: { Variables: variables } });
      return () => this.#update({ Timeout, Environment: { Variables: Environment?.Variables } });
    };
  }

  #update(change: Partial<UpdateFunctionConfigurationCommandInput>): Promise<unknown> {
    const { FunctionName } = this;
    return this.#client.send(new UpdateFunctionConfigurationCommand({ ...change, FunctionName }));
  }
}
