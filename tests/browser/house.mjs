// house.mjs - a browser, a house to visit, and judges of what it shows.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import AxeBuilder from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const here = new URL('.', import.meta.url).pathname;
const build = process.env.AOJ_B ?? join(here, '../../build');
export const screenshots = join(build, 'screenshots');

export async function openHouse() {
	const child = spawn('/usr/bin/python3', [join(here, 'serve.py')], {
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	const first = await lines.next();
	if (first.done) throw new Error('the house did not open');
	return {
		...JSON.parse(first.value),
		async say(word) {
			child.stdin.write(word + '\n');
			await lines.next();
		},
		close: () => new Promise((done) => {
			child.on('exit', done);
			child.stdin.end();
		}),
	};
}

export function openBrowser() {
	mkdirSync(screenshots, { recursive: true });
	return chromium.launch({
		executablePath: '/usr/bin/chromium',
		args: ['--headless', '--no-sandbox', '--disable-gpu',
			'--disable-background-networking', '--disable-component-update',
			'--disable-sync', '--no-first-run'],
	});
}

// One visitor: a device of its own, whose requests elsewhere are noted.
export async function visitor(browser, house, { js = true, width = 1280 } = {}) {
	const context = await browser.newContext({
		javaScriptEnabled: js, viewport: { width, height: 800 }, locale: 'nl-NL',
	});
	const elsewhere = [];
	context.on('request', (r) => {
		if (!r.url().startsWith(house.origin) && !r.url().startsWith('data:'))
			elsewhere.push(r.url());
	});
	const page = await context.newPage();
	return { context, page, elsewhere };
}

// What axe has against a page, as readable lines.
export async function axe(page) {
	const { violations } = await new AxeBuilder({ page }).withTags([
		'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa',
		'best-practice']).analyze();
	return violations.flatMap((v) => v.nodes.map((n) =>
		`${v.id}: ${n.target.join(' ')} ${n.failureSummary ?? ''}`));
}

// Collects pages and has the Nu HTML checker read them all in one call.
export class Checker {
	pages = new Map();
	add(name, html) {
		this.pages.set(name, html);
	}
	complaints() {
		const folder = mkdtempSync(join(tmpdir(), 'aoj-html-'));
		for (const [name, html] of this.pages)
			writeFileSync(join(folder, name.replaceAll(/\W+/g, '-') + '.html'), html);
		const jar = createRequire(import.meta.url)('vnu-jar');
		const done = spawnSync('java', ['-jar', jar, '--errors-only', '--skip-non-html', folder],
			{ encoding: 'utf8', maxBuffer: 1 << 26 });
		if (done.error) throw done.error;
		return done.stderr.trim();
	}
}

// Moves by keyboard alone to the control that a test names.
export async function tabTo(page, wanted, most = 200) {
	for (let i = 0; i < most; i++) {
		await page.keyboard.press('Tab');
		if (await page.evaluate((s) => document.activeElement?.matches(s), wanted)) return;
	}
	throw new Error(`no ${wanted} within ${most} tabs on ${page.url()}`);
}

// Fills the questions of the page shown with the keyboard: in every group of
// radio buttons the choice that `pick` names, else the first.
export async function answerByKeyboard(page, pick = () => 0) {
	const last = 'button[name=_knop][value=volgende]';
	const seen = new Set();
	for (let i = 0; i < 300; i++) {
		await page.keyboard.press('Tab');
		const at = await page.evaluate(() => {
			const e = document.activeElement;
			return { tag: e.tagName, type: e.type, name: e.name, checked: e.checked,
				value: e.value, button: e.name === '_knop' ? e.value : null };
		});
		if (at.button === 'volgende') {
			await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
			return;
		}
		if (at.type === 'radio' && !seen.has(at.name)) {
			seen.add(at.name);
			const index = pick(at.name);
			if (!at.checked) await page.keyboard.press('Space');
			for (let k = 0; k < index; k++) await page.keyboard.press('ArrowDown');
		} else if (at.type === 'checkbox' && !seen.has(at.name)) {
			seen.add(at.name);
			await page.keyboard.press('Space');
		} else if (at.type === 'textarea' && at.value === '') {
			await page.keyboard.type('Wij bellen elkaar gewoon; dat werkt.');
		}
	}
	throw new Error(`${last} was not reached on ${page.url()}`);
}

export async function beginByKeyboard(page) {
	await tabTo(page, 'form[action="/begin"] button');
	await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}
