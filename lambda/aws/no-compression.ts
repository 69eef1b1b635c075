/**
 * Takes the place, in the bundle, of what compresses long requests to CloudWatch: it loads
 * `node:zlib` at every start, and AWS takes them as they are.
 */
export const NODE_DISABLE_REQUEST_COMPRESSION_CONFIG_OPTIONS = {};
export const NODE_REQUEST_MIN_COMPRESSION_SIZE_BYTES_CONFIG_OPTIONS = {};

export function resolveCompressionConfig<T>(config: T): T {
  return config;
}

export function getCompressionPlugin() {
  return { applyToStack: () => undefined };
}
