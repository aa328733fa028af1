// Adds an operation to the sources, as a contributor would, and looks at what follows from it.
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { INodeExecutionData, INodeParameters, INodeProperties, INodeType } from 'n8n-workflow';

import { addLine, loadWith, root } from '../../../support/addedSources.mts';
import { actionNode } from '../fixtures.mts';

const folder = 'nodes/AttSms/operations/archive';

/** The one folder; its schema.json is below. */
const description = `
	import type { OperationDescription } from '../operation';

	export const description: OperationDescription = {
		option: { name: 'Archive', value: 'archive', action: 'Archive messages' },
		subtitle: '"Archive " + $parameter["drawer"]',
		subject: ['drawer'],
		outcome: {
			notStarted: 'Nothing was archived',
			notDone: 'The messages are not archived.',
			maybeDone: 'The messages may be archived.',
		},
		fields: [{ displayName: 'Drawer', name: 'drawer', type: 'string', default: '' }],
		options: [{ displayName: 'Zip', name: 'zip', type: 'boolean', default: false }],
	};
`;

/** Archives an item, or fails as its drawer says. */
const operation = `
	import { GatewayError } from '../../../shared/errors/gatewayError';
	import { InputError } from '../../../shared/errors/inputError';
	import { checkItems, createItemReader } from '../../runtime/itemReader';
	import type { Operation } from '../operation';
	import { description } from './description';

	export const archive: Operation = {
		...description,
		async execute(context) {
			const read = createItemReader(context);
			const parse = (value) => {
				if (value === '') throw new InputError('No drawer', 'Drawer');
				return value;
			};
			const { checked } = checkItems(context, description, (itemIndex) =>
				read(itemIndex, { name: 'drawer', displayName: 'Drawer', parse }),
			);
			const [drawer] = checked;
			if (drawer !== 'A') throw new GatewayError(drawer, 'It jams.', { httpStatus: 500 });
			return [{ json: { drawer }, pairedItem: { item: 0 } }];
		},
	};
`;

const added = {
	[`${folder}/description.ts`]: description,
	[`${folder}/archive.ts`]: operation,
	'nodes/AttSms/operations/index.ts': addLine(
		"import { archive } from './archive/archive';",
		'export const operations: Operation[] = [',
		'archive,',
	),
};

/** What n8n hands to the node for one item with this drawer. */
const contextWith = (drawer: string, onError?: 'continueRegularOutput') => {
	const parameters: INodeParameters = { operation: 'archive', drawer };
	return {
		getNode: () => ({ ...actionNode(parameters), onError }),
		getNodeParameter: (name: string) => parameters[name],
		getInputData: () => [{ json: {} }],
		getMode: () => 'manual',
		continueOnFail: () => onError !== undefined,
	};
};

describe('A new operation as one folder and one line', () => {
	let node: INodeType;
	const execute = (...given: Parameters<typeof contextWith>) =>
		node.execute?.call(contextWith(...given) as never) as Promise<INodeExecutionData[][]>;
	const find = (name: string): INodeProperties[] =>
		node.description.properties.filter((property) => property.name === name);

	beforeAll(async () => {
		const entry = "export { AttSms } from './nodes/AttSms/AttSms.node';";
		const { AttSms } = await loadWith<{ AttSms: new () => INodeType }>(added, entry);
		node = new AttSms();
	});

	test('The panel offers a new operation, with its field and its options for it alone', () => {
		const displayOptions = { show: { resource: ['sms'], operation: ['archive'] } };
		expect(find('operation')[0]?.options).toContainEqual(
			expect.objectContaining({ name: 'Archive', value: 'archive' }),
		);
		expect(find('drawer')).toMatchObject([{ displayOptions }]);
		expect(find('options')).toContainEqual(
			expect.objectContaining({
				displayOptions,
				options: [expect.objectContaining({ name: 'zip' })],
			}),
		);
	});

	test('The canvas has the subtitle of a new operation', () => {
		expect(node.description.subtitle).toContain('"Archive " + $parameter["drawer"]');
	});

	test('The node runs a new operation’s execute and gives its items', async () => {
		await expect(execute('A')).resolves.toEqual([
			[{ json: { drawer: 'A' }, pairedItem: { item: 0 } }],
		]);
	});

	test.each([
		['unreachable', 'The messages are not archived.'],
		['serverError', 'The messages may be archived.'],
	])('The error %s of a new operation is in the operation’s own words', async (kind, words) => {
		await expect(execute(kind)).rejects.toMatchObject({
			description: expect.stringContaining(words),
			context: { data: { kind } },
		});
	});

	test('The error of an item that can’t be used is in the operation’s own words', async () => {
		await expect(execute('')).rejects.toMatchObject({ description: 'Nothing was archived.' });
	});

	test('A failed item of a new operation shows first what it was about', async () => {
		await expect(execute('serverError', 'continueRegularOutput')).resolves.toMatchObject([
			[{ json: { drawer: 'serverError', status: 'failed', error: { kind: 'serverError' } } }],
		]);
	});

	test('The build puts the schema of a new operation where n8n looks for it', async () => {
		const copy = await mkdtemp(join(tmpdir(), 'new-operation-'));
		try {
			await cp(join(root, 'nodes'), join(copy, 'nodes'), { recursive: true });
			await mkdir(join(copy, folder));
			await writeFile(join(copy, folder, 'schema.json'), '{}');
			const gulp = join(root, 'node_modules/gulp/bin/gulp.js');
			const gulpfile = join(root, 'gulpfile.js');
			const args = [gulp, '--gulpfile', gulpfile, '--cwd', copy, 'schemas'];
			await promisify(execFile)(process.execPath, args);
			const schemas = await readdir(join(copy, 'dist/nodes/AttSms/__schema__/v1.0.0/sms'));
			expect(schemas).toEqual(expect.arrayContaining(['archive.json', 'send.json']));
		} finally {
			await rm(copy, { recursive: true });
		}
	});
});
