// What the script adds, and what a browser keeps: one cookie, nothing else.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { device, launch, pressButton, serve } from './house.mjs';

let house;
let browser;
before(async () => {
	house = await serve();
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await house?.stop();
});

async function begun(link, options) {
	const d = await device(browser, house, options);
	await d.page.goto(link);
	await pressButton(d.page, 'Beginnen');
	return d;
}

// All that a site can leave in a browser, the cookie apart.
const kept = (page) => page.evaluate(async () => ({
	local: localStorage.length, session: sessionStorage.length,
	databases: (await indexedDB.databases()).length,
	caches: (await caches.keys()).length,
	workers: (await navigator.serviceWorker.getRegistrations()).length,
}));

const NOTHING = { local: 0, session: 0, databases: 0, caches: 0, workers: 0 };

// Waits for the words, however long saving takes.
const says = (page, words) => page.waitForFunction((text) => document
	.getElementById('bewaard').textContent.includes(text), words);

// Another window comes in front of the page, and it comes back.
async function hide(page) {
	await page.evaluate(() => {
		for (const state of ['hidden', 'visible']) {
			Object.defineProperty(document, 'visibilityState',
				{ value: state, configurable: true });
			document.dispatchEvent(new Event('visibilitychange'));
		}
	});
}

// How many versions of drafts were written since.
async function counter() {
	const before = await house.ask('versions');
	return async () => (await house.ask('versions')) - before;
}

async function reaches(count, wanted) {
	for (let i = 0; i < 1200 && await count() < wanted; i += 1)
		await new Promise((done) => { setTimeout(done, 25); });
	assert.equal(await count(), wanted);
}

test('a page that is left is saved, and is there on another device', async () => {
	const link = house.link('ib');
	const one = await begun(link);
	const count = await counter();
	await one.page.getByLabel('Primair onderwijs').check();
	await one.page.goto(`${house.origin}/contact`);
	await reaches(count, 1);
	const other = await begun(link, { javaScriptEnabled: false });
	assert.ok(await other.page.getByLabel('Primair onderwijs').isChecked());
	assert.deepEqual([...one.failures, ...other.failures], []);
	await one.context.close();
	await other.context.close();
});

test('a page is saved once for each time it is shown, and says what is saved', async () => {
	const { context, page, failures } = await begun(house.link('ib'));
	const count = await counter();
	await hide(page);
	assert.equal(await page.textContent('#bewaard'), '');
	await page.getByLabel('Primair onderwijs').check();
	await hide(page);
	await says(page, 'Wat u tot nu toe op deze pagina invulde, is bewaard.');
	await page.getByLabel('Mbo').check();
	await says(page, 'Wat u nu invult, bewaart u met “Volgende”.');
	await hide(page);
	await page.goto(`${house.origin}/contact`);
	await page.goto(`${house.origin}/verder`);
	assert.equal(await count(), 1);
	assert.ok(await page.getByLabel('Primair onderwijs').isChecked());
	// Shown again, and again by the browser's own memory of it.
	await page.getByLabel('Mbo').check();
	await hide(page);
	await says(page, 'is bewaard');
	await page.evaluate(() => window.dispatchEvent(
		new PageTransitionEvent('pageshow', { persisted: true })));
	assert.equal(await page.textContent('#bewaard'), '');
	await page.getByLabel('Primair onderwijs').check();
	await hide(page);
	await says(page, 'is bewaard');
	assert.equal(await count(), 3);
	assert.deepEqual(failures, []);
	await context.close();
});

test('a page that is sent is not saved besides', async () => {
	const { context, page, failures } = await begun(house.link('ib'));
	const count = await counter();
	await goOnTo(page, '#v-u_cijfer');
	assert.equal(await count(), 5);
	await pressButton(page, 'Terug');
	assert.equal(await count(), 6);
	await pressButton(page, 'Stoppen');
	assert.equal(await count(), 7);
	assert.deepEqual(failures, []);
	await context.close();
});

// Three people who answer otherwise; each looks away once from every page.
const ways = [
	{ option: 0, text: 'Kort.', mark: 9 },
	{ option: 1, text: 'Veel woorden, in twee keer opgeschreven. '.repeat(20), mark: 2 },
	{ option: 2, text: '', mark: 9 },
];

