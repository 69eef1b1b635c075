/**
 * What the clients of all three services share. Every attempt has a timeout of its own, so that
 * the SDK's two retries fit into the time kept for telling; `Deadline.within` bounds the whole.
 */
export const CLIENT_OPTIONS = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 1_500,
    requestTimeout: 3_000,
    throwOnRequestTimeout: true,
  },
} as const;

/** Cuts a list into pieces of at most `size`. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
