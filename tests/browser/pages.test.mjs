// Every page and every state of it: axe, the Nu HTML checker, and no sideways
// scrolling on a narrow phone. Leaves a screenshot of each at 320 and 1280.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { answerByKeyboard, axe, beginByKeyboard, Checker, openBrowser, openHouse, screenshots,
	visitor } from './house.mjs';

let house, browser, v;
const checker = new Checker();
const judged = new Set();

before(async () => {
	house = await openHouse();
	browser = await openBrowser();
	v = await visitor(browser, house);
});
after(async () => {
	await browser?.close();
	await house?.close();
});

// The page shown, judged in every way.
async function judge(name) {
	assert.ok(!judged.has(name), `${name} is judged once`);
	judged.add(name);
	for (const width of [1280, 320]) {
		await v.page.setViewportSize({ width, height: 800 });
		const wide = await v.page.evaluate(() => document.documentElement.scrollWidth);
		assert.ok(wide <= width, `${name} scrolls sideways at ${width}: ${wide}`);
		await v.page.screenshot({ path: join(screenshots, `${name}-${width}.png`),
			fullPage: true });
		assert.deepEqual(await axe(v.page), [], `${name} at ${width}`);
	}
	await v.page.setViewportSize({ width: 1280, height: 800 });
	checker.add(name, await v.page.content());
}

const press = (selector) => Promise.all([v.page.waitForNavigation(), v.page.click(selector)]);

async function questionnaire(list, number) {
	await v.page.goto(house[list][number]);
	await judge(`${list}-start`);
	await beginByKeyboard(v.page);
	for (let i = 1; v.page.url().includes('/pagina/'); i++) {
		const name = `${list}-${i}`;
		await judge(name);
		await press('button[value=volgende]');
		if (v.page.url().includes('/pagina/') && await v.page.$('.fouten')) {
			await judge(`${name}-fouten`);
			assert.match(await v.page.title(), /^Fout: /);
		}
		if (v.page.url().includes('/pagina/')) await answerByKeyboard(v.page);
	}
	await judge(`${list}-controle`);
	await press('form[action="/versturen"] button');
	await judge(`${list}-controle-fout`);
}

test('the list uitvoering', () => questionnaire('uitvoering', 0));

test('choosing another list, and not taking part', async () => {
	for (const [path, name] of [['/niet-mijn-lijst', 'niet-mijn-lijst'],
		['/niet-meedoen', 'niet-meedoen']]) {
		await v.page.goto(house.origin + path);
		await judge(name);
		await press('form button');
		await judge(`${name}-fout`);
	}
});

test('the pages about the service, with and without a link', async () => {
	for (const path of ['wie-kan-wat-zien', 'privacy', 'toegankelijkheid', 'contact']) {
		await v.page.goto(`${house.origin}/${path}`);
		await judge(`${path}-meting`);
	}
	await v.context.clearCookies();
	for (const path of ['wie-kan-wat-zien', 'privacy', 'toegankelijkheid', 'contact', 'bedankt',
		'gestopt', 'tot-ziens', 'bestaat-niet', 'verder']) {
		await v.page.goto(`${house.origin}/${path}`);
		await judge(path);
	}
	await v.page.goto(house.origin);
	await judge('voorpagina');
	await v.page.goto(`${house.origin}/v?t=${'a'.repeat(26)}`);
	await judge('link-doet-niets');
});

test('the list beleid', () => questionnaire('beleid', 1));

test('two links in one browser', async () => {
	await v.page.goto(house.uitvoering[2]);
	await beginByKeyboard(v.page);
	const other = await v.context.newPage();
	await other.goto(house.uitvoering[3]);
	await Promise.all([other.waitForNavigation(), other.click('form[action="/begin"] button')]);
	await press('button[value=volgende]');
	await judge('andere-link');
	await other.close();
});

test('the database is away, and nothing is lost', async () => {
	await v.context.clearCookies();
	await v.page.goto(house.uitvoering[4]);
	await beginByKeyboard(v.page);
	await v.page.check('input[name=u_werkveld][value=po]');
	await house.say('stop database');
	await press('button[value=volgende]');
	assert.match(await v.page.textContent('main'), /gaat niets verloren|niets verloren/);
	await judge('even-niet');
	await house.say('start database');
	v.page.once('dialog', (d) => d.accept());
	await v.page.reload();
	assert.match(v.page.url(), /\/pagina\/2$/);
});

test('the Nu HTML checker has nothing against any page', () => {
	assert.ok(checker.pages.size > 35, `${checker.pages.size} pages`);
	assert.equal(checker.complaints(), '');
});
