/** More would be read by nobody. */
const MAX_NAMED = 10;

/** The first names, and how many more there are. */
export function list(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return [...names.slice(0, MAX_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
