/** A clock that can be set, and runs on from there. Milliseconds since 1970. */
export class Clock {
  #ahead = 0;

  readonly now = (): number => Date.now() + this.#ahead;

  set(time: number): void {
    this.#ahead = time - Date.now();
  }
}
