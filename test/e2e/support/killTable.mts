/** Tells what a case has counted, as a row of the tables in docs/reliability.md. */
export const tellCounts = (...cells: Array<string | number>): void => {
	process.stderr.write(`| ${cells.join(' | ')} |\n`);
};
