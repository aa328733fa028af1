import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pack, type PackedPackage } from '../../scripts/lib/pack.mts';

const name = 'n8n-nodes-empty-trigger';

export const emptyTrigger = `${name}.emptyTrigger`;

const manifest = {
	name,
	version: '1.0.0',
	license: 'MIT',
	keywords: ['n8n-community-node-package'],
	n8n: { n8nNodesApiVersion: 1, nodes: ['EmptyTrigger.node.js'] },
};

const source = `exports.EmptyTrigger = class {
	description = {
		displayName: 'Empty Trigger',
		name: 'emptyTrigger',
		group: ['trigger'],
		version: 1,
		description: 'Hands on what it is called with',
		defaults: { name: 'Empty Trigger' },
		inputs: [],
		outputs: ['main'],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				responseData: 'noData',
				path: 'webhook',
			},
		],
		properties: [],
	};

	async webhook() {
		return { workflowData: [[{ json: this.getBodyData() }]] };
	}
};
`;

/**
 * A community package whose one trigger does nothing of its own: what is left of the time of a
 * callback is n8n’s. Made in the folder given.
 */
export const packEmptyTrigger = async (folder: string): Promise<PackedPackage> => {
	await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
	await writeFile(join(folder, 'EmptyTrigger.node.js'), source);
	return await pack(folder, folder);
};
