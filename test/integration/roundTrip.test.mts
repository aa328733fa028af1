/**
 * What goes in at one end comes out at the other, whatever it is: texts that fast-check thinks of,
 * in every dialect, in both directions, through n8n-core’s own contexts and real HTTP.
 *
 * JSON carries any text: each UTF-16 code unit can be escaped, even half of a surrogate pair
 * (RFC 8259, section 7). XML 1.0 carries only the characters of its production Char (section 2.2):
 * no control character but tab, line feed and carriage return, no half of a surrogate pair, and
 * neither U+FFFE nor U+FFFF. They can’t be written as references either (section 4.1, "Legal
 * Character"), so no gateway can put them into a document, and there is nothing to read.
 */
import fc from 'fast-check';
import type { Settings } from '../../sandbox/types.mts';
import { items, jsonOf, listen, mobile, offline, online, sending, setUp } from './support.mts';

/** Any UTF-16 code unit, halves of surrogate pairs included. */
const codeUnit = fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit));

/** Pieces that mean something to one of the formats or layers on the way. */
const pitfall = fc.constantFrom(
	...['007', '1e5', '-0', '0x10', 'true', 'null', 'NaN', 'undefined', '__proto__', 'constructor'],
	...['&', '<', '>', '"', "'", '\\', '/', '&amp;', '&lt;', '&#233;', '&#xe9;', '&nbsp;', '&#0;'],
	...['<![CDATA[', ']]>', '<!--', '-->', '<!DOCTYPE x>', '<?xml version="1.0"?>', '</message>'],
	...['%', '%20', '%1', '+', '=', '={{ 1 + 1 }}', '{{ $json.to }}', '$(', '`', '\\u0041', '\\n'],
	...[
		'\r',
		'\n',
		'\r\n',
		'\t',
		' ',
		'  ',
		'\u00a0',
		'\u2028',
		'\u2029',
		'\ufeff',
		'\u200d',
		'\u0085',
	],
	...['€', '[', '~', '“', '–', '👩‍👩‍👧', '🇺🇸', 'e\u0301', '你好', '\u{10ffff}'],
);

const anyText = fc.oneof(
	fc.string({ unit: 'binary', maxLength: 60 }),
	fc.string({ unit: 'grapheme', maxLength: 60 }),
	fc.string({ unit: 'binary-ascii', maxLength: 160 }),
	fc.string({ unit: codeUnit, maxLength: 60 }),
	fc
		.array(fc.oneof(pitfall, fc.string({ unit: 'grapheme', maxLength: 4 })), { maxLength: 12 })
		.map((pieces) => pieces.join('')),
);

const notInXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const anyXmlText = anyText.map((text) => text.replace(notInXml, ''));

const textsIn = (form: 'json' | 'xml', most: number) =>
	fc.array(form === 'json' ? anyText : anyXmlText, { minLength: 1, maxLength: most, size: 'max' });

const dialects = (['att', 'oneApi'] as const).flatMap((provider) =>
	(['2', '3'] as const).map((version) => ({ provider, version })),
);
const forms = (['json', 'xml'] as const).flatMap((form) =>
	dialects.map((dialect) => ({ ...dialect, form })),
);

describe.each(forms)(
	'Inbound, $provider, version $version, $form',
	({ provider, version, form }) => {
		test('A poll and the inbox put out what was texted', async () => {
			const { sandbox, n8n } = await setUp({ responseForm: form }, { apiVersion: version });
			const read = [
				async () => await n8n.poll({ parameters: { provider, shortCode: offline } }),
				async () =>
					await n8n.execute({
						parameters: { operation: 'getInbox', provider, shortCode: offline },
					}),
			];
			await fc.assert(
				fc.asyncProperty(textsIn(form, 60), fc.constantFrom(...read), async (texts, receive) => {
					for (const message of texts) sandbox.text({ from: mobile(0), to: offline, message });
					const received = jsonOf(await receive());
					expect(received.map(({ message }) => message)).toEqual(texts);
				}),
				{ numRuns: 25 },
			);
		});
	},
);

const callbackForms = (['att', 'oneApi'] as const).flatMap((provider) =>
	(['json', 'xml'] as const).map((form) => ({ provider, form })),
);

describe.each(callbackForms)('Inbound, $provider, called back in $form', ({ provider, form }) => {
	test('The listener puts out what was texted', async () => {
		// One at a time, so that they come in order.
		const settings: Partial<Settings> = {
			callbackForm: form,
			callbackDialect: provider,
			callbackConnections: 1,
		};
		const { sandbox, n8n } = await setUp(settings);
		const listener = await listen(n8n, { provider });
		sandbox.setListener(online, { message: listener.url });
		await fc.assert(
			fc.asyncProperty(textsIn(form, 30), async (texts) => {
				const before = listener.executions.length;
				for (const message of texts) sandbox.text({ from: mobile(0), to: online, message });
				await sandbox.idle();
				const received = listener.executions.slice(before).flatMap((output) => jsonOf(output));
				expect(received.map(({ message }) => message)).toEqual(texts);
			}),
			{ numRuns: 10 },
		);
		expect(sandbox.history.callbacks.every(({ attempts }) => attempts.length === 1)).toBe(true);
	});
});

