import { inspect } from 'node:util';
import type { BlindEvent, CheckEvent, NoticeDocument } from '../../lambda/contract';
import type { Call } from '../local/cloud/cloud';
import { CREDENTIALS } from '../local/cloud/credentials';
import type { Message } from '../local/cloud/sns';
import { NO_LOAN } from '../local/exchange/answers';
import { PM_LOAN_PATH } from '../local/exchange/endpoints';
import type { Asked } from '../local/exchange/exchange';
import type { Invoked } from '../local/function';
import { NAMESPACE } from '../local/world';
import type { World } from '../local/world';
import { OPERATIONS } from './cells';
import type { Cell, Plan } from './cells';
import type { AccountSeen, Observation, Point, RunSeen } from './invariants';
import { ACCOUNTS, AIMED_AT, eventOf, LOANS, pathOf } from './scene';
import type { AccountName } from './scene';

/** Shorter parts of a stored key are words, such as the first line of a PEM. */
const SHORTEST_SECRET = 20;

/** By the names of the accounts. */
type Points = Readonly<Record<AccountName, readonly Point[]>>;

/** Everything that happened in a world so far, or in a part of that time. */
interface Happened {
  readonly requests: readonly Asked[];
  readonly calls: readonly Call[];
  readonly notices: readonly Message[];
  readonly loans: Points;
  readonly recorded: Points;
}

/** Notes what each run of a cell did to its world. */
export class Watch {
  readonly #runs: RunSeen[] = [];
  readonly #invoked: Invoked[] = [];
  #before: Happened;
  #scheduledTime = NaN;
  #faultMet = false;

  constructor(
    private readonly world: World,
    private readonly cell: Cell,
    private readonly plan: Plan,
  ) {
    this.#before = happenedIn(world);
  }

  /** Call it before a run. @returns its event */
  begin(): CheckEvent {
    const event = eventOf(this.world, this.cell);
    this.#before = happenedIn(this.world);
    this.#scheduledTime = Date.parse(event.scheduledTime ?? '');
    return event;
  }

  /** Call it after a run. */
  end(invoked: Invoked, timeoutMs: number): void {
    const happened = happenedIn(this.world, this.#before);
    if (this.#runs.length === 0) this.#faultMet = met(this.cell, this.plan, happened);
    this.#invoked.push(invoked);
    this.#runs.push({
      scheduledTime: this.#scheduledTime,
      timeoutMs,
      durationMs: invoked.durationMs,
      toldRead: happened.calls.some(
        ({ operation, outcome }) => operation === 'GetMetricData' && outcome === 'accepted',
      ),
      accounts: ACCOUNTS.map((name) => this.#account(name, happened, invoked)),
    });
  }

  observation(): Observation {
    const { cloud, notices } = this.world;
    const [cell, faultMet, runs] = [this.cell, this.#faultMet, this.#runs];
    const whole = { depth: null, maxArrayLength: null, maxStringLength: null };
    const said = inspect([this.#invoked, notices, cloud.calls], whole);
    return { cell, faultMet, runs, secrets: secretsOf(this.world), said };
  }

  #account(name: AccountName, happened: Happened, { error }: Invoked): AccountSeen {
    const { apiKey } = this.world.account(name).key.secret;
    const { owed, told } = LOANS[this.cell.state][name];
    const before = this.#before.notices;
    const lines = error?.errorMessage.split('\n') ?? [];
    return {
      name,
      aimedAt: name === AIMED_AT,
      owed: Number(owed),
      answered: happened.requests.some(
        (asked) => asked.apiKey === apiKey && asked.path === PM_LOAN_PATH && answered(asked),
      )
        ? Number(owed)
        : undefined,
      toldBefore: amountsOf(before, name).at(-1) ?? Number(told),
      points: happened.loans[name],
      notices: amountsOf(happened.notices, name),
      blind: blindOf(happened.notices, name),
      danger: this.cell.hop === 'standing' && name === AIMED_AT && !toldOfMargin(before, name),
      marginTold: toldOfMargin(happened.notices, name),
      recorded: happened.recorded[name].map(({ value }) => value),
      failed: lines.some((line) => line.startsWith(`${name}: `)),
    };
  }
}

function happenedIn({ exchange, cloud, notices }: World, since?: Happened): Happened {
  const points = (metric: string, before?: Points): Points => {
    const of = (account: AccountName): Point[] =>
      cloud.metrics.points(NAMESPACE, metric, account).slice(before?.[account].length);
    return { main: of('main'), other: of('other') };
  };
  return {
    requests: exchange.requests.slice(since?.requests.length),
    calls: cloud.calls.slice(since?.calls.length),
    notices: notices.slice(since?.notices.length),
    loans: points('BankruptcyLoan', since?.loans),
    recorded: points('NotifiedLoan', since?.recorded),
  };
}

/** Whether the fault came in the way of what it is aimed at; a dead endpoint sees nothing at all. */
function met({ hop }: Cell, plan: Plan, { requests, calls }: Happened): boolean {
  const asked = requests.filter(({ path }) => path === pathOf(hop));
  const called = calls.filter(({ operation }) => OPERATIONS[hop].includes(operation));
  switch (plan.at) {
    case 'Binance':
      return asked.some(({ fault }) => fault === plan.fault);
    case 'AWS':
      return called.some(({ outcome }) => outcome === plan.fault);
    case 'endpoint':
      if (hop === 'server time') return asked.length > 0 && !asked.some(answered);
      return hop === 'loan' ? asked.length === 0 : called.length === 0;
  }
}

function answered({ fault, status, code }: Asked): boolean {
  return fault === undefined && (status === 200 || code === NO_LOAN.code);
}

function amountsOf(notices: readonly Message[], account: AccountName): number[] {
  return documentsOf(notices).flatMap((document) =>
    'amount' in document && document.account === account ? [Number(document.amount)] : [],
  );
}

function blindOf(notices: readonly Message[], account: AccountName): BlindEvent[] {
  return documentsOf(notices).flatMap((document) => {
    if (!('accounts' in document)) return [];
    return document.accounts.some((each) => each.account === account) ? [document.event] : [];
  });
}

function toldOfMargin(notices: readonly Message[], account: AccountName): boolean {
  return documentsOf(notices).some((each) => 'status' in each && each.account === account);
}

function documentsOf(notices: readonly Message[]): NoticeDocument[] {
  return notices.map(({ texts }) => JSON.parse(texts.sqs ?? texts.default) as NoticeDocument);
}

/** Whatever was secret in this world, as it is written anywhere. */
function secretsOf({ accounts, exchange }: World): string[] {
  const keys = accounts
    .flatMap(({ key }) => Object.values<string>({ ...key.secret }))
    .flatMap((value) => value.split('\n'))
    .filter((part) => part.length > SHORTEST_SECRET && !part.startsWith('-----'));
  const signatures = exchange.requests
    .map(({ query }) => query.split('signature=')[1] ?? '')
    .filter((signature) => signature !== '')
    .flatMap((signature) => [signature, decodeURIComponent(signature)]);
  return [...new Set([...keys, ...signatures, CREDENTIALS.secretAccessKey])];
}
