// The node and credential types that a test’s n8n knows: those of the built package, loaded by
// n8n-core’s own loader from package.json and dist, or a test’s own.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type {
	ICredentialType,
	IDataObject,
	INodeType,
	INodeTypes,
	IVersionedNodeType,
} from 'n8n-workflow';
import { core, n8nWorkflow } from './n8n.mts';

export interface LoadedTypes {
	nodeTypes: INodeTypes;
	credentialTypes: Map<string, ICredentialType>;
	/** Full name of the first node type that has `execute`, e.g. `n8n-nodes-att-sms.attSms`. */
	action?: string;
	/** Full name of the first node type that has `poll` or `webhook`. */
	trigger?: string;
}

/** The node that hands a test’s items on to the node under test. */
export const ITEMS_TYPE = 'test.items';
const items: INodeType = {
	description: {
		displayName: 'Items',
		name: 'items',
		group: ['input'],
		version: 1,
		description: 'Hands on what it is given',
		defaults: { name: 'Items' },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
};

const registry = (
	packageName: string,
	nodes: Array<INodeType | IVersionedNodeType>,
	credentials: ICredentialType[],
): LoadedTypes => {
	const byName = new Map<string, INodeType | IVersionedNodeType>([
		[ITEMS_TYPE, items],
		...nodes.map((node) => [`${packageName}.${node.description.name}`, node] as const),
		// As the human review of an AI Agent’s tool, n8n gives a node this name.
		...nodes.map((node) => [`${packageName}.${node.description.name}HitlTool`, node] as const),
	]);
	const get = (name: string) => {
		const type = byName.get(name);
		if (!type) throw new n8nWorkflow.UnexpectedError(`Unrecognized node type: ${name}`);
		return type;
	};
	const current = (name: string) => n8nWorkflow.NodeHelpers.getVersionedNodeType(get(name));
	const find = (test: (type: INodeType) => boolean) =>
		[...byName.keys()].find((name) => name !== ITEMS_TYPE && test(current(name)));
	return {
		nodeTypes: {
			getByName: get,
			getByNameAndVersion: (name, version) =>
				n8nWorkflow.NodeHelpers.getVersionedNodeType(get(name), version),
			getKnownTypes: (): IDataObject => ({}),
		},
		credentialTypes: new Map(credentials.map((type) => [type.name, type])),
		action: find(({ execute }) => execute !== undefined),
		trigger: find(({ execute, poll, webhook }) => !execute && (poll ?? webhook) !== undefined),
	};
};

/** Types that a test brings along, as if they came in a package named `test`. */
export const typesFrom = (nodes: INodeType[], credentials: ICredentialType[]): LoadedTypes =>
	registry('test', nodes, credentials);

/**
 * The types of the built package. Throws if it hasn’t been built.
 * @param directory where its package.json and dist are
 */
export const typesFromPackage = async (directory: string): Promise<LoadedTypes> => {
	if (!existsSync(join(directory, 'dist'))) {
		throw new Error('The package is not built: run `npx gulp build` first.');
	}
	const loader = new core.PackageDirectoryLoader(directory);
	await loader.loadAll();
	return registry(
		loader.packageName,
		Object.values(loader.nodeTypes).map(({ type }) => type),
		Object.values(loader.credentialTypes).map(({ type }) => type),
	);
};
