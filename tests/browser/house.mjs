// house.mjs - what all browser tests share: the served house, Chromium that
// reaches nothing but it, and somebody who only has a keyboard.
import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu',
	'--disable-background-networking', '--disable-component-update',
	'--disable-sync', '--no-first-run'];

export const root = fileURLToPath(new URL('../../', import.meta.url));

// The house: origin, link(group) gives an unused one, unsubscribe is a link
// from a letter's header, ask(words) is done.
export async function serve() {
	const child = spawn('/usr/bin/python3',
		[fileURLToPath(new URL('serve.py', import.meta.url))],
		{ stdio: ['pipe', 'pipe', 'inherit'] });
	const ended = new Promise((done) => child.once('exit', done));
	const lines = readline.createInterface({ input: child.stdout })[
		Symbol.asyncIterator]();
	const next = async () => {
		const { value, done } = await lines.next();
		if (done) throw new Error('the house ended by itself');
		return JSON.parse(value);
	};
	const { origin, links, unsubscribe } = await next();
	return {
		origin,
		unsubscribe,
		link(group) {
			if (!links[group].length) throw new Error(`no ${group} left`);
			return links[group].pop();
		},
		async ask(words) {
			child.stdin.write(`${words}\n`);
			return next();
		},
		async stop() {
			child.stdin.end();
			await ended;
		},
	};
}

export function launch() {
	return chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
}

// A device of one's own. elsewhere: what it asked of other hosts (nothing
// leaves); failures: what the pages' scripts and policy complained about.
export async function device(browser, house, options = {}) {
	const context = await browser.newContext({ locale: 'nl-NL', ...options });
	const elsewhere = [];
	const failures = [];
	await context.route((url) => url.origin !== house.origin, (route) => {
		elsewhere.push(route.request().url());
		return route.abort();
	});
	const page = await context.newPage();
	page.on('pageerror', (e) => failures.push(e.message));
	page.on('console', (m) => {
		if (m.type() === 'error' && !/status of [45]\d\d/.test(m.text()))
			failures.push(m.text());
	});
	return { context, page, elsewhere, failures };
}

// ---- a keyboard, and what has the focus ----

// The focused element as a person would know it.
function focused(page) {
	return page.evaluate(() => {
		const e = document.activeElement;
		if (!e || e === document.body) return { tag: 'body' };
		return {
			tag: e.tagName.toLowerCase(), type: e.type ?? '', name: e.name ?? '',
			value: e.value ?? '', id: e.id, checked: Boolean(e.checked),
			words: (e.innerText || e.labels?.[0]?.innerText || '').trim(),
			visible: e.matches(':focus-visible'),
		};
	});
}

// Tab until right(element); fails after going round.
export async function tabTo(page, right, what) {
	for (let i = 0; i < 250; i += 1) {
		await page.keyboard.press('Tab');
		const e = await focused(page);
		if (e.tag !== 'body' && right(e)) {
			if (!e.visible) throw new Error(`no focus to be seen on ${what}`);
			return e;
		}
	}
	throw new Error(`the keyboard does not reach ${what} on ${page.url()}`);
}

// Enter on what has the focus, and the page that comes of it.
export async function enter(page) {
	await Promise.all([
		page.waitForNavigation({ waitUntil: 'load' }),
		page.keyboard.press('Enter'),
	]);
}

export async function pressButton(page, words) {
	await tabTo(page, (e) => (e.tag === 'button' || e.tag === 'a') &&
		e.words.startsWith(words), `“${words}”`);
	await enter(page);
}

// One page of questions from top to bottom: Tab goes from question to
// question, Space chooses, arrows go on inside a question, words are typed.
// choose(name, options) gives the number of the option wanted.
export async function fillPage(page, { choose, text }) {
	const done = new Set();
	for (let i = 0; i < 250; i += 1) {
		await page.keyboard.press('Tab');
		const e = await focused(page);
		if (e.tag === 'button' && e.value === 'volgende') return;
		if (e.type === 'radio' && !done.has(e.name)) {
			done.add(e.name);
			await chooseRadio(page, e, choose);
		} else if (e.type === 'checkbox' && !done.has(e.name)) {
			done.add(e.name);
			if (!e.checked) await page.keyboard.press('Space');
		} else if (e.tag === 'textarea' || (e.type === 'text' &&
				!e.name.endsWith('_anders'))) {
			if (!e.value && text) await page.keyboard.type(text);
		}
	}
	throw new Error(`no “Volgende” reached by keyboard on ${page.url()}`);
}

async function chooseRadio(page, e, choose) {
	const values = await page.evaluate((name) => [...document
		.querySelectorAll(`input[name="${name}"]`)].map((i) => i.value), e.name);
	const wanted = values[choose(e.name, values)];
	await page.keyboard.press('Space');
	for (let i = 0; i < values.length; i += 1) {
		const now = await focused(page);
		if (now.value === wanted && now.checked) return;
		await page.keyboard.press('ArrowDown');
	}
	throw new Error(`arrows do not reach ${wanted} of ${e.name}`);
}

export async function focusedId(page) {
	return (await focused(page)).id;
}
