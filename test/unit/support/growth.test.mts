import { fasterThanLinear, hostileTexts, mixedText } from '../../support/growth.mts';

const named = (names: string[], texts = hostileTexts()) =>
	texts.filter(({ name }) => names.includes(name));

test('No fault is found in a reader that looks at each character once', () => {
	const countCharacters = (text: string) => [...text].reduce((sum) => sum + 1, 0);
	expect(fasterThanLinear(countCharacters)).toEqual([]);
});

test('No fault is found in a reader that rejects every text', () => {
	const reject = () => {
		throw new Error('no');
	};
	expect(fasterThanLinear(reject)).toEqual([]);
});

test('The texts for which a regular expression backtracks are found, and no others', () => {
	const texts = named(['["",";…","\\n"]', '["",";…",""]', '["","a…","\\n"]']);
	expect(texts).toHaveLength(3);
	expect(fasterThanLinear((text) => /;+$/.test(text), texts)).toEqual(['["",";…","\\n"]']);
});

test('A reader’s own words are repeated too', () => {
	const texts = named(['["","<x…",""]'], hostileTexts({ repeated: ['<x'] }));
	const read = (text: string) => text.match(/<x[^>]*>/g);
	expect(fasterThanLinear(read, texts)).toHaveLength(1);
});

test('A reader that goes through all of one thing for each of another is found', () => {
	const text = mixedText('a, then b', [() => 'a1 ', () => 'b1 ']);
	const read = (value: string) => {
		const words = value.split(' ');
		const [all, each] = ['a1', 'b1'].map((wanted) => words.filter((word) => word === wanted));
		// By code of its own: `includes` is so fast that a quick machine takes no time worth counting.
		return each?.filter((one) => all?.every((other) => other.concat('!') !== one));
	};
	expect(fasterThanLinear(read, [text])).toHaveLength(1);
});

test('A reader that is quick to read a short text, and slow to read a long one, is found', () => {
	/** Of processor time, 0.2 ms for 16 kB, and 64 times as much for 128 kB. */
	const read = ({ length }: string) => {
		const before = process.cpuUsage();
		const wanted = 200 * (length / (16 * 1024)) ** 2;
		for (let used = 0; used < wanted;) {
			const { user, system } = process.cpuUsage(before);
			used = user + system;
		}
	};
	expect(fasterThanLinear(read, [mixedText('dots', [() => '.'])])).toHaveLength(1);
});
