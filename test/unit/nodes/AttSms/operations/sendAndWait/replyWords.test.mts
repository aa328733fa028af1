import {
	checkWords,
	defaultWords,
	readDecision,
	readWords,
} from '../../../../../../nodes/AttSms/operations/sendAndWait/replyWords';

const yes = (rest = '') => ({ approved: true, rest });
const no = (rest = '') => ({ approved: false, rest });

describe('Replies', () => {
	test.each([
		['YES', yes()],
		['yes', yes()],
		[' Yes! ', yes()],
		['“Yes”', yes()],
		['y', yes()],
		['ok', yes()],
		['Approve', yes()],
		['sí', yes()],
		['sí', yes()],
		['ＹＥＳ', yes()],
		['NO', no()],
		['n', no()],
		['No.', no()],
		['decline', no()],
		['Yes, but not before Monday', yes('but not before Monday')],
		['NO - too expensive: $40!', no('too expensive: $40!')],
		['no\nask Ann', no('ask Ann')],
		['ok 👍', yes('👍')],
		['YES​ please', yes('please')],
		['Sí, señor', yes('señor')],
	])('%j begins with a word that decides', (reply, decision) => {
		expect(readDecision(reply, defaultWords)).toEqual(decision);
	});

	test.each([
		'',
		'   ',
		'?!',
		'Nope',
		'yesterday',
		'okay',
		'N’importe quoi',
		"y'all come",
		'maybe yes',
		'Not now',
		'Liked “Approve a refund of $40?”',
		'5',
	])('%j decides nothing', (reply) => {
		expect(readDecision(reply, defaultWords)).toBeUndefined();
	});

	test('A reply is read by the longest word that fits', () => {
		const words = { approve: ['go', 'No problem'], disapprove: ['no', 'go away'] };
		expect(readDecision('no problem at all', words)).toEqual(yes('at all'));
		expect(readDecision('no, thanks', words)).toEqual(no('thanks'));
		expect(readDecision('GO   away now', words)).toEqual(no('now'));
	});

	test('An emoji decides if it is one of the words', () => {
		const words = { approve: ['👍'], disapprove: ['👎'] };
		expect(readDecision('👍🏽', words)?.approved).toBe(true);
		expect(readDecision('👎 no', words)).toEqual(no('no'));
	});

	test('The text after the word is kept exactly as it was written', () => {
		expect(readDecision('NO  ﬁne  Straße  ÉTÉ', defaultWords)).toEqual(no('ﬁne  Straße  ÉTÉ'));
	});
});

describe('Approve and disapprove words', () => {
	test('Words are separated by commas, semicolons or new lines', () => {
		expect(readWords('Sure, go ahead;👍\nyep,,', 'Approve Words')).toEqual([
			'Sure',
			'go ahead',
			'👍',
			'yep',
		]);
	});

	test.each(['stop', 'Cancel', 'END', 'quit', 'unsubscribe', 'HELP', 'info'])(
		'Words with the carrier keyword %s are an error',
		(word) => {
			expect(() => readWords(`yes, ${word}`, 'Approve Words')).toThrow(
				/can't be an answer: carriers require it/,
			);
		},
	);

	test.each([
		['', /the field is empty/],
		[' , ', /is empty/],
		['yes, ?', /no letter or digit/],
		['x'.repeat(61), /up to 60 characters/],
		[Array(51).fill('x').join(), /up to 50 words/],
	])('Words written as %j are an error', (written, message) => {
		expect(() => readWords(written, 'Approve Words')).toThrow(message);
	});

	test('A word can’t mean both yes and no', () => {
		expect(() => checkWords({ approve: ['sí'], disapprove: ['no', 'SI'] })).toThrow(
			'"SI" both approves and disapproves: it can mean only one',
		);
		expect(() => checkWords(defaultWords)).not.toThrow();
	});
});
