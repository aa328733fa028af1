/**
 * Turns the callback's `MM-DD-YYYYThh:mm:ss` ("DateTime" in AT&T's page) into ISO 8601's local
 * form `YYYY-MM-DDThh:mm:ss`. AT&T names no zone, so none is added. What is already ISO stays; what
 * is neither gives an empty text.
 */
export const isoLocalTime = (dateTime: string): string => {
	const att = /^(\d{2})-(\d{2})-(\d{4})T(\d{2}:\d{2}:\d{2})/.exec(dateTime);
	if (att) return `${att[3]}-${att[1]}-${att[2]}T${att[4]}`;
	return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(dateTime) ? dateTime : '';
};
