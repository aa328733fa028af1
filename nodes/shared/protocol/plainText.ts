/** Enough for a sentence and a reference number. In characters. */
const longest = 300;

/** So much of a page is looked at. In characters. */
const longestPage = 64 * 1024;

/** Elements whose content nobody reads. */
const hidden = ['script', 'style', 'head', 'svg', 'template'];

/** Turns runs of white space into one blank. Of a longer text, the first 64 kB. */
export const joinWords = (text: string): string =>
	text.slice(0, longestPage).split(/\s+/).filter(Boolean).join(' ');

/** As `joinWords`, and cuts what is too long for an error message: once its secrets are masked. */
export const cutText = (text: string): string => {
	const words = joinWords(text);
	return words.length > longest ? `${words.slice(0, longest - 1)}…` : words;
};

const references: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
};

const decodeReferences = (text: string): string =>
	text.replace(
		/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi,
		(reference, decimal, hex, name) => {
			const code = decimal ? Number(decimal) : hex ? parseInt(String(hex), 16) : undefined;
			if (code === undefined) return references[String(name).toLowerCase()] ?? reference;
			return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : reference;
		},
	);

const titleOf = (page: string): string => /<title[^>]{0,200}>([^<]{0,500})/i.exec(page)?.[1] ?? '';

/** The text of an HTML page, its title first, without markup, scripts and styles. */
export const htmlText = (html: string): string => {
	const page = html.slice(0, longestPage);
	const texts = [titleOf(page)];
	let skipUntil = '';
	for (const part of page.split('<').slice(1)) {
		const end = part.indexOf('>');
		const name = /^\/?[a-z][a-z\d]{0,20}/i.exec(part)?.[0].toLowerCase() ?? '';
		if (skipUntil !== '' && name !== skipUntil) continue;
		skipUntil = hidden.includes(name) ? `/${name}` : '';
		if (skipUntil === '' && end >= 0) texts.push(part.slice(end + 1));
	}
	const [title = '', ...others] = texts.map(decodeReferences).map(joinWords).filter(Boolean);
	// Many pages repeat their title in a heading.
	return joinWords([title, ...others.filter((text) => text !== title)].join(' '));
};

const isHtml = (body: string): boolean => /<(?:!doctype\s{1,99}html|html|body|title)\b/i.test(body);

/** Whether a body is an HTML page. */
export const isHtmlPage = (body: string): boolean => {
	const start = body.slice(0, longestPage).trim();
	return start.startsWith('<') && isHtml(start.slice(0, 1000));
};

/** The text of a body that is an HTML page or plain text. Empty for JSON and XML. */
export const plainTextOf = (body: string): string => {
	const start = body.slice(0, longestPage).trim();
	if (isHtmlPage(start)) return htmlText(start);
	return /^[{["<]/.test(start) ? '' : joinWords(start);
};
