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

test('what is typed is saved while typing, and is there on another device', async () => {
	const link = house.link('ib');
	const one = await begun(link);
	const before = await house.ask('drafts');
	await one.page.getByLabel('Primair onderwijs').check();
	await says(one.page, 'zijn bewaard');
	assert.equal((await house.ask('drafts')).length, before.length + 1);
	const other = await begun(link, { javaScriptEnabled: false });
	assert.ok(await other.page.getByLabel('Primair onderwijs').isChecked());
	assert.deepEqual([...one.failures, ...other.failures], []);
	await one.context.close();
	await other.context.close();
});

test('saving while typing claims nothing while the database is away', async () => {
	const { context, page } = await begun(house.link('ib'));
	await house.ask('database stop');
	await page.getByLabel('Primair onderwijs').check();
	await says(page, 'Bewaren lukt nu niet');
	await house.ask('database start');
	await page.getByLabel('Mbo').check();
	await says(page, 'zijn bewaard');
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
			await says(d.page, 'zijn bewaard');
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
