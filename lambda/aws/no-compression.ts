/**
 * Takes the place, in the bundle, of the part of the SDK that compresses long requests to
 * CloudWatch. That loads `node:zlib` at every start, and AWS asks for no compression: "You can send
 * a payload compressed by gzip" (API reference, PutMetricData). A thousand points are about 200 kB
 * of the 1 MB that it takes.
 */
export const NODE_DISABLE_REQUEST_COMPRESSION_CONFIG_OPTIONS = {};
export const NODE_REQUEST_MIN_COMPRESSION_SIZE_BYTES_CONFIG_OPTIONS = {};

export function resolveCompressionConfig<T>(config: T): T {
  return config;
}

export function getCompressionPlugin() {
  return { applyToStack: () => undefined };
}
