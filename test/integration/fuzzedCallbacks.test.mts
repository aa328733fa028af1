import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { Agent, request } from 'undici';
import { createN8n } from '../support/n8nContexts.mts';
import { closeLater, jsonOf, listen, mobile, online } from './support.mts';
import { escaped, toFields, toMultipart, toXml } from './support/callbackForms.mts';
import { verdictOn } from './support/callbackOracle.mts';

const total = 10_000;

type Json = Record<string, unknown>;

const pick = <T,>(...values: T[]) => fc.constantFrom(...values);

// ——— Callbacks as the gateway writes them, in all their forms.

const number = fc.integer({ min: 0, max: 99 }).map(mobile);
const writtenAddress = fc
	.tuple(number, pick('tel:+1', 'tel:1', 'tel:', '', '1', '+1', 'tel%3A%2B1', 'tel%253A%252B1'))
	.map(([mobileNumber, prefix]) => `${prefix}${mobileNumber.slice(2)}`);
const address = fc.oneof(
	{ weight: 6, arbitrary: writtenAddress },
	{ weight: 1, arbitrary: number.map((mobileNumber) => Number(mobileNumber.slice(1))) },
);
const otherCode = '22627099';
const shortCode = pick<string | number | null>(
	...[online, `short:${online}`, `tel:${online}`, `+${online}`, `tel:+${online}`],
	...[Number(online), '', null, otherCode],
);
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const dateTime = fc
	.tuple(fc.integer({ min: 10, max: 12 }), fc.integer({ min: 10, max: 28 }), fc.nat(5))
	.map(
		([month, day, form]) =>
			[
				`${month}-${day}-2014T10:11:12`,
				`${month}-${day}-2014T10:11:12`,
				`${day}/Jul/2012:21:55:01:462 +0000`,
				`2014-${month}-${day}T10:11:12+02:00`,
				'',
				null,
			][form],
	);

const message = fc.record({
	SenderAddress: address,
	DestinationAddress: shortCode,
	Message: text,
	DateTime: dateTime,
	MessageId: pick('', 'msg0', null),
});
const delivery = fc.record({
	address,
	deliveryStatus: pick('DeliveredToTerminal', 'DeliveryImpossible', 'DeliveredToNetwork'),
});
const many = <T,>(entry: fc.Arbitrary<T>): fc.Arbitrary<Array<T | null>> =>
	fc
		.tuple(fc.array(entry, { minLength: 1, maxLength: 4 }), fc.nat(7), fc.nat(4))
		.map(([entries, none, at]) => (none > 0 ? entries : entries.toSpliced(at, 0, null as T)));
/** A list may have an entry that is null. */
const oneOrMany = <T,>(entry: fc.Arbitrary<T>) => fc.oneof(entry, many(entry));

const lowerFirst = (json: Json): Json =>
	Object.fromEntries(
		Object.entries(json).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), value]),
	);
const oneApiMessage = oneOrMany(message.map(lowerFirst)).map((inboundSMSMessage) => ({
	inboundSMSMessageNotification: { inboundSMSMessage },
}));
const pushedList = many(message.map(lowerFirst)).map((inboundSMSMessage) => ({
	inboundSMSMessageList: {
		inboundSMSMessage,
		numberOfMessagesInThisBatch: String(inboundSMSMessage.length),
		resourceURL: `https://example.com/2/smsmessaging/inbound/registrations/${online}/messages`,
		totalNumberOfPendingMessages: '0',
	},
}));
const withId = (place: string, id: string, deliveryInfo: object): Json =>
	({
		messageId: { messageId: id, deliveryInfo },
		callbackData: { callbackData: id, deliveryInfo },
		link: { link: { rel: 'x', href: `https://example.com/requests/${id}` }, deliveryInfo },
		deliveryInfo: {
			deliveryInfo: Array.isArray(deliveryInfo)
				? deliveryInfo.map((info) => info && { ...info, messageId: id })
				: { ...deliveryInfo, messageId: id },
		},
		none: { messageId: null, deliveryInfo },
	})[place] ?? {};
const notification = fc
	.tuple(
		oneOrMany(delivery),
		pick('messageId', 'callbackData', 'link', 'deliveryInfo', 'none'),
		fc.string({ maxLength: 10 }),
	)
	.map(([deliveryInfo, place, id]) => ({
		deliveryInfoNotification: withId(place, id, deliveryInfo),
	}));
const callback: fc.Arbitrary<Json> = fc.oneof(message, oneApiMessage, pushedList, notification);

/** A boundary, and a part of each multipart body that is generated. */
const boundary = 'x';
const contentTypeOf = {
	json: 'application/json',
	indented: 'application/json; charset=utf-8',
	xml: 'application/xml',
	form: 'application/x-www-form-urlencoded',
	multipart: `multipart/form-data; boundary=${boundary}`,
};
type Form = keyof typeof contentTypeOf;
const forms = Object.keys(contentTypeOf) as Form[];

