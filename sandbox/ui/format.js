/** `+12065550100` as people read it; anything else as it is. */
export const readable = (number) => {
	const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
	return parts ? `+1 ${parts.slice(1).join('-')}` : number.replace(/^short:/, '');
};

/** The E.164 number, or `short:` and a short code, that a reader meant; null if it is neither. */
export const understood = (text) => {
	const plain = text.replace(/^tel:/i, '').replace(/[\s().-]/g, '');
	const digits = /^(?:\+?1)?(\d{10})$/.exec(plain)?.[1];
	if (digits) return `+1${digits}`;
	const shortCode = /^(?:short:)?(\d{3,8})$/i.exec(plain)?.[1];
	return shortCode ? `short:${shortCode}` : null;
};

const clockTime = new Intl.DateTimeFormat('en-US', {
	hour: '2-digit',
	minute: '2-digit',
	second: '2-digit',
	hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric' });

/** The time of day, with the date if it isn't today: the sandbox's clock can be moved. */
export const timeOf = (ms) => {
	const time = new Date(ms);
	const today = time.toDateString() === new Date().toDateString();
	return today ? clockTime.format(time) : `${day.format(time)}, ${clockTime.format(time)}`;
};

const plain = new Intl.NumberFormat('en-US');

export const grouped = (number) => plain.format(number);

/** "1 text", "1,000 texts". */
export const count = (number, one, many = `${one}s`) =>
	`${grouped(number)} ${number === 1 ? one : many}`;

export const operationNames = {
	token: 'Token',
	send: 'Send',
	status: 'Status',
	inbox: 'Inbox',
	callback: 'Callback',
};
