/** On Error → Continue: what a failed item shows first, whatever it failed of. */
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { createN8n } from '../support/n8nContexts.mts';
import { items, jsonOf, mobile, sending, setUp } from './support.mts';

/** Each operation with an item, its parameters, and the field that says what the item is about. */
const operations: Array<[name: string, parameters: INodeParameters, subject: IDataObject]> = [
	['Send', sending({ to: '={{ $json.to }}' }), { to: mobile(1) }],
	[
		'Send and Wait for Reply',
		{ operation: 'sendAndWait', to: '={{ $json.to }}', shortCode: '22627012', message: 'Yes?' },
		{ to: mobile(1) },
	],
	[
		'Get Delivery Status',
		{ operation: 'getStatus', messageId: '={{ $json.messageId }}' },
		{ messageId: 'SMS1' },
	],
	[
		'Get Delivery Status of one recipient',
		{ operation: 'getStatus', messageId: '={{ $json.messageId }}', to: '={{ $json.to }}' },
		{ to: mobile(1), messageId: 'SMS1' },
	],
	[
		'Get Inbox',
		{ operation: 'getInbox', shortCode: '={{ $json.shortCode }}' },
		{ shortCode: '22627000' },
	],
];

const expectFailedRow = (output: INodeExecutionData[][], subject: IDataObject): IDataObject => {
	const [row = {}] = jsonOf(output);
	expect(Object.keys(row)).toEqual([...Object.keys(subject), 'status', 'error']);
	expect(row).toMatchObject({ ...subject, status: 'failed' });
	return row.error as IDataObject;
};

const onError = 'continueRegularOutput';

describe.each(operations)('An item of %s', (name, parameters, subject) => {
	const isSend = name.startsWith('Send');

	test('On an API version that isn’t known, a failed item shows what it is about first', async () => {
		const { n8n } = await setUp({}, { apiVersion: '9' });
		const output = await n8n.execute({ parameters, items: items(subject), onError });
		const error = expectFailedRow(output, subject);
		expect(error).toMatchObject({
			...subject,
			kind: expect.any(String),
			mayHaveBeenProcessed: false,
			...(isSend && { maybeSent: false }),
		});
	});

	test('Without a credential, a failed item has a kind, and was certainly not processed', async () => {
		const n8n = await createN8n();
		const output = await n8n.execute({ parameters, items: items(subject), onError });
		expect(expectFailedRow(output, subject)).toMatchObject({
			message: expect.stringContaining('credentials'),
			kind: 'unexpected',
			mayHaveBeenProcessed: false,
			...(isSend && { maybeSent: false }),
		});
	});

	test('An item with bad input shows what it is about first, as it was given', async () => {
		const { n8n } = await setUp();
		const [field = ''] = Object.keys(subject);
		const bad = { ...subject, [field]: field === 'messageId' ? '' : 'nobody' };
		const output = await n8n.execute({ parameters, items: items(bad), onError });
		const error = expectFailedRow(output, bad);
		expect(error).toMatchObject({
			...bad,
			kind: 'invalidInput',
			mayHaveBeenProcessed: false,
			...(isSend && { maybeSent: false }),
		});
	});

	test('On the error output, a failed item has its error alone, which has what it is about', async () => {
		const { n8n } = await setUp({}, { apiVersion: '9' });
		const output = await n8n.execute({
			parameters,
			items: items(subject),
			onError: 'continueErrorOutput',
		});
		expect(jsonOf(output, 1)).toEqual([
			{ ...subject, error: expect.objectContaining({ ...subject, mayHaveBeenProcessed: false }) },
		]);
	});
});

test.each(['undefined', 'null'])(
	'An item whose recipient is %s by its expression shows that it has none',
	async (value) => {
		const { n8n } = await setUp();
		const parameters = sending({ to: `={{ ${value} }}` });
		const [row = {}] = jsonOf(await n8n.execute({ parameters, onError }));
		expect(Object.keys(JSON.parse(JSON.stringify(row)) as IDataObject)).toEqual([
			'to',
			'status',
			'error',
		]);
		expect(row.to).toBeNull();
	},
);

test('Send and Wait for Reply with several items fails each of them with a kind', async () => {
	const { n8n } = await setUp();
	const parameters = {
		operation: 'sendAndWait',
		to: '={{ $json.to }}',
		shortCode: '22627012',
		message: 'Yes?',
	};
	const output = await n8n.execute({
		parameters,
		items: items({ to: mobile(1) }, { to: mobile(2) }),
		onError,
	});
	expect(jsonOf(output)).toEqual(
		[mobile(1), mobile(2)].map((to) => ({
			to,
			status: 'failed',
			error: expect.objectContaining({ to, kind: 'invalidInput', maybeSent: false }),
		})),
	);
});
