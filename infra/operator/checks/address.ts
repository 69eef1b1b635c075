import type { Asked, Facts } from '../../../lambda/diagnosis/facts';
import { broken, failed, ok, warning } from './finding';
import type { Outcome } from './finding';

/** Binance's answers to the address that the function calls from, whoever asks. */
const ADDRESS_ERRORS = ['RateLimitError', 'BanError', 'FirewallError', 'LocationError'];
const NOTABLE_OFFSET_MS = 500;
/** Binance refuses what is dated this far ahead of its clock. */
const REFUSED_AHEAD_MS = 1_000;
/** Binance's own, for how long after its date it takes a request. */
const RECV_WINDOW_MS = 5_000;

/** Whether Binance refused the address rather than this question. */
export function isAddressRefused({ error }: Asked<unknown>): boolean {
  return error !== undefined && ADDRESS_ERRORS.includes(error.name);
}

/** Whether Binance answers the address that the function calls from. */
export function address({ clock, accounts, marginWarning }: Facts): Outcome {
  const asked = accounts.flatMap(({ key, loan, health }) =>
    // Without a margin warning no check asks for it.
    marginWarning === undefined ? [key, loan] : [key, loan, health],
  );
  const refused = asked.find((each) => each !== undefined && isAddressRefused(each));
  const { error } = refused ?? clock;
  if (error === undefined) return ok('Binance answers from where the function runs.');
  const { detail, ...outcome } = failed(error);
  // Of a ban, the message itself says until when it lasts.
  const until =
    error.askAgainAt === undefined || error.name === 'BanError'
      ? ''
      : ` Not before ${error.askAgainAt}.`;
  return { ...outcome, detail: detail + until };
}

/** How the function's clock differs from Binance's, at the least. */
export function clock({ clock: { answer }, recvWindow }: Facts): Outcome | undefined {
  if (answer === undefined) return undefined;
  const { offset, uncertainty } = answer;
  const least = Math.max(0, Math.abs(offset) - uncertainty);
  const side = offset < 0 ? 'ahead of' : 'behind';
  const detail = `The function's clock is ${Math.round(Math.abs(offset))} ms ${side} Binance's (to ${Math.ceil(uncertainty)} ms).`;
  if (least <= NOTABLE_OFFSET_MS) return ok(detail);
  const fix = "Checks correct themselves by Binance's clock; if it lasts, tell AWS Support.";
  const refused = offset < 0 ? REFUSED_AHEAD_MS : Number(recvWindow ?? RECV_WINDOW_MS);
  return least < refused
    ? warning(detail, fix)
    : broken(`${detail} Binance refuses requests dated by it.`, fix);
}