const bodyOf: Record<Form, (json: Json) => string> = {
	json: (json) => JSON.stringify(json),
	indented: (json) => JSON.stringify(json, null, 2),
	xml: toXml,
	form: (json) => new URLSearchParams(toFields(json)).toString(),
	multipart: (json) => toMultipart(toFields(json), boundary),
};

const written = fc.tuple(callback, pick(...forms)).map(([json, form]) => ({
	json,
	contentType: contentTypeOf[form],
	body: bodyOf[form](json),
}));

// ——— The same, spoilt.

const vocabulary = [
	'SenderAddress',
	'Message',
	'message',
	'DestinationAddress',
	'DateTime',
	'MessageId',
	'deliveryInfoNotification',
	'deliveryInfo',
	'address',
	'deliveryStatus',
	'inboundSMSMessageNotification',
	'inboundSMSMessage',
	'InboundSmsMessage',
	'__proto__',
	'constructor',
	'toString',
	'0',
];
const name = fc.oneof(pick(...vocabulary), fc.string({ maxLength: 5 }));
const leaf = fc.oneof(
	text,
	address,
	fc.double(),
	fc.boolean(),
	fc.constant(null),
	fc.bigInt().map(Number),
);
const { tree: anyJson } = fc.letrec<{ tree: unknown }>((tie) => ({
	tree: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		leaf,
		fc.array(tie('tree'), { maxLength: 4 }),
		fc
			.array(fc.tuple(name, tie('tree')), { maxLength: 6 })
			.map((entries) => Object.fromEntries(entries)),
	),
}));

type Change = (json: Json) => unknown;
/** Changes one place of a document, chosen by a number. */
const at = (json: unknown, index: number, change: (value: unknown) => unknown): unknown => {
	let left = index;
	const walk = (value: unknown): unknown => {
		if (left-- === 0) return change(value);
		if (Array.isArray(value)) return value.map(walk);
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]));
	};
	return walk(json);
};
const place = fc.integer({ min: 0, max: 12 });
const structural: fc.Arbitrary<Change> = fc.oneof(
	fc.tuple(place, anyJson).map(
		([index, value]): Change =>
			(json) =>
				at(json, index, () => value),
	),
	place.map(
		(index): Change =>
			(json) =>
				at(json, index, () => undefined),
	),
	place.map(
		(index): Change =>
			(json) =>
				at(json, index, (value) => [value]),
	),
	place.map(
		(index): Change =>
			(json) =>
				at(json, index, (value) => ({ value })),
	),
	place.map(
		(index): Change =>
			(json) =>
				at(json, index, (value) => [value, value]),
	),
	fc.tuple(place, name).map(
		([index, key]): Change =>
			(json) =>
				at(json, index, (value) => ({ [key]: value })),
	),
	fc.tuple(name, anyJson).map(([key, value]): Change => (json) => ({ ...json, [key]: value })),
	pick<(key: string) => string>(
		(key) => key.toUpperCase(),
		(key) => key.toLowerCase(),
		(key) => `${key} `,
		(key) => `x${key}`,
	).map(
		(rename): Change =>
			(json) =>
				Object.fromEntries(Object.entries(json).map(([key, value]) => [rename(key), value])),
	),
);
const restructured = fc
	.tuple(callback, fc.array(structural, { minLength: 1, maxLength: 3 }))
	.map(([json, changes]) => {
		const changed = changes.reduce<unknown>(
			(value, change) => change(typeof value === 'object' && value !== null ? (value as Json) : {}),
			json,
		);
		return changed;
	});
/** Of a form, what is left without its objects and lists may be anything, too. */
const restructuredBody = fc.tuple(restructured, pick(...forms)).map(([json, form]) => {
	const isForm = form === 'form' || form === 'multipart';
	return isForm && typeof json === 'object' && json !== null
		? { contentType: contentTypeOf[form], body: bodyOf[form](json as Json) }
		: { contentType: contentTypeOf.json, body: JSON.stringify(json) ?? '' };
});

const structuralSigns = '{}[]",:<>/&;!?=- \\\n\t0\u0000%+.';
const spoilBytes = (body: string, spoils: Array<[number, number, number, string]>): Buffer =>
	spoils.reduce<Buffer>((bytes, [kind, from, length, sign]) => {
		const start = from % (bytes.length + 1);
		const end = Math.min(start + length, bytes.length);
		const [before, part, after] = [
			bytes.subarray(0, start),
			bytes.subarray(start, end),
			bytes.subarray(end),
		];
		const middle = [
			() => Buffer.alloc(0),
			() => Buffer.concat([part, part]),
			() => Buffer.from(part).reverse(),
			() => Buffer.concat([Buffer.from(sign), part]),
			() => Buffer.from(part.map((byte) => byte ^ 0x20)),
			() => Buffer.from(part.map((byte) => 255 - byte)),
			() => Buffer.from(sign),
		][kind % 7];
		return Buffer.concat([before, middle?.() ?? part, after]);
	}, Buffer.from(body));
