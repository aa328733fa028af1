/** `+12065550100` as people read it; anything else as it is. */
export const readable = (number) => {
	const parts = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
	return parts ? `+1 ${parts.slice(1).join('-')}` : number.replace(/^short:/, '');
};

/** The E.164 number, or `short:` and a short code, that a reader meant; null if it is neither. */
export const understood = (text) => {
	const digits = text.replace(/\D/g, '').replace(/^1(?=\d{10}$)/, '');
	if (digits.length === 10) return `+1${digits}`;
	return /^\d{3,8}$/.test(digits) ? `short:${digits}` : null;
};

const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
const timeFormat = new Intl.DateTimeFormat('en-US', clock);
const dateFormat = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', ...clock });

/** The time of day, with the date if it isn't today: the sandbox's clock can be moved. */
export const timeOf = (ms) => {
	const isToday = new Date(ms).toDateString() === new Date().toDateString();
	return (isToday ? timeFormat : dateFormat).format(ms);
};

export const grouped = (number) => number.toLocaleString('en-US');

/** "1 text", "1,000 texts". */
export const count = (number, one, many = `${one}s`) =>
	`${grouped(number)} ${number === 1 ? one : many}`;

export const capitalized = (text) => text.replace(/^./, (first) => first.toUpperCase());
