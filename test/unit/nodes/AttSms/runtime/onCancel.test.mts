import { getEventListeners } from 'node:events';
import type { IExecuteFunctions } from 'n8n-workflow';
import { withCancelSummary } from '../../../../../nodes/AttSms/runtime/onCancel.ts';

const createExecution = () => {
	const stop = new AbortController();
	let customData: Record<string, string> = {};
	const contextOf = (name: string, $runIndex = 0) =>
		({
			getNode: () => ({ name }),
			getExecutionCancelSignal: () => stop.signal,
			getWorkflowDataProxy: () => ({
				$runIndex,
				$execution: {
					customData: {
						getAll: () => customData,
						setAll: (data: Record<string, string>) => {
							customData = { ...customData, ...data };
						},
					},
				},
			}),
		}) as unknown as IExecuteFunctions;
	/** One run of a Send; `during` is called before it ends. */
	const send = async (context: IExecuteFunctions, count: number, during = async () => {}) =>
		await withCancelSummary(
			context,
			{ summary: () => ({ attSms_sentItems: `0–${count - 1}` }), sentCount: () => count },
			during,
		);
	return { stop, contextOf, send, customData: () => customData };
};

test('A Send that is stopped also says what an earlier Send of the execution had sent', async () => {
	const { stop, contextOf, send, customData } = createExecution();
	await send(contextOf('First'), 8);
	await send(contextOf('Second'), 3, async () => stop.abort());
	expect(customData()).toEqual({
		attSms_node: 'Second',
		attSms_sentItems: '0–2',
		attSms_sentBefore: 'First: 8 recipient(s)',
	});
});

test('A Send in a loop says what its earlier iterations had sent, added up', async () => {
	const { stop, contextOf, send, customData } = createExecution();
	for (let run = 0; run < 100; run++) await send(contextOf('Send', run), 2);
	expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
	await send(contextOf('Send', 100), 1, async () => stop.abort());
	expect(customData()).toEqual({
		attSms_node: 'Send, run 100',
		attSms_sentItems: '0–0',
		attSms_sentBefore: 'Send: 200 recipient(s)',
	});
});

test('An execution that is stopped says nothing of another one', async () => {
	const other = createExecution();
	await other.send(other.contextOf('First'), 8);
	const { stop, contextOf, send, customData } = createExecution();
	await send(contextOf('Second'), 3, async () => stop.abort());
	expect(customData()).not.toHaveProperty('attSms_sentBefore');
});
