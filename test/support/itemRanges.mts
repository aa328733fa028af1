/** The item indexes that "0–2, 5" names. */
export const indexesIn = (words: unknown): number[] =>
	String(words ?? '')
		.split(', ')
		.filter((part) => part !== '')
		.flatMap((part) => {
			const [from = NaN, to = from] = part.split('–').map(Number);
			return Array.from({ length: to - from + 1 }, (_, n) => from + n);
		});
