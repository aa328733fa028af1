import { receive, type ReceiveStep } from '../../../../nodes/AttSmsTrigger/receive.ts';
import type { TriggerContext } from '../../../../nodes/shared/client/nodeContext.ts';
import type { Inbound } from '../../../../nodes/shared/protocol/types.ts';

const context = { getNodeParameter: () => ({ anOption: 7 }) } as unknown as TriggerContext;

const message = (text: string): Inbound => ({
	messageId: '',
	message: text,
	senderAddress: '+12065550100',
	destinationAddress: '22627012',
	dateTime: '',
	raw: {},
});
const messages = ['one', 'two', 'three'].map(message);
const toJson = (inbound: Inbound) => ({ message: inbound.message });

/** A step that drops one text, and what was called of it. */
const dropping = (text: string, more: Partial<Awaited<ReturnType<ReceiveStep>>> = {}) => {
	const calls: string[] = [];
	const step: ReceiveStep = (_, received) => {
		calls.push(`step: ${received.map((entry) => entry.message.message).join()}`);
		return {
			received: received.filter((entry) => entry.message.message !== text),
			commit: () => calls.push('commit'),
			rollback: () => calls.push('rollback'),
			...more,
		};
	};
	return { step, calls };
};

const intakeOf = async (steps: ReceiveStep[]) => {
	const intake = await receive(context, messages, steps, toJson);
	if (!intake) throw new Error('A step asked to be called later.');
	return intake;
};

test('Without steps each message becomes an item, in order', async () => {
	const { items } = await intakeOf([]);
	expect(items).toEqual([
		{ json: { message: 'one' } },
		{ json: { message: 'two' } },
		{ json: { message: 'three' } },
	]);
});

test('Each step gets what the one before it passed on', async () => {
	const [first, second] = [dropping('two'), dropping('one')];
	const { items } = await intakeOf([first.step, second.step]);
	expect(first.calls).toEqual(['step: one,two,three']);
	expect(second.calls).toEqual(['step: one,three']);
	expect(items).toEqual([{ json: { message: 'three' } }]);
});

test('Steps get the options of the trigger', async () => {
	let given: unknown;
	await intakeOf([
		(_, received, options) => {
			given = options;
			return { received };
		},
	]);
	expect(given).toEqual({ anOption: 7 });
});

test('A step can add fields to an item', async () => {
	const step: ReceiveStep = (_, received) => ({
		received: received.map((entry) => ({ ...entry, fields: { answered: '231' } })),
	});
	expect((await intakeOf([step])).items[0]).toEqual({ json: { message: 'one', answered: '231' } });
});

test('A step can replace the item of a message', async () => {
	const step: ReceiveStep = async (_, received) => ({
		received: received.map((entry) => ({ ...entry, replacement: { event: 'rateLimited' } })),
	});
	expect((await intakeOf([step])).items[2]).toEqual({ json: { event: 'rateLimited' } });
});

test.each(['commit', 'rollback'] as const)('A %s reaches every step that ran', async (end) => {
	const [first, second] = [dropping('two'), dropping('one')];
	const intake = await intakeOf([first.step, second.step]);
	intake[end]();
	expect(first.calls.at(-1)).toBe(end);
	expect(second.calls.at(-1)).toBe(end);
});

test('Steps after the last message was left out do not run', async () => {
	const late = dropping('one');
	const { items } = await intakeOf([() => ({ received: [] }), late.step]);
	expect(items).toEqual([]);
	expect(late.calls).toEqual([]);
});

test('A step that must be called later rolls back the steps before it', async () => {
	const [first, late] = [dropping('two'), dropping('')];
	const busy = dropping('', { received: [], retryLater: true, rollback: undefined });
	expect(
		await receive(context, messages, [first.step, busy.step, late.step], toJson),
	).toBeUndefined();
	expect(first.calls.at(-1)).toBe('rollback');
	expect(late.calls).toEqual([]);
});

test('A step that throws rolls back the steps before it', async () => {
	const first = dropping('two');
	const broken: ReceiveStep = () => {
		throw new Error('The database is locked');
	};
	await expect(receive(context, messages, [first.step, broken], toJson)).rejects.toThrow('locked');
	expect(first.calls.at(-1)).toBe('rollback');
});
