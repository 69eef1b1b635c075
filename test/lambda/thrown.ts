/** The error that a call throws; itself an error where it throws none. */
export function thrownBy(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error('what was thrown is no Error', { cause: error });
  }
  throw new Error('nothing was thrown');
}
