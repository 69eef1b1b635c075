/** The faults still to come, of whoever is asked. Of several that meet a request the first planned comes first. */
export class Plans<Fault, Request> {
  #plans: { fault: Fault; meets: (request: Request) => boolean; left: number }[] = [];

  plan(fault: Fault, meets: (request: Request) => boolean, times = Infinity): void {
    this.#plans.push({ fault, meets, left: times });
  }

  clear(): void {
    this.#plans = [];
  }

  /** The fault this request meets, which is thereby used up once. */
  take(request: Request): Fault | undefined {
    const plan = this.#plans.find(({ left, meets }) => left > 0 && meets(request));
    if (plan !== undefined) plan.left -= 1;
    return plan?.fault;
  }
}
