import { resolveWebhookDescriptionField } from 'n8n-workflow';
import { triggerNode } from '../../fixtures.mts';
import { AttSmsTrigger } from '../../../../../nodes/AttSmsTrigger/AttSmsTrigger.node.ts';

const { webhooks = [], version } = new AttSmsTrigger().description;

/** What n8n evaluates of a webhook’s description when a callback comes in. */
const evaluated = ['httpMethod', 'path', 'isFullPath', 'restartWebhook', 'responseMode'];
const onResponse = ['responseCode', 'responseData', 'responseHeaders', 'nodeType'];

test.each([
	['webhook', 'POST'],
	['polling', ''],
])(
	'Without an expression, n8n reads the method of a trigger in %s mode as “%s”',
	(receiveMode, method) => {
		const [webhook] = webhooks;
		const node = triggerNode({ receiveMode });
		expect(webhook && resolveWebhookDescriptionField(node, webhook, 'httpMethod')).toEqual({
			resolved: true,
			value: method,
		});
	},
);

test('Of what n8n reads at each callback, nothing is left an expression', () => {
	for (const webhook of webhooks) {
		const node = triggerNode({ receiveMode: 'webhook', shortCode: '22627012' });
		const expressions = [...evaluated, ...onResponse].filter((field) => {
			const value = webhook[field as keyof typeof webhook];
			const isExpression = typeof value === 'string' && value.startsWith('=');
			return isExpression && !resolveWebhookDescriptionField(node, webhook, field).resolved;
		});
		expect({ webhook: webhook.name, expressions }).toEqual({
			webhook: webhook.name,
			expressions: [],
		});
	}
});

test('A new node has a version above 1, for which n8n evaluates no expression about the body', () => {
	const { defaultVersion = 1 } = new AttSmsTrigger().description;
	expect(defaultVersion).toBeGreaterThan(1);
	expect(defaultVersion).toBe(Math.max(...[version].flat()));
});
