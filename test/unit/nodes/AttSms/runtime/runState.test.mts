import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { runState } from '../../../../../nodes/AttSms/runtime/runState.ts';

/** What n8n hands to each try, as far as it is asked for here. */
const tryOf = (executeData: { node: { name: string } }, json: IDataObject = {}) =>
	({
		getNode: () => ({ name: 'AT&T SMS' }),
		getExecuteData: () => executeData,
		getInputData: () => [{ json }],
	}) as unknown as IExecuteFunctions;

const counted = (context: IExecuteFunctions, name = 'count') => {
	const memory = runState(context, name, () => ({ tries: 0 }));
	return ++memory.tries;
};

describe('a memory across tries', () => {
	test('is there in each try of a run', () => {
		const run = { node: { name: 'AT&T SMS' } };
		expect([counted(tryOf(run)), counted(tryOf(run)), counted(tryOf(run))]).toEqual([1, 2, 3]);
		expect(counted(tryOf(run), 'another')).toBe(1);
	});

	test('is another one in the next run, be it with the very same item', () => {
		const item = { to: '+12065550100' };
		const runs = [{ node: { name: 'AT&T SMS' } }, { node: { name: 'AT&T SMS' } }];
		expect(runs.map((run) => counted(tryOf(run, item)))).toEqual([1, 1]);
	});

	test('as a tool, is another one in each call of the same agent, and the same in a call’s tries', () => {
		const agent = { node: { name: 'AI Agent' } };
		const [first, second] = [{ Message: 'Hello' }, { Message: 'Hello' }];
		const calls = [first, second, first, second].map((args) => counted(tryOf(agent, args)));
		expect(calls).toEqual([1, 1, 2, 2]);
	});

	test('is none where nothing tells one call from another', () => {
		const agent = { node: { name: 'AI Agent' } };
		const args = 'Hello' as unknown as IDataObject;
		expect([1, 2].map(() => counted(tryOf(agent, args)))).toEqual([1, 1]);
	});
});
