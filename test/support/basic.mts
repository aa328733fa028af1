/** A header of Basic auth for `user:password`. */
export const basic = (pair: string, scheme = 'Basic'): string =>
	`${scheme} ${Buffer.from(pair).toString('base64')}`;
