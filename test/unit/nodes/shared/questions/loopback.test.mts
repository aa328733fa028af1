/** n8n is called by its public URL or else by loopback: what must not happen twice is called once. */
import type { IHttpRequestOptions, IPollFunctions } from 'n8n-workflow';
import {
	callOwnN8n,
	callOwnN8nOnce,
	type OwnResponse,
	type Source,
} from '../../../../../nodes/shared/questions/loopback.ts';

const url = 'https://n8n.example/webhook-waiting/1/node';
const post = { method: 'POST', body: '{}' } as const;

/** An n8n whose ways answer in turn: with an HTTP status, or an error code. */
const answering = (...answers: Array<number | string>) => {
	const called: string[] = [];
	const httpRequest = async ({ url: way }: IHttpRequestOptions) => {
		called.push(new URL(way).hostname);
		const answer = answers[called.length - 1];
		if (typeof answer === 'string') throw Object.assign(new Error(answer), { code: answer });
		return { statusCode: answer, body: '{"n":1}', headers: {} };
	};
	return { called, context: { helpers: { httpRequest } } as unknown as IPollFunctions };
};

const sourceOf = ({ status }: OwnResponse): Source =>
	status === 200 ? 'n8n' : status === 401 ? 'maybe' : 'other';

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH'])(
	'A call that must be made once is made by loopback if the public URL can’t be reached: %s',
	async (code) => {
		const { called, context } = answering(code, 200);
		expect(await callOwnN8nOnce(context, url, post, sourceOf)).toMatchObject({ status: 200 });
		expect(called).toEqual(['n8n.example', '127.0.0.1']);
	},
);

test.each<[string | number]>([['ECONNABORTED'], ['ECONNRESET'], [504]])(
	'A call that must be made once is not made again if n8n may have got it: %s',
	async (answer) => {
		const { called, context } = answering(answer, 200);
		expect(await callOwnN8nOnce(context, url, post, sourceOf)).toBe('noResponse');
		expect(called).toEqual(['n8n.example']);
	},
);

test('A call that changes nothing is made by loopback after a timeout', async () => {
	const { called, context } = answering('ECONNABORTED', 200);
	expect(await callOwnN8n(context, url, { method: 'GET' }, sourceOf)).toMatchObject({
		status: 200,
	});
	expect(called).toHaveLength(2);
});

test('A proxy’s 401 does not count if n8n answers by another way', async () => {
	const { context } = answering(401, 200);
	expect(await callOwnN8nOnce(context, url, post, sourceOf)).toMatchObject({ status: 200 });
});

test('A 401 counts if no other way leads to n8n', async () => {
	const { context } = answering(401, 'ECONNREFUSED');
	expect(await callOwnN8n(context, url, { method: 'GET' }, sourceOf)).toMatchObject({
		status: 401,
	});
});
