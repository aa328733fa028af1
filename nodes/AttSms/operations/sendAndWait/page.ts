const escapes: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

const escapeHtml = (text: string): string =>
	text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

/** No script, no outside asset: it works on any phone, and n8n's Content-Security-Policy allows it. */
const layout = (title: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; --text: #1c1c1e; --back: #f4f4f6; --card: #fff; --line: #c9c9cf; --act: #0b57d0; --on-act: #fff; }
@media (prefers-color-scheme: dark) { :root { --text: #f1f1f3; --back: #131316; --card: #1f1f23; --line: #4a4a52; --act: #a8c7fa; --on-act: #062e6f; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem; font: 1.0625rem/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); }
main { max-width: 32rem; margin: 8vh auto 0; padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; }
h1 { margin: 0 0 1rem; font-size: 1.125rem; }
p { margin: 0 0 1.5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
p:last-child { margin: 0; }
label { display: block; margin-bottom: 0.5rem; }
textarea { width: 100%; margin-bottom: 1rem; padding: 0.5rem; font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 0.5rem; }
button { width: 100%; min-height: 3rem; margin-top: 0.5rem; font: inherit; font-weight: 600; color: var(--act); background: transparent; border: 1px solid var(--act); border-radius: 0.5rem; cursor: pointer; }
button.main { color: var(--on-act); background: var(--act); }
:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;

export interface PageTexts {
	/** Who asks. */
	title: string;
	/** What is asked. */
	message: string;
	type: 'approval' | 'freeText';
	approveLabel: string;
	/** Undefined if one can only approve. */
	disapproveLabel?: string;
}

const button = (value: string, label: string, style = ''): string =>
	`<button${style} name="answer" value="${value}">${escapeHtml(label)}</button>`;

const controls = ({ type, approveLabel, disapproveLabel }: PageTexts): string =>
	type === 'freeText'
		? `<label for="text">Your answer</label>
<textarea id="text" name="text" rows="4" required maxlength="4096"></textarea>
<button class="main">Send</button>`
		: [
				button('approve', approveLabel, ' class="main"'),
				...(disapproveLabel === undefined ? [] : [button('disapprove', disapproveLabel)]),
			].join('\n');

/** The page that a link opens. It answers by POST alone: phones fetch each link for its preview. */
export const questionPage = (texts: PageTexts): string =>
	layout(
		texts.title,
		`<p>${escapeHtml(texts.message)}</p>
<form method="post">
${controls(texts)}
</form>`,
	);

export const answeredPage = (title: string): string =>
	layout(title, '<p>Thank you. Your answer was received. You can close this page.</p>');

/** For a link of an earlier question, as in a loop. */
export const overPage = (title: string): string =>
	layout(title, '<p>This question is closed: no answer is expected any more.</p>');

/** n8n allows a page less than this; `form-action` keeps the answer on this n8n. */
export const pagePolicy =
	"default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
