// The reader of parameters against n8n’s own, in n8n-core’s ExecuteContext.
import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { parameterReader } from '../../nodes/AttSms/runtime/parameterReader.ts';
import { createN8n } from '../support/n8nContexts.mts';

const asked: string[] = [];

/** Puts out each item’s parameter as the reader gives it and as n8n does. */
class Both implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Both',
		name: 'both',
		group: ['output'],
		version: 1,
		description: 'Reads a parameter in two ways',
		defaults: { name: 'Both' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [
			{ displayName: 'Value', name: 'value', type: 'string', default: 'as it comes' },
			{ displayName: 'Options', name: 'options', type: 'json', default: {} },
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const context = new Proxy(this, {
			get: (target, key: keyof IExecuteFunctions) =>
				key === 'getNodeParameter'
					? (name: string, ...rest: [number, string]) => {
							asked.push(name);
							return target.getNodeParameter(name, ...rest);
						}
					: target[key],
		});
		const read = parameterReader(context);
		const items = this.getInputData().map((_, index) => ({
			json: {
				reader: ['value', 'options', 'none'].map((name) => read(name, index, 'fallback') ?? null),
				n8n: ['value', 'options', 'none'].map(
					(name) => this.getNodeParameter(name, index, 'fallback') ?? null,
				),
			} as IDataObject,
		}));
		return [items];
	}
}

const items = [
	{ to: '+12065550100', deep: { er: 7, list: ['a', 'b'] } },
	{ to: '={{ 1 + 1 }}', deep: { er: 0, list: [] } },
	{ to: '', deep: 'flat', length: 3 },
	{ to: null, deep: null },
	{ to: false, deep: { er: { more: 1 } } },
	{ to: ['+12065550100', '+12065550101'] },
	{ __proto__: null, other: true },
].map((json) => ({ json: json as IDataObject }));

const both = async (parameters: IDataObject) => {
	const n8n = await createN8n({ types: { nodes: [new Both()] } });
	asked.length = 0;
	const [output = []] = await n8n.execute({ parameters: parameters as never, items });
	return output.map(({ json }) => json as { reader: unknown[]; n8n: unknown[] });
};

describe('The reader of parameters', () => {
	test.each([
		['plain text'],
		[''],
		['{{ $json.to }}'],
		['={{ $json.to }}'],
		['={{$json.to}}'],
		['={{ $json.deep.er }}'],
		['={{ $json.deep.list }}'],
		['={{ $json.deep.list.length }}'],
		['={{ $json.to.length }}'],
		['={{ $json.missing }}'],
		['={{ $json["to"] }}'],
		['={{ $json.to }} and more'],
		['=Dear {{ $json.to }}'],
		['={{ $json.to }}{{ $json.deep.er }}'],
		['={{ $json.to ?? "nobody" }}'],
		['={{ $itemIndex }}'],
		['={{ $input.item.json.to }}'],
	])('The parameter %p is read as n8n reads it, for each item', async (value) => {
		for (const { reader, n8n } of await both({ value, options: { label: value } })) {
			expect(reader).toEqual(n8n);
		}
	});

	test('An expression that n8n blocks is blocked here, too', async () => {
		await expect(both({ value: '={{ $json.constructor.name }}' })).rejects.toThrow('constructor');
	});

	test('Only expressions that have to be evaluated are left to n8n', async () => {
		await both({ value: '={{ $json.to }}', options: { label: 'the same for all' } });
		// Once what is the same for all; the field, of the items that have no text there.
		expect(asked.filter((name) => name === 'options')).toHaveLength(1);
		expect(asked.filter((name) => name === 'value')).toHaveLength(4);
	});
});
