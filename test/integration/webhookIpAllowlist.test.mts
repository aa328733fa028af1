import type { INodeParameters } from 'n8n-workflow';
import { createN8n } from '../support/n8nContexts.mts';
import { jsonOf, listen, mobile, offline, online, setUp } from './support.mts';
import { guarded, mo, n8nWithListener, receiving } from './support/callbacks.mts';

/** A call from an address of this machine, by way of as many trusted proxies as told. */
interface Call {
	allowed: string;
	/** The address of the socket’s other end: the caller’s, or the last proxy’s. */
	ip: string;
	hops?: number;
	forwardedFor?: string;
}

const call = async ({ allowed, ip, hops = 0, forwardedFor }: Call) => {
	const n8n = await createN8n();
	const answer = await n8n.webhook({
		parameters: receiving({ ipAllowlist: allowed }),
		proxyHops: hops,
		request: {
			ip,
			body: mo(),
			headers: forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor },
		},
	});
	return { n8n, answer };
};

describe('A caller on the allowlist', () => {
	test.each<[string, Call]>([
		['from anywhere if the list is empty', { allowed: '', ip: '127.0.0.9' }],
		['by its address', { allowed: '127.0.0.2', ip: '127.0.0.2' }],
		['by its address in mapped form', { allowed: '::ffff:127.0.0.2', ip: '127.0.0.2' }],
		['by a range', { allowed: '127.0.1.0/24', ip: '127.0.1.200' }],
		['by a range in mapped form', { allowed: '::ffff:127.0.1.0/120', ip: '127.0.1.200' }],
		['by one of several entries', { allowed: '192.0.2.0/24, 127.0.0.2, ::1', ip: '127.0.0.2' }],
		[
			'by the address that a trusted proxy gives',
			{ allowed: '192.0.2.7', ip: '127.0.0.2', hops: 1, forwardedFor: '192.0.2.7' },
		],
		[
			'by the IPv6 address that a trusted proxy gives',
			{ allowed: '2001:db8::/32', ip: '127.0.0.2', hops: 1, forwardedFor: '2001:db8::7' },
		],
		[
			'by the mapped address that a trusted proxy gives',
			{ allowed: '192.0.2.0/24', ip: '127.0.0.2', hops: 1, forwardedFor: '::ffff:192.0.2.7' },
		],
		[
			'by the address that the only trusted proxy adds, whatever stands before it',
			{ allowed: '192.0.2.7', ip: '127.0.0.2', hops: 1, forwardedFor: '203.0.113.1, 192.0.2.7' },
		],
		[
			'by the address that the first of two trusted proxies gives',
			{ allowed: '192.0.2.7', ip: '127.0.0.2', hops: 2, forwardedFor: '192.0.2.7, 203.0.113.1' },
		],
		[
			'by its own address if the trusted proxy gives none',
			{ allowed: '127.0.0.2', ip: '127.0.0.2', hops: 1 },
		],
	])('A caller is let in %s', async (_, from) => {
		const { answer } = await call(from);
		expect(answer.status).toBe(200);
		expect(jsonOf(answer.workflowData)).toEqual([expect.objectContaining({ message: 'Hello' })]);
	});
});

describe('A caller that isn’t on the allowlist', () => {
	test.each<[string, Call]>([
		['from another address', { allowed: '127.0.0.2', ip: '127.0.0.3' }],
		['from outside the range', { allowed: '127.0.1.0/24', ip: '127.0.2.0' }],
		['with an IPv4 address, if only IPv6 is listed,', { allowed: '::/0', ip: '127.0.0.2' }],
		[
			'that claims to be forwarded, if no proxy is trusted,',
			{ allowed: '192.0.2.7', ip: '127.0.0.2', forwardedFor: '192.0.2.7' },
		],
		[
			'that claims to be forwarded, to a trusted proxy that adds the address it has seen,',
			{ allowed: '192.0.2.7', ip: '127.0.0.2', hops: 1, forwardedFor: '192.0.2.7, 203.0.113.1' },
		],
		[
			'forwarded by three proxies of which two are trusted',
			{
				allowed: '192.0.2.7',
				ip: '127.0.0.2',
				hops: 2,
				forwardedFor: '192.0.2.7, 203.0.113.1, 198.51.100.2',
			},
		],
		[
			'forwarded from another address',
			{ allowed: '2001:db8::/32', ip: '127.0.0.2', hops: 1, forwardedFor: '2001:db9::7' },
		],
		[
			'behind a listed proxy that gives another address',
			{ allowed: '127.0.0.2', ip: '127.0.0.2', hops: 1, forwardedFor: '203.0.113.1' },
		],
		[
			'forwarded from something other than an address',
			{ allowed: '0.0.0.0/0, ::/0', ip: '127.0.0.2', hops: 1, forwardedFor: 'unknown' },
		],
	])('A caller %s gets an empty 403 and starts nothing', async (_, from) => {
		const { n8n, answer } = await call(from);
		expect(answer).toMatchObject({ status: 403, body: '' });
		expect(answer.workflowData).toBeUndefined();
		expect(answer.error).toBeUndefined();
		expect(n8n.staticData).toEqual({});
	});

	test('A caller from another address gets a 403 even with the secret', async () => {
		const n8n = await n8nWithListener({ method: 'urlSecret', urlSecret: 'k9Tz4mQw7sLx2VbN' });
		const listener = await listen(n8n, guarded({ ipAllowlist: '127.0.0.2' }));
		const request = { body: mo(), query: '?secret=k9Tz4mQw7sLx2VbN' };
		expect((await listener.call({ ...request, ip: '127.0.0.3' })).status).toBe(403);
		expect((await listener.call({ ...request, ip: '127.0.0.2' })).status).toBe(200);
		expect(listener.executions).toHaveLength(1);
	});
});