// Answers a page as somebody does who changes his mind.
async function answerPage(page, { option, text, mark }) {
	for (let i = 0; i < 30; i += 1) {
		const id = await page.evaluate(() => [...document
			.querySelectorAll('fieldset.vraag')].find((box) => !box.hidden &&
			!box.dataset.klaar)?.id);
		if (!id) break;
		const inputs = page.locator(`#${id} input:not([type=text])`);
		const all = await inputs.count();
		const wanted = all === 10 ? mark : option;
		if (option > 0) await inputs.first().check();
		await inputs.nth(Math.min(wanted, all - 1)).check();
		await page.evaluate((box) => {
			document.getElementById(box).dataset.klaar = 'ja';
		}, id);
	}
	for (const area of await page.locator('textarea:visible').all()) {
		await area.fill(text.slice(0, 20));
		await area.fill(text);
	}
	for (const other of await page.locator('[type=text]:visible').all())
		await other.fill(text.slice(0, 90) || 'x');
}

test('a draft has as many versions however its pages are answered', async () => {
	const counts = [];
	for (const way of ways) {
		const { context, page, failures } = await begun(house.link('beleid_gemeente'));
		const count = await counter();
		let pages = 0;
		for (; /pagina/.test(page.url()); pages += 1) {
			assert.ok(pages < 20);
			await answerPage(page, way);
			await hide(page);
			await says(page, 'is bewaard');
			await pressButton(page, 'Volgende');
		}
		assert.match(page.url(), /controle$/);
		counts.push((await count()) / pages);
		assert.deepEqual(failures, []);
		await context.close();
	}
	assert.deepEqual(counts, [2, 2, 2]);
});

// What people type into a field of so many characters.
const typed = {
	nothing: () => '',
	'many letters': (n) => 'x'.repeat(n),
	accents: (n) => 'é'.repeat(n),
	emoji: (n) => '😀'.repeat(n),
	'signs of HTML': (n) => '<"&\'\n'.repeat(n / 5),
};

for (const [group, marks] of [['ib', 6], ['beleid_gemeente', 5]])
	test(`every form and page of ${group} has its one size with the script, whatever is typed`, async () => {
		const sizes = {};
		const note = (what, bytes) => {
			(sizes[what] ??= new Set()).add(bytes);
		};
		for (const [option, text] of Object.values(typed).entries()) {
			const { context, page, failures } = await begun(house.link(group));
			const pending = [];
			page.on('request', (request) => {
				const path = new URL(request.url()).pathname;
				if (request.method() !== 'POST' || path === '/versturen') return;
				const body = request.postDataBuffer().toString();
				const number = new URLSearchParams(body).get('_pagina');
				note(`form ${number}`, body.length);
			});
			page.on('response', (response) => {
				const path = new URL(response.url()).pathname;
				if (!/^.(pagina|controle)/.test(path) ||
					![200, 422].includes(response.status())) return;
				pending.push(response.allHeaders().then((headers) => {
					note(`page ${path}`, Number(headers['content-length']));
					assert.equal(headers['content-encoding'], undefined);
				}));
			});
			await page.reload();
			for (let pages = 0; /pagina/.test(page.url()); pages += 1) {
				assert.ok(pages < 20);
				await answerPage(page, { option, text: '', mark: 3 });
				for (const area of await page.locator('textarea:visible').all())
					await area.fill(text(Number(await area.getAttribute('data-tekens'))));
				await hide(page);
				await says(page, 'is bewaard');
				await pressButton(page, 'Volgende');
				if (/^Fout/.test(await page.title()))
					for (const area of await page.locator('textarea:visible').all())
						await area.fill('korter');
				else continue;
				await pressButton(page, 'Volgende');
			}
			assert.match(page.url(), /controle$/);
			await Promise.all(pending);
			assert.deepEqual(failures, []);
			await context.close();
		}
		assert.ok(Object.keys(sizes).length > 2 * marks);
		for (const [what, found] of Object.entries(sizes))
			assert.equal(found.size, 1, `${what}: ${[...found].join(', ')} bytes`);
	});

test('saving claims nothing while the database is away', async () => {
	const { context, page } = await begun(house.link('ib'));
	await house.ask('database stop');
	await page.getByLabel('Primair onderwijs').check();
	await hide(page);
	await says(page, 'Bewaren lukte niet');
	await house.ask('database start');
	await page.reload();
	await page.getByLabel('Mbo').check();
	await hide(page);
	await says(page, 'is bewaard');
	await context.close();
});

