/** What npm and node-gyp print when … → one sentence about it. */
const sentences = [
	[/ENOSPC|no space left on device/i, 'The disk is full: free some space and try again.'],
	[
		/ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ERR_SOCKET_TIMEOUT/,
		'The npm registry cannot be reached: check the network connection (or proxy) and try again.',
	],
	[/E401|E403/, "The npm registry refuses access: check the registry in npm's settings."],
	[/EACCES|EPERM|EROFS/, 'npm may not write there: check the permissions and try again.'],
];

export const npmErrorMessage = (output) => sentences.find(([pattern]) => pattern.test(output))?.[1];
