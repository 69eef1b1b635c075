interface Statement {
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: unknown;
}

/**
 * Whether a policy allows an action to a principal. What it denies, and its conditions, are not
 * looked at.
 * @param policy JSON; one that cannot be read allows nothing.
 * @param principal Matches the JSON of who is meant, quotes included.
 * @param action Such as `sns:Publish`.
 */
export function allows(policy: string, principal: RegExp, action: string): boolean {
  try {
    const { Statement } = JSON.parse(policy) as { Statement: Statement | Statement[] };
    return [Statement]
      .flat()
      .some(
        ({ Effect, Principal = '', Action = '' }) =>
          Effect === 'Allow' &&
          principal.test(JSON.stringify(Principal)) &&
          [Action].flat().some((each) => matches(String(each), action)),
      );
  } catch {
    return false;
  }
}

/** Actions are written in any case, and end with `*` for several. */
function matches(pattern: string, action: string): boolean {
  const [lower, wanted] = [pattern.toLowerCase(), action.toLowerCase()];
  return lower.endsWith('*') ? wanted.startsWith(lower.slice(0, -1)) : lower === wanted;
}
