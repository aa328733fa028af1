import { checkedBaseUrl } from '../../../../../nodes/shared/client/baseUrl.ts';
import { GatewayError } from '../../../../../nodes/shared/errors/gatewayError.ts';

describe('The base URL', () => {
	test.each([
		['https://api.att.com', 'https://api.att.com'],
		[' https://api.att.com/ ', 'https://api.att.com'],
		['HTTPS://API.ATT.COM//', 'https://api.att.com'],
		['https://api.att.com:443', 'https://api.att.com'],
		['https://proxy.example.com:8443/att/', 'https://proxy.example.com:8443/att'],
		['http://localhost:8080', 'http://localhost:8080'],
		['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
		['http://127.1.2.3', 'http://127.1.2.3'],
		['http://[::1]:8080', 'http://[::1]:8080'],
	])('The base URL %j becomes %j', (written, expected) => {
		expect(checkedBaseUrl(written)).toBe(expected);
	});

	test.each<[unknown, string]>([
		['', 'is not a URL'],
		['api.att.com', 'is not a URL'],
		['//api.att.com', 'is not a URL'],
		[undefined, 'is not a URL'],
		[{ url: 'https://api.att.com' }, 'is not a URL'],
		['http://api.att.com', 'must begin with https://'],
		['http://localhost.example.com', 'must begin with https://'],
		['http://127.0.0.1.example.com', 'must begin with https://'],
		['http://10.0.0.1', 'must begin with https://'],
		['http://[::2]', 'must begin with https://'],
		['ftp://localhost', 'must begin with https://'],
		['file:///etc/passwd', 'must begin with https://'],
		['javascript:alert(1)', 'must begin with https://'],
		['https://user:secret@api.att.com', 'only a scheme, a host and optionally a path'],
		['https://api.att.com?key=secret', 'only a scheme, a host and optionally a path'],
		['https://api.att.com/#top', 'only a scheme, a host and optionally a path'],
	])('The base URL %j is an error: it %s', (written, reason) => {
		const check = () => checkedBaseUrl(written);
		expect(check).toThrow(GatewayError);
		expect(check).toThrow(reason);
		expect(check).not.toThrow('secret');
	});
});
