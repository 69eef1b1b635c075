/** As people read it: thousands separated, at least two decimals, and no zeros beyond them. */
export function grouped(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.');
  const decimals = fraction.replace(/0+$/, '').padEnd(2, '0');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${decimals}`;
}

/** An amount with its asset, where Binance names one. */
export function sum({ amount, asset }: { amount: string; asset: string | null }): string {
  return asset === null ? grouped(amount) : `${grouped(amount)} ${asset}`;
}

/** A double's shortest decimal, without an exponent. */
export function plainDecimal(amount: number): string {
  const [shown = '', exponent] = String(amount).split('e');
  if (exponent === undefined) return shown;
  const digits = shown.replace('.', '');
  const zeros = Number(exponent);
  // JavaScript writes an exponent below -6, and above 20: more than a double has digits.
  return zeros < 0 ? `0.${'0'.repeat(-zeros - 1)}${digits}` : digits.padEnd(zeros + 1, '0');
}
