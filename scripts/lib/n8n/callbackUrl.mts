import { type INode, NodeHelpers } from 'n8n-workflow';
import type { N8nClient, Workflow } from './client.mts';

/** The URL under which n8n takes a trigger's calls once its workflow is active: the one its panel shows. */
export const callbackUrl = async (
	client: N8nClient,
	workflow: Workflow,
	nodeName: string,
): Promise<string> => {
	const node = workflow.nodes.find(({ name }) => name === nodeName);
	const [type] = node ? await client.nodeTypes(node.type) : [];
	const [webhook] = (type?.webhooks ?? []) as Array<{ path: string; isFullPath?: boolean }>;
	if (!node || !webhook) throw new Error(`${nodeName} has no webhook`);
	return NodeHelpers.getNodeWebhookUrl(
		`${client.url}/webhook`,
		workflow.id,
		node as unknown as INode,
		webhook.path,
		webhook.isFullPath,
	);
};
