/**
 * Finds readers whose time grows faster than their input. What comes from outside may be hostile, so
 * each reader has to be linear. Compares the time for two sizes: a ratio holds on any machine.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** In characters. The largest is only for readers that are fast: of slow ones the others show enough. */
const sizes = { smaller: 2 * 1024, larger: 16 * 1024, largest: 128 * 1024 };

/** Linear growth gives 8 from one size to the next, quadratic growth 64. */
const mostGrowth = 30;

/** The time for a size below which it is noise: a reader that takes less counts as if it took this. */
const shortestMs = (size: number): number => (0.025 * size) / sizes.smaller;

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
 * Every fragment, repeated between a start and an end. As a whole and an even number of times, so that
 * all sizes have one form: no quote is open in one alone. A reader’s own words come in as `starts`,
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
					start + fragment.repeat(2 * Math.ceil(size / fragment.length / 2)) + end,
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

/**
 * The processor’s time or the clock’s, the shorter one: the clock counts other processes too, the
 * processor the threads that collect garbage. A reader may throw.
 */
const measureMs = (read: Read, text: string): number => {
	const start = performance.now();
	const before = process.cpuUsage();
	try {
		read(text);
	} catch {
		// Refusing an input is a way of reading it.
	}
	const { user, system } = process.cpuUsage(before);
	return Math.min((user + system) / 1000, performance.now() - start);
};

/** Measurements that take this long aren’t noise. */
const longestMs = 300;

const bestOf = (times: number, read: Read, text: string): number => {
	let best = Infinity;
	for (let time = 0, sum = 0; time < times && sum < longestMs; time++) {
		const ms = measureMs(read, text);
		best = Math.min(best, ms);
		sum += ms;
	}
	return best;
};

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Whether the time grows out of all proportion. The best of `times`. */
const growsFasterIn = (read: Read, { ofSize }: HostileText, times: number): boolean => {
	const timeOf = (size: number) => {
		const text = ofSize(size);
		if (times > 1) collectGarbage();
		return Math.max(shortestMs(size), bestOf(times, read, text));
	};
	const largerMs = timeOf(sizes.larger);
	const isFast = largerMs <= mostGrowth * shortestMs(sizes.smaller);
	return isFast
		? timeOf(sizes.largest) > mostGrowth * largerMs
		: largerMs > mostGrowth * timeOf(sizes.smaller);
};

/** One try clears most. What seems slow may have met the collection of garbage, or a busy machine. */
const growsFaster = (read: Read, text: HostileText): boolean =>
	[1, 5, 20, 60].every((times) => growsFasterIn(read, text, times));

/** The names of the inputs for which a reader’s time grows faster than linear. Expect none. */
export const fasterThanLinear = (read: Read, texts = hostileTexts()): string[] =>
	texts.filter((text) => growsFaster(read, text)).map(({ name }) => name);