test('A gateway that gets a 403 repeats the callback until it calls from an allowed address', async () => {
	const { sandbox, n8n } = await setUp({ callbackRetryMs: [10] });
	const allowed: INodeParameters = receiving({ ipAllowlist: '203.0.113.0/24' });
	const listener = await listen(n8n, allowed, { proxyHops: 1 });
	const from = (address: string) =>
		sandbox.setListener(online, {
			message: listener.url,
			headers: { 'x-forwarded-for': address },
		});
	from('198.51.100.7');
	sandbox.text({ from: mobile(0), to: online, message: 'Hello' });
	await sandbox.until(({ callbacks }) => (callbacks[0]?.attempts.length ?? 0) >= 2);
	expect(listener.executions).toEqual([]);

	from('203.0.113.7');
	await sandbox.until(({ callbacks }) => callbacks[0]?.state === 'acknowledged');
	expect(listener.executions).toHaveLength(1);
});

describe('A message to another short code', () => {
	test('A message to another short code gets an empty 403 and starts nothing', async () => {
		const n8n = await createN8n();
		const answer = await n8n.webhook({
			parameters: receiving({}, { shortCode: online }),
			request: { body: mo({ DestinationAddress: offline }) },
		});
		expect(answer).toMatchObject({ status: 403, body: '' });
		expect(answer.workflowData).toBeUndefined();
		expect(answer.error).toBeUndefined();
	});

	test.each([online, `short:${online}`, `tel:${online}`, ` ${online} `])(
		'A message to the trigger’s own short code, written %p, is accepted',
		async (DestinationAddress) => {
			const n8n = await createN8n();
			const answer = await n8n.webhook({
				parameters: receiving({}, { shortCode: online }),
				request: { body: mo({ DestinationAddress }) },
			});
			expect(answer.status).toBe(200);
			expect(answer.workflowData).toHaveLength(1);
		},
	);

	test('A message to another short code isn’t lost if it comes with one to the trigger’s own', async () => {
		const n8n = await createN8n();
		const inboundSMSMessage = [
			mo({ Message: 'ours' }),
			mo({ Message: 'theirs', DestinationAddress: offline }),
		];
		const { status, workflowData } = await n8n.webhook({
			parameters: receiving({}, { shortCode: online }),
			request: { body: { inboundSMSMessageNotification: { inboundSMSMessage } } },
		});
		expect(status).toBe(200);
		expect(jsonOf(workflowData).map(({ message }) => message)).toEqual(['ours', 'theirs']);
	});
});

describe('Publishing', () => {
	test.each<[string, INodeParameters, string]>([
		[
			'with an allowlist that holds something other than addresses',
			receiving({ ipAllowlist: '192.0.2.1, att.com' }),
			'"att.com" in IP(s) Allowlist is neither an IP address nor a CIDR range',
		],
		[
			'with an impossible range',
			receiving({ ipAllowlist: '192.0.2.0/33' }),
			'"192.0.2.0/33" in IP(s) Allowlist is neither an IP address nor a CIDR range',
		],
		['with something other than a short code', receiving({}, { shortCode: 'ABC' }), 'Short Code'],
		['with a phone number for a short code', receiving({}, { shortCode: mobile(0) }), 'Short Code'],
	])('A workflow %s isn’t published', async (_, parameters, words) => {
		const n8n = await createN8n();
		await expect(n8n.activate({ parameters })).rejects.toThrow(words);
		await expect(n8n.hook({ parameters, method: 'create' })).rejects.toThrow(words);
		await expect(n8n.hook({ parameters, method: 'create' })).rejects.toMatchObject({
			context: { data: { kind: 'invalidInput', mayHaveBeenProcessed: false } },
		});
	});

	test('A workflow with addresses, ranges and a short code is published', async () => {
		const n8n = await createN8n();
		const ipAllowlist = '192.0.2.1, 198.51.100.0/24\n2001:db8::/32;::ffff:203.0.113.7';
		const parameters = receiving({ ipAllowlist }, { shortCode: online });
		const { webhooks } = await n8n.activate({ parameters });
		expect(webhooks.filter(({ path }) => !path.includes('questions'))).toHaveLength(1);
	});
});

test('An allowlist that can’t be read lets no caller in', async () => {
	const n8n = await createN8n();
	// By an expression, it can be another at each call than it was upon activation.
	const { status, workflowData } = await n8n.webhook({
		parameters: receiving({ ipAllowlist: '={{ "127.0.0.1, " + "*" }}' }),
		request: { body: mo() },
	});
	expect(status).toBe(503);
	expect(workflowData).toBeUndefined();
});
