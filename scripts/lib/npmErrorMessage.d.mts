/** One sentence on why npm failed, by what it printed; undefined if that tells nothing known. */
export function npmErrorMessage(output: string): string | undefined;
