/** One sentence on why npm failed, by what it printed; undefined if that tells nothing known. */
export function explainNpm(output: string): string | undefined;
