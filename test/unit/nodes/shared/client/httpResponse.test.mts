import { bodyText, toBuffer } from '../../../../../nodes/shared/client/httpResponse.ts';

test.each<[string, unknown, string]>([
	['a Buffer', Buffer.from('é'), 'é'],
	['an ArrayBuffer', new Uint8Array([0x68, 0x69]).buffer, 'hi'],
	['text', 'é', 'é'],
	['an object', { a: 1 }, '{"a":1}'],
	['nothing', undefined, '""'],
])('A body that is %s is read', (_, data, expected) => {
	expect(bodyText({ httpStatus: 200, headers: {}, body: toBuffer(data) })).toBe(expected);
});
