/**
 * Keywords, in both receive modes and in the inbox: what asks for an opt-out, for help or for an
 * opt-in says so in its `keyword`, and passes every filter (47 CFR 64.1200(a)(10)).
 */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { createN8n } from '../support/n8nContexts.mts';
import { jsonOf, listen, mobile, offline, setUp } from './support.mts';
import { mo } from './support/callbacks.mts';

type Options = INodeParameters;
type Receive = (texts: string[]) => Promise<IDataObject[]>;

/** Receives texts of one sender, in order. */
const modes: Array<[string, (options: Options) => Promise<Receive>]> = [
	[
		'webhook',
		async (options) => {
			const listener = await listen(await createN8n(), { options });
			let sent = 0;
			return async (texts) => {
				const before = listener.executions.length;
				for (const Message of texts) {
					const DateTime = `08-03-2014T10:11:${String(sent++ % 60).padStart(2, '0')}`;
					const { status } = await listener.call({ body: mo({ Message, DateTime }) });
					expect(status).toBe(200);
				}
				return listener.executions.slice(before).flatMap((run) => jsonOf(run));
			};
		},
	],
	[
		'polling',
		async (options) => {
			const { sandbox, n8n } = await setUp();
			return async (texts) => {
				for (const message of texts) sandbox.text({ from: mobile(0), to: offline, message });
				return jsonOf(await n8n.poll({ parameters: { shortCode: offline, options } }));
			};
		},
	],
];

const ownWords = {
	optOut: 'no more, basta; déjame',
	help: 'support\nquestion',
	optIn: 'join, subscribe',
};
const keywords = { keywords: { words: ownWords } };
const limited = { senderRateLimit: { limit: { messages: 1, minutes: 1440 } } };

/** By kind: the required words, and those of the option. */
const kinds = [
	['optOut', ['STOP', 'stop all', 'Opt-Out', 'revoke', 'Alto', 'parar'], ['No more!', 'BASTA']],
	['help', ['HELP', 'info', '¿Ayuda?'], ['Support', 'question?']],
	['optIn', ['START', 'unstop', 'Yes'], ['join', 'Subscribe please']],
] as const;

const keywordsIn = (received: IDataObject[]) => received.map(({ keyword }) => keyword);

describe.each(modes)('By %s', (_, open) => {
	describe.each(kinds)('The keyword %s', (kind, required, own) => {
		test('The required words and the words of the option have the keyword', async () => {
			const receive = await open(keywords);
			const texts = [...required, ...own];
			expect(keywordsIn(await receive(texts))).toEqual(texts.map(() => kind));
		});

		test('Without the option, only the required words have the keyword', async () => {
			const receive = await open({});
			expect(keywordsIn(await receive([...required, ...own]))).toEqual([
				...required.map(() => kind),
				...own.map(() => null),
			]);
		});

		test('The keyword comes through the rate limit of a sender who has exceeded it', async () => {
			const receive = await open({ ...keywords, ...limited });
			const texts = [...required, ...own];
			const received = await receive(['one', 'two', ...texts, 'three']);
			expect(received.map(({ event, message }) => message ?? event)).toEqual([
				'one',
				'rateLimited',
				...texts,
			]);
		});

		test('Without the option, its words don’t come through the rate limit', async () => {
			const receive = await open(limited);
			const received = await receive(['one', 'two', ...own]);
			expect(received.map(({ event }) => event)).toEqual(['message', 'rateLimited']);
		});

		test.each([
			['in quotes', (word: string) => `“${word}”`],
			['repeated', (word: string) => `${word} ${word.toLowerCase()}! ${word}`],
			['with courtesy', (word: string) => `Please ${word} now, thanks.`],
			['with courtesy in Spanish', (word: string) => `${word} por favor, ¡gracias!`],
		])('A word %s has the keyword', async (__, write) => {
			const receive = await open(keywords);
			const texts = [...required, ...own].map(write);
			expect(keywordsIn(await receive(texts))).toEqual(texts.map(() => kind));
		});

		test.each([
			['about something else', (word: string) => `Where is the ${word} sign?`],
			['that begins with the word', (word: string) => `${word} by the shop at five`],
			['that ends with the word', (word: string) => `I never said ${word}`],
		])('A sentence %s doesn’t have the keyword', async (__, write) => {
			const receive = await open(keywords);
			const texts = [...required, ...own].map(write);
			expect(keywordsIn(await receive(texts))).toEqual(texts.map(() => null));
		});

		test('A word of the option that is longer than 100 characters doesn’t have the keyword', async () => {
			const [longest, tooLong] = ['x'.repeat(100), 'y'.repeat(101)];
			const words = { [kind]: `${tooLong}, ${longest}` };
			const receive = await open({ keywords: { words } });
			expect(keywordsIn(await receive([longest, tooLong]))).toEqual([kind, null]);
		});
	});
});

describe('With Ignore Duplicates', () => {
	const start = async () => {
		const listener = await listen(await createN8n(), {
			options: { ignoreDuplicates: true, ...keywords },
		});
		return async (...bodies: IDataObject[]) => {
			const before = listener.executions.length;
			for (const body of bodies) expect((await listener.call({ body })).status).toBe(200);
			return keywordsIn(listener.executions.slice(before).flatMap((run) => jsonOf(run)));
		};
	};

	test.each(kinds)(
		'A keyword without time and id comes through each time: %s',
		async (kind, [word], [own]) => {
			const receive = await start();
			for (const Message of [word, own]) {
				const body = mo({ Message, DateTime: '' });
				expect(await receive(body, body, body)).toEqual([kind, kind, kind]);
			}
		},
	);

	test.each(kinds)('A keyword with another time or id comes through: %s', async (kind, [word]) => {
		const receive = await start();
		const messages = [
			mo({ Message: word, DateTime: '08-03-2014T10:11:12' }),
			mo({ Message: word, DateTime: '08-03-2014T10:11:13' }),
			mo({ Message: word, DateTime: '', MessageId: 'a' }),
			mo({ Message: word, DateTime: '', MessageId: 'b' }),
		];
		expect(await receive(...messages)).toEqual(messages.map(() => kind));
	});

	test.each(kinds)(
		'A keyword that AT&T repeats starts the workflow once: %s',
		async (kind, [word]) => {
			const receive = await start();
			const body = mo({ Message: word });
			expect(await receive(body, body)).toEqual([kind]);
		},
	);
});

test('Get Inbox has the keywords of the option, too', async () => {
	const { sandbox, n8n } = await setUp();
	const texts = kinds.flatMap(([, , own]) => [...own]);
	for (const message of texts) sandbox.text({ from: mobile(0), to: offline, message });
	const output = await n8n.execute({
		parameters: { operation: 'getInbox', shortCode: offline, options: keywords },
	});
	expect(keywordsIn(jsonOf(output))).toEqual(kinds.flatMap(([kind, , own]) => own.map(() => kind)));
});
