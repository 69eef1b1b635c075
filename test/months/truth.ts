/** What is true of the accounts while the function looks at them. */
import { STANDINGS } from './model';
import type { Standing } from './model';
import type { Check } from './record';

export class Truth {
  /** The checks that run now: they learn of every change. */
  readonly open = new Set<Check>();
  readonly #owed = new Map<string, string>();
  readonly #standing = new Map<string, Standing>();

  owe(account: string, amount: string): void {
    this.#owed.set(account, amount);
    for (const { owing } of this.#openOf(account)) (owing as number[]).push(Number(amount));
  }

  stand(account: string, standing: Standing): void {
    this.#standing.set(account, standing);
    const open = this.#openOf(account);
    for (const check of open) (check.standing as number[]).push(standing.rank);
  }

  of(account: string): { readonly owed: string } & Standing {
    const standing = this.#standing.get(account) ?? STANDINGS[0];
    return { owed: this.#owed.get(account) ?? '0', ...standing };
  }

  #openOf(account: string): Check[] {
    return [...this.open].filter((check) => check.account === account);
  }
}