const spoil = fc.tuple(fc.nat(6), fc.nat(600), fc.nat(20), pick(...structuralSigns));
const spoilt = fc
	.tuple(written, fc.array(spoil, { minLength: 1, maxLength: 3 }))
	.map(([{ body, contentType }, spoils]) => ({ contentType, body: spoilBytes(body, spoils) }));

// ——— Anything.

const { node: anyXml } = fc.letrec<{ node: string }>((tie) => ({
	node: fc.oneof(
		{ depthSize: 'small' },
		text.map(escaped),
		pick(
			'<![CDATA[',
			']]>',
			'<!--',
			'-->',
			'<?x?>',
			'&amp;',
			'&#128512;',
			'&e;',
			'<b',
			'/>',
			'<!DOCTYPE a>',
		),
		fc
			.tuple(pick(...vocabulary, 'a', 'x:Message'), fc.array(tie('node'), { maxLength: 5 }))
			.map(([tag, inner]) => `<${tag}>${inner.join('')}</${tag}>`),
	),
}));

// No XML type: n8n reads those itself first, with a parser that leaves some malformed documents
// without an answer. Under the others XML comes to the node as it is.
const contentTypes = [
	'application/json',
	'application/json; charset=utf-8',
	'text/plain',
	'text/html',
	'application/octet-stream',
	'application/x-www-form-urlencoded',
	'multipart/form-data; boundary=x',
	'nonsense',
	'',
];

interface Case {
	body: string | Buffer;
	contentType: string;
	/** Where it is as the gateway writes it: what it says. */
	genuine?: Json;
}

const anyBody = fc.oneof(
	{ weight: 2, arbitrary: anyJson.map((json) => JSON.stringify(json) ?? '') },
	{ weight: 2, arbitrary: anyXml },
	{ weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 200 }) },
	{ weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
);
/** XML under its own type is read by n8n first: see `contentTypes`. */
const typed = fc.oneof(spoilt, restructuredBody).map((one) => ({
	...one,
	contentType: one.contentType === contentTypeOf.xml ? 'text/plain' : one.contentType,
}));
const cases: fc.Arbitrary<Case> = fc.oneof(
	{
		weight: 2,
		arbitrary: written.map(({ json, ...one }) => ({ ...one, genuine: json })),
	},
	{
		weight: 1,
		arbitrary: written.map(({ json, body }) => ({ body, contentType: '', genuine: json })),
	},
	{ weight: 3, arbitrary: typed },
	{
		weight: 4,
		arbitrary: fc
			.tuple(fc.oneof(spoilt, restructuredBody), pick(...contentTypes))
			.map(([{ body }, contentType]) => ({ body, contentType })),
	},
	{ weight: 2, arbitrary: fc.record({ body: anyBody, contentType: pick(...contentTypes) }) },
);

/** The texts in a callback as the gateway writes it. */
const textsIn = (json: unknown): unknown[] => {
	if (typeof json !== 'object' || json === null) return [];
	return Object.entries(json).flatMap(([key, value]) =>
		/^message$/i.test(key) ? [value] : textsIn(value),
	);
};

/** Whether all messages in a callback as the gateway writes it are to another short code. */
const isForOther = (json: unknown): boolean => {
	const codes = (value: unknown): unknown[] =>
		typeof value !== 'object' || value === null
			? []
			: Object.entries(value).flatMap(([key, inner]) =>
					/^destinationAddress$/i.test(key) ? [inner] : codes(inner),
				);
	return codes(json).every((code) => code === otherCode);
};

interface Trigger {
	parameters: INodeParameters;
	events: string[];
	/** Whether it may leave out what it could have started with. */
	forgets?: boolean;
}

/** Triggers that a callback may meet. */
const triggers: Trigger[] = [
	{ parameters: {}, events: ['message', 'deliveryStatus'] },
	{ parameters: { options: { simplify: false } }, events: ['message'] },
	{
		parameters: {
			options: {
				ignoreDuplicates: true,
				senderRateLimit: { limit: { messages: 3, minutes: 1440 } },
			},
		},
		events: ['deliveryStatus', 'message'],
		forgets: true,
	},
	{ parameters: { shortCode: online }, events: ['message', 'deliveryStatus'] },
];

