/** What a person sees of the items that failed. */
import { chain, itemsFrom, manualTrigger } from '../../../scripts/lib/n8n/chain.mts';
import { attSms, mobile } from '../support/setup.mts';
import { useEditor } from '../support/useEditor.mts';

const used = useEditor();

/** In the sandbox, a number that AT&T doesn’t reach. */
const unreachable = '+15005550001';

/** Runs Send for each recipient, and returns the columns and the rows of its output’s table. */
const tableOf = async (recipients: string[]) => {
	const { editor, setup } = used;
	const workflow = await setup.createWorkflow(
		chain('Failed rows', manualTrigger, ...itemsFrom('to', recipients), {
			name: 'Send',
			type: attSms,
			onError: 'continueRegularOutput',
			parameters: {
				resource: 'sms',
				operation: 'send',
				to: '={{ $json.to }}',
				message: 'Your table is ready.',
				options: { combine: false },
			},
			credentials: setup.credentials,
		}),
	);
	await editor.openWorkflow(workflow.id, 4);
	const panel = await editor.openNode('Send');
	await panel.getByTestId('node-execute-button').first().click();
	const output = panel.getByTestId('output-panel');
	await output.getByText(`${recipients.length} items`).first().waitFor();
	await output.getByTestId('radio-button-table').click();
	await output
		.locator('tbody tr')
		.nth(recipients.length - 1)
		.waitFor();
	const texts = async (css: string) =>
		(await output.locator(css).allInnerTexts()).map((text) => text.trim());
	const columns = (await texts('thead th')).filter(Boolean);
	const rows = await Promise.all(
		recipients.map(async (_, row) => await texts(`tbody tr:nth-of-type(${row + 1}) td`)),
	);
	return { columns, rows, output };
};

test('A failed row begins with its recipient and its status, and its error has all its data', async () => {
	const { columns, rows } = await tableOf([unreachable, '555-01']);
	expect(columns.slice(0, 3)).toEqual(['to', 'status', 'error']);
	expect(rows.map((row) => row.slice(0, 2))).toEqual([
		[unreachable, 'failed'],
		['555-01', 'failed'],
	]);
	const [rejected, badInput] = rows.map((row) => row[2] ?? '');
	for (const name of ['SVC0004', 'rejected', 'maybeSent', 'httpStatus']) {
		expect(rejected).toContain(name);
	}
	for (const text of ['is not a possible US number', 'invalidInput', 'maybeSent', '555-01']) {
		expect(badInput).toContain(text);
	}
});

test('Rows that were sent and rows that failed share their first columns', async () => {
	const { columns, rows } = await tableOf([mobile, '555-01']);
	expect(columns.slice(0, 4)).toEqual(['to', 'status', 'message', 'messageId']);
	expect(rows.map((row) => row.slice(0, 2))).toEqual([
		[mobile, 'accepted'],
		['555-01', 'failed'],
	]);
});
