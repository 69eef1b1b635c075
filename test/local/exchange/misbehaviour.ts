import type { Request } from '../loopback';
import { apiKeyOf } from './checks';
import { PM_LOAN_PATH, SIGNED_PATHS } from './endpoints';
import { EXCHANGE_FAULTS } from './faults';
import type { ExchangeFault } from './faults';

export interface MisbehaveOptions {
  /** How many requests it meets; without end by default. */
  readonly times?: number;
  /** The path it meets; by default those of the fault's scope. */
  readonly path?: string;
  /** The key it meets; every one, and requests without, by default. */
  readonly apiKey?: string;
}

interface Plan extends MisbehaveOptions {
  readonly name: ExchangeFault;
  left: number;
}

/** The faults still to come. Of several that meet a request the first planned comes first. */
export class Misbehaviour {
  #plans: Plan[] = [];

  plan(name: ExchangeFault, options: MisbehaveOptions): void {
    this.#plans.push({ ...options, name, left: options.times ?? Infinity });
  }

  clear(): void {
    this.#plans = [];
  }

  /** The fault this request meets, which is thereby used up once. */
  take(request: Request): ExchangeFault | undefined {
    const plan = this.#plans.find((candidate) => candidate.left > 0 && meets(candidate, request));
    if (plan === undefined) return undefined;
    plan.left -= 1;
    return plan.name;
  }
}

function meets({ name, path, apiKey }: Plan, request: Request): boolean {
  return (
    (path === undefined ? inScope(name, request) : request.path === path) &&
    (apiKey === undefined || apiKeyOf(request) === apiKey)
  );
}

function inScope(name: ExchangeFault, { path }: Request): boolean {
  const { scope } = EXCHANGE_FAULTS[name];
  return scope === 'host' || (scope === 'signed' ? SIGNED_PATHS : [PM_LOAN_PATH]).includes(path);
}
