/**
 * n8n’s setting "Retry On Fail" runs a node again with all of its items, where it throws and where the
 * first item of its output is an error. What was sent must not be sent again, what was read not be lost.
 */
import type { INodeParameters, OnError } from 'n8n-workflow';
import type { Sandbox } from '../../sandbox/types.mts';
import { items, jsonOf, mobile, mobiles, offline, sending, setUp } from './support.mts';

const retryOnFail = true;

const recipients = mobiles(20);
const orders = items(...recipients.map((to, order) => ({ to, order })));
const personal = (options: INodeParameters = {}) =>
	sending({
		to: '={{ $json.to }}',
		message: '=Order {{ $json.order }}',
		options: { maxRetryTime: 0, ...options },
	});

const textsTo = ({ history }: Sandbox, to: string) =>
	history.accepted.filter(({ addresses }) => addresses.includes(to)).length;
const timesTexted = (sandbox: Sandbox) => recipients.map((to) => textsTo(sandbox, to));
const once = recipients.map(() => 1);

describe('Send with Retry On Fail', () => {
	test.each<[OnError]>([['stopWorkflow'], ['continueRegularOutput'], ['continueErrorOutput']])(
		'Send sends what it had not sent, and nothing twice: %s',
		async (onError) => {
			const { sandbox, n8n } = await setUp();
			sandbox.fault({ on: 'send', kind: '503', times: 1 });
			sandbox.fault({ on: 'send', kind: '503', skip: 7, times: 1 });
			const result = await n8n.run({
				parameters: personal({ concurrency: 1 }),
				items: orders,
				onError,
				retryOnFail,
			});
			expect(result.error).toBeUndefined();
			expect(timesTexted(sandbox)).toEqual(once);
			const idOf = (to: string) =>
				sandbox.history.accepted.find(({ addresses }) => addresses.includes(to))?.id;
			expect(jsonOf(result.output)).toEqual(
				recipients.map((to) => expect.objectContaining({ to, messageId: idOf(to) })),
			);
		},
	);

	test('Texts to one recipient are sent in order, though the first of them failed at first', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.fault({ on: 'send', kind: '503', times: 1 });
		const { error } = await n8n.run({
			parameters: sending({ message: '={{ $json.text }}', options: { maxRetryTime: 0 } }),
			items: items({ text: 'Part 1' }, { text: 'Part 2' }, { text: 'Part 3' }),
			retryOnFail,
		});
		expect(error).toBeUndefined();
		const texts = sandbox.history.accepted.map(({ message }) => message);
		expect(texts).toEqual(['Part 1', 'Part 2', 'Part 3']);
	});

	test('A text that may have been sent isn’t repeated, and each try says so', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.fault({ on: 'send', kind: 'connectionResetAfter', skip: 3, times: 1 });
		const { error } = await n8n.run({
			parameters: personal({ concurrency: 1 }),
			items: orders,
			retryOnFail,
		});
		expect(error?.message).toContain('No response from AT&T');
		expect(error?.context).toMatchObject({ data: { maybeSent: true } });
		// The tries after it went on with the others.
		expect(timesTexted(sandbox)).toEqual(once);
	});

	test.each([302, 303] as const)(
		'A POST that AT&T answered with a %d, which can follow a processed one, isn’t repeated',
		async (http) => {
			const { sandbox, n8n } = await setUp();
			sandbox.fault({ on: 'send', kind: 'redirect', http, times: 10 });
			const { error } = await n8n.run({
				parameters: personal(),
				items: orders.slice(0, 1),
				retryOnFail,
			});
			expect(error?.context).toMatchObject({ data: { maybeSent: true, kind: 'seeOther' } });
			const posts = sandbox.history.wire.filter(({ operation }) => operation === 'send');
			expect(posts).toHaveLength(1);
		},
	);

	test('Each run stands for itself: the same item again is sent again', async () => {
		const { sandbox, n8n } = await setUp();
		const [order] = orders;
		for (let run = 0; run < 2; run++) {
			await n8n.run({ parameters: personal(), items: [order!], retryOnFail });
		}
		expect(textsTo(sandbox, recipients[0]!)).toBe(2);
	});

	test('The final statuses that Wait for Delivery got are kept, as AT&T returns them once', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.fault({ on: 'send', kind: '503', times: 1 });
		const result = await n8n.run({
			parameters: personal({ concurrency: 1, waitForDelivery: 5 }),
			items: orders.slice(0, 3),
			onError: 'continueRegularOutput',
			retryOnFail,
		});
		expect(jsonOf(result.output)).toEqual(
			recipients.slice(0, 3).map((to) =>
				expect.objectContaining({
					deliveries: [expect.objectContaining({ to, status: 'DeliveredToTerminal' })],
					final: true,
				}),
			),
		);
	});
});

describe('Get Inbox with Retry On Fail', () => {
	test('The messages that each try read come out', async () => {
		const { sandbox, n8n } = await setUp();
		sandbox.text({ from: mobile(0), to: offline, message: 'Hello' });
		const result = await n8n.run({
			parameters: { operation: 'getInbox', shortCode: '={{ $json.code }}' },
			// The error in the first place has n8n try again, though the second was read.
			items: items({ code: 'none' }, { code: offline }),
			onError: 'continueRegularOutput',
			retryOnFail,
		});
		const messages = jsonOf(result.output).map(({ message }) => message);
		expect(messages.filter(Boolean)).toEqual(['Hello']);
	});
});

describe('Get Delivery Status with Retry On Fail', () => {
	test('The final statuses of an earlier try are kept, as AT&T returns them once', async () => {
		const { sandbox, n8n } = await setUp();
		const sent = jsonOf(await n8n.execute({ parameters: sending() }));
		sandbox.fault({ on: 'status', kind: '500', skip: 1, times: 1 });
		const result = await n8n.run({
			parameters: { operation: 'getStatus', messageId: '={{ $json.messageId }}' },
			items: items(sent[0]!, { messageId: 'SMSunknown' }),
			onError: 'stopWorkflow',
			retryOnFail,
		});
		expect(result.error?.context).toMatchObject({
			data: { found: [{ final: true, messageId: sent[0]?.messageId }] },
		});
	});
});
