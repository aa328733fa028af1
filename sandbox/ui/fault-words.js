/**
 * The faults in words: kind, name, and what the client sees. Which of them a request can meet the
 * sandbox says itself.
 */
export const faultGroups = [
	{
		name: 'Connection',
		faults: [
			[
				'connectionRefused',
				'Door shut',
				'Nobody listens for half a second: connections are refused.',
			],
			[
				'connectionResetBefore',
				'Reset, not taken',
				'The connection is reset before the request is done.',
			],
			[
				'connectionResetAfter',
				'Reset, taken',
				'The request is done, then the connection is reset.',
			],
			['timeoutBefore', 'Hangs, not taken', 'No answer, and the request isn’t done.'],
			['timeoutAfter', 'Hangs, taken', 'The request is done, but no answer comes.'],
		],
	},
	{
		name: 'ApiError',
		faults: [
			['unauthorized', '401 Unauthorized', 'The token is said to be wrong or expired.'],
			['throttle', '403 Throttled', 'POL0001: too many requests.'],
			['scope', '403 Scope', 'POL0001: the token lacks the scope.'],
			['429', '429 Too many requests', 'What other gateways throttle with.'],
			['500', '500 Internal error', 'The gateway is unwell.'],
			['502', '502 Bad gateway', 'The gateway is unwell.'],
			['503', '503 Unavailable', 'The gateway is unwell.'],
			['504', '504 Gateway timeout', 'The gateway is unwell.'],
		],
	},
	{
		name: 'Answer',
		faults: [
			['truncatedJson', 'Cut JSON', 'Done, but the answer’s second half is missing.'],
			['truncatedXml', 'Cut XML', 'Done, but the XML answer’s second half is missing.'],
			['html', 'Login page', '200 and a page in HTML.'],
			['empty', 'Empty', 'An answer without a body.'],
			['wrongType', 'Wrong type', 'The right body, under another content type.'],
			['wrongCharset', 'Wrong charset', 'The right body, in Latin-1.'],
			['huge', 'Huge', 'The right body, after 32 MB of blanks.'],
			['slowBody', 'Slow slowBody', 'The right body, a byte every 100 ms.'],
			['redirect', 'Redirect', '302 to another port, which history what comes.'],
		],
	},
	{
		name: 'Inbox',
		faults: [
			['pendingCount', 'Wrong count', 'Says that no message is pending, whatever is.'],
			['emptyPage', 'Empty page', 'A page of none, with more announced.'],
		],
	},
	{
		name: 'Callback',
		faults: [
			['ackLost', 'Lost answer', 'The listener’s answer is lost: the callback is repeated.'],
		],
	},
];

const names = new Map(
	faultGroups.flatMap(({ faults }) => faults.map(([kind, name]) => [kind, name])),
);

export const faultName = (kind) => names.get(kind) ?? kind;
