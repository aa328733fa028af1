const tickMs = process.stdout.isTTY ? 1000 : 5000;

/** Seconds since `started`, to be read: '4.2 s', '3 min 20 s'. */
export const elapsed = (started: number): string => {
	const seconds = (Date.now() - started) / 1000;
	if (seconds < 60) return `${seconds.toFixed(1)} s`;
	return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
};

/**
 * Names a step while it runs, and the time it took: on a terminal in one line, elsewhere in a line
 * every few seconds.
 */
export const step = async <T,>(name: string, work: () => Promise<T>): Promise<T> => {
	const started = Date.now();
	const live = process.stdout.isTTY;
	const show = (text: string, end: string) =>
		process.stdout.write(live ? `\r\x1b[2K${text}${end}` : `${text}\n`);
	show(`${name} …`, '');
	const ticker = setInterval(() => show(`${name} … ${elapsed(started)}`, ''), tickMs);
	try {
		const result = await work();
		show(`${name}: ${elapsed(started)}`, '\n');
		return result;
	} catch (error) {
		show(`${name}: failed after ${elapsed(started)}`, '\n');
		throw error;
	} finally {
		clearInterval(ticker);
	}
};
