/**
 * Makes an element. Children are nodes or text, and text goes in as text only: what comes over the
 * wire may be hostile. `on…` attributes are listeners; false, null and undefined leave one out.
 */
export function element(tag, attributes = {}, ...children) {
	const node = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (value === false || value === null || value === undefined) continue;
		if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
		else node.setAttribute(name, value === true ? '' : String(value));
	}
	node.append(...children.flat().filter((child) => child !== null && child !== undefined));
	return node;
}

/** Sets a node's text where it is another: an untouched node keeps its selection. */
export function setText(node, text) {
	if (node.textContent !== text) node.textContent = text;
}

/** Sets an attribute where it is another; null removes it. */
export function setAttribute(node, name, value) {
	if (node.getAttribute(name) === value) return;
	if (value === null) node.removeAttribute(name);
	else node.setAttribute(name, value);
}

let ids = 0;

/** An id for a label or a description to point at. */
export const newId = (of) => `${of}-${++ids}`;

export const find = (selector) => document.querySelector(selector);
