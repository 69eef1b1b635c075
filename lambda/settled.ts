/** The outcome of a call: what it resolves to, or the error that it rejects with. */
export async function settled<T>(call: Promise<T>): Promise<T | Error> {
  try {
    return await call;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