interface Outcome {
	status: number;
	/** What started an execution. */
	started: INodeExecutionData[][][];
}

/** What is wrong with a listener’s answer to a body, in words; undefined where nothing is. */
const fault = (
	{ body, contentType, genuine }: Case,
	trigger: Trigger,
	{ status, started }: Outcome,
): string | undefined => {
	const mayBeForOther = trigger.parameters.shortCode !== undefined;
	if (![200, 400, 422, ...(mayBeForOther ? [403] : [])].includes(status)) return 'crashed';
	if (started.length > 0 && status !== 200) return 'started, and was not acknowledged';
	if (started.length > 1) return 'started more than once';

	const verdict = verdictOn(String(body), contentType);
	if (genuine && verdict.callback !== 'yes') return 'the oracle errs';
	// Bytes that are no UTF-8 may be text in another charset.
	const isUtf8 = Buffer.from(String(body)).equals(Buffer.from(body));
	if (!isUtf8 || verdict.callback === 'unsure') return;

	const isCallback = verdict.callback === 'yes';
	const isOthers = mayBeForOther && verdict.event === 'message' && isForOther(genuine);
	if (genuine && isOthers) return status === 403 ? undefined : 'is to another code, and came out';
	if (status === 403 && (genuine || !isCallback)) return 'is to no other code, and was rejected';
	if (status === 403) return;
	const wanted = trigger.events.includes(verdict.event ?? '');
	const [run] = started;
	if (run && !isCallback) return 'started, and is no callback';
	if (run && !wanted) return 'started, and is of a kind that was not asked for';
	if (!run && status === 200 && !isCallback) return 'was acknowledged, and is no callback';
	// n8n’s own XML parser lets pass some documents that are not well-formed.
	const isXml = String(body).trimStart().startsWith('<');
	if (isCallback && status === 400 && !isXml) return 'is a callback, and was rejected';
	if (genuine && status !== 200) return 'is as the gateway writes it, and was rejected';
	if (trigger.forgets) return;
	if (!run && status === 200 && wanted) return 'was acknowledged and lost';
	if (run && jsonOf(run).length !== verdict.count) return 'started with another number of items';
	if (run && genuine && verdict.event === 'message') {
		const texts = jsonOf(run).map((json) => textsIn(json)[0]);
		if (JSON.stringify(texts) !== JSON.stringify(textsIn(genuine))) return 'says something else';
	}
	return;
};

test(`Of ${total} callbacks, spoilt and not, none crashes the trigger, and only callbacks start anything`, async () => {
	const agent = closeLater(new Agent({ pipelining: 1 }));
	const listeners = await Promise.all(
		triggers.map(async (trigger) => {
			const listener = await listen(await createN8n(), {
				...trigger.parameters,
				events: trigger.events,
			});
			return { trigger, listener, url: listener.url };
		}),
	);
	const { seed = 0 } = fc.readConfigureGlobal();
	const counts = { seed, cases: 0, started: 0, acknowledged: 0, rejected: 0, rejectedByN8n: 0 };

	for (const one of fc.sample(cases, { numRuns: total, seed })) {
		const { trigger, listener, url } = listeners[counts.cases % listeners.length] ?? {};
		if (!trigger || !listener || !url) throw new Error('There is no listener');
		const before = listener.executions.length;
		const { statusCode: status, body: answer } = await request(url, {
			method: 'POST',
			body: one.body,
			headers: one.contentType === '' ? {} : { 'content-type': one.contentType },
			dispatcher: agent,
		});
		const said = await answer.text();
		const started = listener.executions.slice(before);
		const wrong = listener.errors.length > 0 ? 'crashed' : fault(one, trigger, { status, started });
		if (wrong) {
			const shown = { ...one, body: String(one.body), status, said, started, trigger };
			throw new Error(`Case ${counts.cases} of seed ${seed} ${wrong}: ${JSON.stringify(shown)}`);
		}
		counts.cases++;
		if (started.length > 0) counts.started++;
		else if (status === 200) counts.acknowledged++;
		else if (status === 422) counts.rejectedByN8n++;
		else counts.rejected++;
	}

	expect(counts.cases).toBe(total);
	// The cases are worth something only where there are many of each kind.
	expect(counts.started).toBeGreaterThan(total / 20);
	expect(counts.rejected).toBeGreaterThan(total / 10);
	writeFileSync(join(tmpdir(), 'n8n-nodes-att-sms-fuzz.json'), `${JSON.stringify(counts)}\n`);
	process.stderr.write(
		`fuzzed callbacks: ${counts.cases}, of which ${counts.started} started a workflow, ${counts.acknowledged} were acknowledged only, ${counts.rejected} rejected, ${counts.rejectedByN8n} rejected by n8n itself\n`,
	);
}, 300_000);
