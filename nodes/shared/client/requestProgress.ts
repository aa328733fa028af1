// n8n hands the credential of a request to `preAuthentication` and `authenticate` as one object,
// which therefore stands for the request.
const ownRequests = new WeakSet<object>();
const waitingForToken = new WeakSet<object>();
const authenticated = new WeakSet<object>();
const forNewToken = new WeakSet<object>();
const withNewToken = new WeakSet<object>();

/** Notes that a request is one of the nodes', which choose the token themselves. */
export const markOwnRequest = (credentials: object): void => {
	ownRequests.add(credentials);
};

/** Whether a request is one of the nodes'. */
export const isOwnRequest = (credentials: object): boolean => ownRequests.has(credentials);

/** Notes that a request waits for a token: it has not been sent, or AT&T rejected its token. */
export const markWaitingForToken = (credentials: object): void => {
	waitingForToken.add(credentials);
};

/** Notes that a request has its token, and is sent next. */
export const markAuthenticated = (credentials: object): void => {
	authenticated.add(credentials);
	waitingForToken.delete(credentials);
};

/** Notes that a request is to be sent with a new token by the App Secret only. */
export const markForNewToken = (credentials: object): void => {
	forNewToken.add(credentials);
};

/**
 * Whether a request is to have a new token by the App Secret: that of the credential's test in the
 * editor, and any that n8n asks a token for before it was tried with the one that is stored. Only
 * such a token shows that the App Secret is right, and which scope it gives: a refresh keeps the old
 * one (RFC 6749, section 6).
 */
export const wantsNewToken = (credentials: object): boolean =>
	forNewToken.has(credentials) ||
	(!ownRequests.has(credentials) && !authenticated.has(credentials));

/** Notes that a request got a new token by the App Secret. */
export const markNewToken = (credentials: object): void => {
	withNewToken.add(credentials);
};

/** Whether a request got a new token by the App Secret. */
export const hasNewToken = (credentials: object): boolean => withNewToken.has(credentials);

/** Whether a request still waits for a token, so that nothing of it can have been sent. */
export const isWaitingForToken = (credentials: object): boolean => waitingForToken.has(credentials);