test('remaining characters are counted as the server counts them', async () => {
	const { context, page } = await begun(house.link('ib'));
	while (await page.locator('textarea').count() === 0) {
		for (const name of await page.evaluate(() => [...new Set([...document
			.querySelectorAll('[type=radio]')].map((e) => e.name))]))
			await page.locator(`input[type=radio][name="${name}"]`).first().check();
		await pressButton(page, 'Volgende');
	}
	const area = page.locator('textarea').first();
	const id = await area.getAttribute('id');
	const most = Number(await area.getAttribute('data-tekens'));
	const note = page.locator(`#${id}-teller`);
	assert.equal(await note.textContent(), `U kunt nog ${most} tekens typen.`);
	await area.fill('één 😀\nregel');
	assert.equal(await note.textContent(), `U kunt nog ${most - 11} tekens typen.`);
	await area.fill('x'.repeat(most + 3));
	assert.equal(await note.textContent(), 'Uw tekst is 3 tekens te lang.');
	await context.close();
});

for (const javaScriptEnabled of [true, false]) {
	const how = javaScriptEnabled ? 'with' : 'without';
	test(`a browser ${how} JavaScript keeps one cookie of us, and none afterwards`, async () => {
		const d = await begun(house.link('jeugdhulp'), { javaScriptEnabled });
		if (javaScriptEnabled) {
			await d.page.getByLabel('Primair onderwijs').check();
			await hide(d.page);
			await says(d.page, 'is bewaard');
		}
		const cookies = await d.context.cookies();
		assert.equal(cookies.length, 1);
		const [{ name, httpOnly, secure, sameSite, path, expires }] = cookies;
		assert.deepEqual({ name, httpOnly, secure, sameSite, path, expires },
			{ name: '__Host-aoj', httpOnly: true, secure: true, sameSite: 'Lax',
				path: '/', expires: -1 });
		assert.deepEqual(await kept(d.page), NOTHING);
		await pressButton(d.page, 'Stoppen');
		assert.equal(await d.page.textContent('h1'), 'Tot later');
		assert.deepEqual(await d.context.cookies(), []);
		assert.deepEqual(await kept(d.page), NOTHING);
		assert.deepEqual(d.elsewhere, []);
		assert.deepEqual(d.failures, []);
		await d.context.close();
	});
}

// Chooses the first option of every question that is shown.
async function chooseFirst(page) {
	const first = () => page.evaluate(() => [...document
		.querySelectorAll('fieldset.vraag')].find((box) => !box.hidden &&
		!box.querySelector(':checked'))?.id);
	for (let id = await first(); id; id = await first())
		await page.locator(`#${id} input`).first().check();
}

// Fills in pages until one has what the selector names, or is the check page.
async function goOnTo(page, selector) {
	for (let i = 0; i < 20 && !page.url().endsWith('/controle') &&
			await page.locator(selector).count() === 0; i += 1) {
		await chooseFirst(page);
		await pressButton(page, 'Volgende');
	}
}

for (const [group, mark, followUp] of [['ib', 'u_cijfer', 'u_punt_hoger'],
	['beleid_gemeente', 'b_cijfer', 'b_punt_hoger']])
	test(`mark 7 opens the question after it before the check page, for ${group}`, async () => {
		const { context, page, failures } = await begun(house.link(group));
		await goOnTo(page, `#v-${mark}`);
		const question = page.locator(`#v-${followUp}`);
		assert.equal(await question.isVisible(), false);
		await page.locator(`#${mark}-10`).check();
		assert.equal(await question.isVisible(), false);
		await page.locator(`#${mark}-7`).check();
		assert.ok(await question.isVisible());
		assert.doesNotMatch(await question.innerText(), /Alleen als/);
		await page.locator(`#${followUp}`).fill('Meer tijd.');
		await goOnTo(page, '#akkoord');
		assert.match(await page.textContent('main'), /Meer tijd\./);
		assert.deepEqual(failures, []);
		await context.close();
	});

test('a follow-up closes when its question is answered otherwise', async () => {
	const { context, page, failures } = await begun(house.link('ib'));
	await goOnTo(page, '#v-u_overleg');
	const shown = () => page.locator('.vervolg:visible').count();
	assert.equal(await shown(), 0);
	await page.locator('#v-u_overleg').getByLabel('Ja', { exact: true }).check();
	assert.equal(await shown(), 4);
	await page.locator('#v-u_overleg').getByLabel('Nee', { exact: true }).check();
	assert.equal(await shown(), 0);
	await chooseFirst(page);
	await pressButton(page, 'Volgende');
	assert.ok(!page.url().endsWith('/pagina/3'));
	assert.deepEqual(failures, []);
	await context.close();
});
