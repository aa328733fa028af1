/** `+12065550100` as people read it; anything else as it is. */
export function readable(number) {
	const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
	if (parts) return `+1 ${parts[1]}-${parts[2]}-${parts[3]}`;
	return number.replace(/^short:/, '');
}

/** The E.164 number, or `short:` and a short code, that a reader meant; null where it is neither. */
export function understood(text) {
	const plain = text.replace(/^tel:/i, '').replace(/[\s().-]/g, '');
	const digits = /^(?:\+?1)?(\d{10})$/.exec(plain)?.[1];
	if (digits) return `+1${digits}`;
	const shortCode = /^(?:short:)?(\d{3,8})$/i.exec(plain)?.[1];
	return shortCode ? `short:${shortCode}` : null;
}

const clockTime = new Intl.DateTimeFormat('en-US', {
	hour: '2-digit',
	minute: '2-digit',
	second: '2-digit',
	hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric' });

/** The time of day, with the day where it is another: the sandbox's clock can be moved. */
export function timeOf(ms) {
	const time = new Date(ms);
	const today = time.toDateString() === new Date().toDateString();
	return today ? clockTime.format(time) : `${day.format(time)}, ${clockTime.format(time)}`;
}

const plain = new Intl.NumberFormat('en-US');

/** `10000` as `10,000`. */
export const grouped = (number) => plain.format(number);

export const count = (number, one, many = `${one}s`) =>
	`${grouped(number)} ${number === 1 ? one : many}`;

export const operations = {
	token: 'Token',
	send: 'Send',
	status: 'Status',
	inbox: 'Inbox',
	callback: 'Callback',
};
