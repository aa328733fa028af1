// n8n hands a request's credential to `preAuthentication` and `authenticate` as one object, which
// therefore stands for the request.
const waitingForToken = new WeakSet<object>();
const authenticated = new WeakSet<object>();

/** Notes that a request waits for a token: it has not been sent, or AT&T rejected its token. */
export const markWaitingForToken = (credentials: object): void => {
	waitingForToken.add(credentials);
};

/** Notes that a request has its token, and is sent next. */
export const markAuthenticated = (credentials: object): void => {
	authenticated.add(credentials);
	waitingForToken.delete(credentials);
};

/** Whether a request has been sent with the token that is in its credential. */
export const wasAuthenticated = (credentials: object): boolean => authenticated.has(credentials);

/** Whether a request still waits for a token, so that nothing of it can have been sent. */
export const isWaitingForToken = (credentials: object): boolean => waitingForToken.has(credentials);
