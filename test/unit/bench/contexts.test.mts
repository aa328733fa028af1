import { AttSms } from '../../../nodes/AttSms/AttSms.node.ts';
import { AttSmsTrigger } from '../../../nodes/AttSmsTrigger/AttSmsTrigger.node.ts';
import { callback } from '../../bench/callback.mts';
import { calling, sending } from '../../bench/child/contexts.mts';
import { orders, ownMessage } from '../../bench/texts.mts';
import { mobile } from '../../support/mobile.mts';

test('The bench’s own n8n has all that Send uses', async () => {
	const items = orders(2).map((order) => ({ json: { ...order } }));
	const [output = []] = await new AttSms().execute.call(sending(items, ownMessage));
	expect(output.map(({ json }) => json.message)).toEqual([
		'Hello, your order 1000 is ready.',
		'Hello, your order 1001 is ready.',
	]);
});

test.each([{}, { ignoreDuplicates: true, senderRateLimit: {} }])(
	'The bench’s own n8n has all that a callback uses with the options %j',
	async (options) => {
		const context = calling(Buffer.from(callback(1, mobile(1))), options);
		const { workflowData } = await new AttSmsTrigger().webhook.call(context);
		expect(workflowData?.[0]?.map(({ json }) => json.message)).toEqual(['Text 1']);
	},
);
