/**
 * Finds readers whose time grows faster than their input. What comes from outside may be hostile, so
 * each reader has to be linear. Compares the time for two sizes: a ratio holds on any machine.
 */

/** In characters. */
const sizes = { smaller: 2 * 1024, larger: 16 * 1024 };

/** Linear growth gives 8 from one size to the other, quadratic growth 64. */
const mostGrowth = 20;

/** Shorter times are noise: a reader that takes less counts as if it took this. */
const shortestMs = 0.2;

/** A generated input. */
export interface HostileText {
	/** How it is made, for the list of failures. */
	name: string;
	/** The text, about `size` characters long. */
	ofSize(size: number): string;
}

/** What parsers and regular expressions have been seen to stumble over. */
const fragments = [
	...' \t\n\u00a0;,.:/\\\'"`<>()[]{}&%+-_#*=?@|~^!0a\u0301\u200b\u202e\ud83d',
	'%25',
	'%2525',
	'%20',
	'%E2%80',
	'\\u0000',
	'\\"',
	'\r\n',
	'1-',
	'1 ',
	'2065550100',
	'206-555-0100 ',
	'tel:',
	'tel%3A',
	'Bearer ',
	'stop ',
	'<a>',
	'<a b="',
	'</a>',
	'<![CDATA[',
	']]>',
	'<!--',
	'<?',
	'<!DOCTYPE',
	'&amp;',
	'&#x',
	'{"a":',
	'[1,',
	'a=b&',
	'👋',
	'e\u0301',
	'\u0327\u0301',
];

/** Before the repeated part: what leads a reader into one of its branches. */
const usualStarts = ['', '1'];

/** Behind the repeated part: what makes a match fail at the very end. */
const usualEnds = ['', '\n', 'x!'];

/**
 * Every fragment, repeated between a start and an end. A reader’s own words come in as `starts`,
 * `repeated` and `ends`, in addition to the usual ones.
 */
export const hostileTexts = ({
	starts = [],
	repeated = [],
	ends = [],
}: { starts?: string[]; repeated?: string[]; ends?: string[] } = {}): HostileText[] =>
	[...fragments, ...repeated].flatMap((fragment) =>
		[...usualStarts, ...starts].flatMap((start) =>
			[...usualEnds, ...ends].map((end) => ({
				name: JSON.stringify([start, `${fragment}…`, end]),
				ofSize: (size: number) =>
					start + fragment.repeat(Math.ceil(size / fragment.length)).slice(0, size) + end,
			})),
		),
	);

type Piece = (index: number) => string;

const repeatToSize = (piece: Piece, size: number): string => {
	const pieces: string[] = [];
	for (let length = 0, index = 0; length < size; index++) {
		pieces.push(piece(index));
		length += piece(index).length;
	}
	return pieces.join('');
};

/**
 * Two things repeated together, half of the size each: a reader may go through all of the one for
 * each of the other. `parts` are texts, and pieces to repeat, which get their number.
 */
export const mixedText = (name: string, parts: Array<string | Piece>): HostileText => {
	const pieces = parts.filter((part) => typeof part === 'function').length;
	return {
		name,
		ofSize: (size) =>
			parts
				.map((part) => (typeof part === 'string' ? part : repeatToSize(part, size / pieces)))
				.join(''),
	};
};

type Read = (text: string) => unknown;

/** Processor time rather than the clock’s, as other processes run too. A reader may throw. */
const measureMs = (read: Read, text: string): number => {
	const before = process.cpuUsage();
	try {
		read(text);
	} catch {
		// Refusing an input is a way of reading it.
	}
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
};

const bestOf = (times: number, read: Read, text: string): number =>
	Math.min(...Array.from({ length: times }, () => measureMs(read, text)));

/** Whether a reader takes out of all proportion longer for the larger text. The best of `times`. */
const growsFasterIn = (read: Read, { ofSize }: HostileText, times: number): boolean => {
	const largerMs = bestOf(times, read, ofSize(sizes.larger));
	// It is fast enough, whatever it took for the smaller one.
	if (largerMs <= shortestMs * mostGrowth) return false;
	const smallerMs = bestOf(times, read, ofSize(sizes.smaller));
	return largerMs > mostGrowth * Math.max(shortestMs, smallerMs);
};

/** One try clears most. What seems slow may have met the collection of garbage, or a busy machine. */
const growsFaster = (read: Read, text: HostileText): boolean =>
	[1, 5, 20].every((times) => growsFasterIn(read, text, times));

/** The names of the inputs for which a reader’s time grows faster than linear. Expect none. */
export const fasterThanLinear = (read: Read, texts = hostileTexts()): string[] =>
	texts.filter((text) => growsFaster(read, text)).map(({ name }) => name);
