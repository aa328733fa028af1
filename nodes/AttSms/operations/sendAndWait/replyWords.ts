import { EmptyFieldError, InputError } from '../../../shared/errors/inputError';
import { keywordOf } from '../../../shared/message/keyword';

/** The words that approve, and those that disapprove. */
export interface ReplyWords {
	approve: string[];
	disapprove: string[];
}

export const defaultWords: ReplyWords = {
	approve: ['YES', 'Y', 'OK', 'APPROVE', 'SI'],
	disapprove: ['NO', 'N', 'DECLINE'],
};

/** What a reply means, and the text that follows the word. */
export interface Decision {
	approved: boolean;
	rest: string;
}

/** More words, or longer ones, aren't a list of answers but a text in the wrong field. */
const maxWords = 50;
const maxWordLength = 60;

/** So much of a reply is searched for the word that it begins with. In characters. */
const maxStart = 1000;

interface Folded {
	text: string;
	/** For each character of `text`, where it ends in the original. */
	ends: number[];
}

/** Upper case, without accents, with each run of blanks as one. */
const fold = (original: string): Folded => {
	const text: string[] = [];
	const ends: number[] = [];
	let end = 0;
	for (const character of original) {
		end += character.length;
		const folded = character.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase();
		for (const unit of folded.replace(/[\s\p{Cf}]/gu, ' ')) {
			if (unit === ' ' && text.at(-1) === ' ') {
				ends[ends.length - 1] = end;
				continue;
			}
			for (const half of unit.split('')) {
				text.push(half);
				ends.push(end);
			}
		}
	}
	return { text: text.join(''), ends };
};

const foldedWord = (word: string): string => fold(word).text.trim();

/** What may come before the word: blanks, quotes and other punctuation. */
const lead = /^[\s\p{P}\p{Cf}]*/u;
/** What makes the word another one: "Nope", "N'importe". */
const goesOn = /^[\p{L}\p{N}'’]/u;

/**
 * Reads a reply. The word comes first, in any letter case, with or without accents and punctuation,
 * and more text may follow. Undefined if the reply doesn't begin with any of the words.
 */
export const readDecision = (reply: string, words: ReplyWords): Decision | undefined => {
	const { text, ends } = fold(reply.slice(0, maxStart));
	const start = lead.exec(text)?.[0].length ?? 0;
	const body = text.slice(start);
	const entries = [
		...words.approve.map((word) => ({ word: foldedWord(word), approved: true })),
		...words.disapprove.map((word) => ({ word: foldedWord(word), approved: false })),
	].sort((a, b) => b.word.length - a.word.length);
	const found = entries.find(
		({ word }) => word !== '' && body.startsWith(word) && !goesOn.test(body.slice(word.length)),
	);
	if (!found) return undefined;
	const rest = reply.slice(ends[start + found.word.length - 1] ?? reply.length);
	return { approved: found.approved, rest: rest.replace(lead, '').trim() };
};

/**
 * Reads words separated by commas, semicolons or new lines. Throws an InputError if one of them is a
 * carrier keyword that never is an answer (STOP, HELP), or if there are none.
 */
export const readWords = (written: string, fieldName: string): string[] => {
	const words = written
		.split(/[,;\r\n]+/)
		.map((word) => word.trim())
		.filter((word) => word !== '');
	if (words.length === 0) throw new EmptyFieldError(fieldName);
	if (words.length > maxWords || words.some(({ length }) => length > maxWordLength)) {
		throw new InputError(
			`up to ${maxWords} words of up to ${maxWordLength} characters are allowed`,
			fieldName,
		);
	}
	for (const word of words) {
		const keyword = keywordOf(word);
		if (keyword === 'optOut' || keyword === 'help') {
			throw new InputError(
				`"${word}" can't be an answer: carriers require it to mean ${keyword === 'help' ? 'HELP' : 'STOP'}`,
				fieldName,
			);
		}
		if (!/[^\s\p{P}]/u.test(foldedWord(word))) {
			throw new InputError(`"${word}" has no letter or digit`, fieldName);
		}
	}
	return words;
};

/** Throws an InputError if a word means both. */
export const checkWords = ({ approve, disapprove }: ReplyWords): void => {
	const approving = new Set(approve.map(foldedWord));
	const both = disapprove.find((word) => approving.has(foldedWord(word)));
	if (both !== undefined) {
		throw new InputError(
			`"${both}" both approves and disapproves: it can mean only one`,
			'Disapprove Words',
		);
	}
};
