import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { openRunRecord } from '../../../../../nodes/AttSms/runtime/runRecord.ts';

interface ExecuteData {
	node: { name: string };
	metadata?: IDataObject;
}

/** What n8n hands to each try, as far as it is asked for here. */
const tryOf = (executeData: ExecuteData, json: IDataObject = {}) =>
	({
		getNode: () => ({ name: 'AT&T SMS' }),
		getExecuteData: () => executeData,
		getInputData: () => [{ json }],
	}) as unknown as IExecuteFunctions;

const counted = (context: IExecuteFunctions): number => {
	const record = openRunRecord<{ tries: number }>(context);
	const tries = (record.previous?.tries ?? 0) + 1;
	record.save({ tries });
	return tries;
};

const newRun = (): ExecuteData => ({ node: { name: 'AT&T SMS' } });

describe('The record of a run', () => {
	test('The record is there in each try of its run', () => {
		const run = newRun();
		expect([counted(tryOf(run)), counted(tryOf(run)), counted(tryOf(run))]).toEqual([1, 2, 3]);
	});

	test('The record survives being stored as JSON, and leaves n8n’s own metadata alone', () => {
		const run = { ...newRun(), metadata: { nodeWasResumed: true } };
		counted(tryOf(run));
		const stored = JSON.parse(JSON.stringify(run)) as ExecuteData;
		expect(counted(tryOf(stored))).toBe(2);
		expect(stored.metadata).toMatchObject({ nodeWasResumed: true });
	});

	test('The record is gone once it was cleared', () => {
		const run = newRun();
		counted(tryOf(run));
		openRunRecord(tryOf(run)).clear();
		expect(run.metadata).toEqual({});
		expect(counted(tryOf(run))).toBe(1);
	});

	test('The record is empty in the next run, even with the very same item', () => {
		const item = { to: '+12065550100' };
		expect([newRun(), newRun()].map((run) => counted(tryOf(run, item)))).toEqual([1, 1]);
	});

	test('The record of a tool belongs to one call of the agent, and to each try of that call', () => {
		const agent = { node: { name: 'AI Agent' } };
		const [first, second] = [{ Message: 'Hello' }, { Message: 'Hello' }];
		const calls = [first, second, first, second].map((args) => counted(tryOf(agent, args)));
		expect(calls).toEqual([1, 1, 2, 2]);
		expect(JSON.stringify([agent, first])).not.toContain('attSms');
	});

	test('The record is empty if one call can’t be distinguished from another', () => {
		const agent = { node: { name: 'AI Agent' } };
		const args = 'Hello' as unknown as IDataObject;
		expect([1, 2].map(() => counted(tryOf(agent, args)))).toEqual([1, 1]);
	});
});