describe.each(dialects)('Outbound, $provider, version $version', ({ provider, version }) => {
	test('AT&T takes what the node was given', async () => {
		const { sandbox, n8n } = await setUp({}, { apiVersion: version });
		const parameters = sending({
			provider,
			...(provider === 'oneApi' && { senderAddress: online }),
			message: '={{ $json.message }}',
			options: { combine: false, concurrency: 20 },
		});
		// A message of nothing but blanks is rejected before it is sent.
		const texts = textsIn('json', 40).map((all) => all.map((text) => `${text}.`));
		await fc.assert(
			fc.asyncProperty(texts, async (given) => {
				const before = sandbox.history.accepted.length;
				const output = await n8n.execute({
					items: items(...given.map((message) => ({ message }))),
					parameters,
				});
				const accepted = new Map(
					sandbox.history.accepted.slice(before).map(({ id, message }) => [id, message]),
				);
				expect(accepted.size).toBe(given.length);
				expect(jsonOf(output).map(({ messageId }) => accepted.get(String(messageId)))).toEqual(
					given,
				);
			}),
			{ numRuns: 10 },
		);
	});
});

describe('Numbers', () => {
	const digit = fc.integer({ min: 0, max: 9 });
	const from2 = fc.integer({ min: 2, max: 9 });
	const national = fc
		.tuple(from2, digit, digit, from2, digit, digit, digit, digit, digit, digit)
		.map((digits) => digits.join(''));
	const shortCode = fc.stringMatching(/^[2-9][0-9]{4,7}$/);
	const addressForm = fc.constantFrom(
		'tel:+1' as const,
		'tel:1' as const,
		'tel:' as const,
		'bare' as const,
		'e164' as const,
		'encoded' as const,
		'encodedTwice' as const,
	);

	test('A sender is who texted, however the gateway writes the number', async () => {
		const { sandbox, n8n } = await setUp();
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.oneof(national, shortCode), { minLength: 1, maxLength: 60, size: 'max' }),
				addressForm,
				fc.constantFrom('json' as const, 'xml' as const),
				async (senders, inboxAddressForm, responseForm) => {
					sandbox.configure({ inboxAddressForm, responseForm });
					for (const from of senders) sandbox.text({ from, to: offline, message: 'Hello' });
					const received = jsonOf(await n8n.poll({ parameters: { shortCode: offline } }));
					expect(received.map(({ senderAddress }) => senderAddress)).toEqual(
						senders.map((sender) => (sender.length === 10 ? `+1${sender}` : sender)),
					);
				},
			),
			{ numRuns: 30 },
		);
	});

	test('A recipient is who was written to, however the number was written', async () => {
		// Any number is read right, whether AT&T reaches it or not.
		const { sandbox, n8n } = await setUp({ checkReachable: false });
		const writers: Array<(area: string, exchange: string, line: string) => string> = [
			(area, exchange, line) => `${area}${exchange}${line}`,
			(area, exchange, line) => `1${area}${exchange}${line}`,
			(area, exchange, line) => `+1${area}${exchange}${line}`,
			(area, exchange, line) => `(${area}) ${exchange}-${line}`,
			(area, exchange, line) => `${area}-${exchange}-${line}`,
			(area, exchange, line) => `${area}.${exchange}.${line}`,
			(area, exchange, line) => `+1 ${area} ${exchange} ${line}`,
			(area, exchange, line) => `1-${area}-${exchange}-${line}`,
			(area, exchange, line) => `tel:+1${area}${exchange}${line}`,
		];
		const written = fc.tuple(national, fc.constantFrom(...writers)).map(([number, write]) => ({
			number,
			to: write(number.slice(0, 3), number.slice(3, 6), number.slice(6)),
		}));
		const several = fc.uniqueArray(written, {
			selector: ({ number }) => number,
			minLength: 1,
			maxLength: 50,
			size: 'max',
		});
		await fc.assert(
			fc.asyncProperty(several, fc.constantFrom(',', ';', '\n', ' , '), async (all, separator) => {
				await n8n.execute({
					items: items({ to: all.map(({ to }) => to).join(separator) }),
					parameters: sending({ to: '={{ $json.to }}' }),
				});
				expect(sandbox.history.accepted.at(-1)?.addresses).toEqual(
					all.map(({ number }) => `+1${number}`),
				);
			}),
			{ numRuns: 20 },
		);
	});
});
