// Every page in every state: accessible, valid, not wider than a small phone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { device, launch, serve } from './house.mjs';
import { Looker } from './look.mjs';

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

// A device that looks; at the end: nothing asked elsewhere, nothing wrong.
async function looking(body) {
	const d = await device(browser, house);
	const look = new Looker(d.page);
	await body(d.page, look, d.context);
	await look.validate();
	assert.deepEqual(d.elsewhere, []);
	assert.deepEqual(d.failures, []);
	await d.context.close();
}

const press = async (page, words) => {
	await Promise.all([
		page.waitForNavigation({ waitUntil: 'load' }),
		page.getByRole('button', { name: words }).click(),
	]);
};

const begin = async (page, link) => {
	await page.goto(link);
	await press(page, 'Beginnen');
};

// The same option everywhere, the first of those that may be several, the text
// in every field.
const fill = (page, option, text) => page.evaluate(([n, words]) => {
	const names = new Set([...document.querySelectorAll('[type=radio]')]
		.map((e) => e.name));
	for (const name of names) {
		const all = [...document.querySelectorAll(`[name="${name}"]`)]
			.filter((e) => e.type === 'radio');
		all[Math.min(n, all.length - 1)].checked = true;
		all[0].dispatchEvent(new Event('change', { bubbles: true }));
	}
	for (const e of document.querySelectorAll('[type=checkbox]'))
		e.checked = !names.has(e.name) && Boolean(names.add(e.name));
	for (const e of document.querySelectorAll('[data-tekens]')) e.value = words;
}, [option, text]);

// All pages of a list, each also with something wrong in it, to the check.
async function walk(page, look, list) {
	while (/\/pagina\/\d+/.test(page.url())) {
		const number = page.url().match(/pagina\/(\d+)/)[1];
		await look.at(`${list}-${number}`);
		await page.evaluate(() => {
			for (const e of document.querySelectorAll('[type=radio], [type=checkbox]'))
				e.checked = false;
			for (const e of document.querySelectorAll('[data-tekens]'))
				e.value = 'é'.repeat(Number(e.dataset.tekens) + 1);
		});
		await press(page, 'Volgende');
		assert.match(await page.title(), /^Fout: /);
		await look.at(`${list}-${number}-fout`);
		await fill(page, 0, 'Zie <a href="x">hier</a> & "daar",\nop twee regels.');
		await look.at(`${list}-${number}-ingevuld`);
		await press(page, 'Volgende');
		assert.ok(!page.url().endsWith(`/pagina/${number}`), `page ${number} comes back`);
	}
	assert.match(page.url(), /\/controle$/);
}

for (const [group, list] of [['ib', 'uitvoering'], ['beleid_gemeente', 'beleid']])
	test(`all of the list ${list}, from the start page to thanks, is for everybody`,
		() => looking(async (page, look) => {
			const link = house.link(group);
			await page.goto(link);
			await look.at(`${list}-start`);
			await press(page, 'Beginnen');
			await walk(page, look, list);
			await look.at(`${list}-controle`);
			await press(page, 'Versturen');
			assert.match(await page.title(), /^Fout: /);
			await look.at(`${list}-controle-fout`);
			await page.getByRole('link', { name: /^Wijzigen/ }).first().click();
			await look.at(`${list}-wijzigen`);
			await press(page, 'Bewaren en terug naar de controle');
			await page.getByLabel('Ja, ik wil mijn antwoorden versturen').check();
			await press(page, 'Versturen');
			assert.equal(await page.textContent('h1'), 'Bedankt!');
			await look.at(`${list}-bedankt`);
			await page.goto(link);
			await look.at(`${list}-link-is-op`);
		}));

test('stopping, declining and choosing the other list are for everybody',
	() => looking(async (page, look) => {
		const link = house.link('ib');
		await begin(page, link);
		for (const [words, name, option] of [
			['Dit is niet de lijst voor mij', 'niet-mijn-lijst', /^De andere lijst/],
			['Ik doe niet mee', 'niet-meedoen', /^Nee/]]) {
			await page.getByRole('link', { name: words }).click();
			await look.at(name);
			await press(page, 'Doorgaan');
			assert.match(await page.title(), /^Fout: /);
			await look.at(`${name}-fout`);
			await page.getByLabel(option).check();
			await press(page, 'Doorgaan');
		}
		await look.at('tot-ziens');
		await begin(page, link);
		await press(page, 'Stoppen en later verder');
		await look.at('gestopt');
		await page.goto(`${house.origin}/pagina/1`);
		await look.at('geen-cookie');
	}));

test('wanting no more mail is for everybody',
	() => looking(async (page, look) => {
		await page.goto(house.unsubscribe);
		await look.at('geen-mail');
		await press(page, 'Doorgaan');
		assert.match(await page.title(), /^Fout: /);
		await look.at('geen-mail-fout');
		await page.getByLabel(/^Ja, ik wil mail/).check();
		await press(page, 'Doorgaan');
		await look.at('geen-mail-toch-wel');
		await page.goto(house.unsubscribe);
		await page.getByLabel(/^Nee, stuur mij geen mail/).check();
		await press(page, 'Doorgaan');
		assert.match(await page.textContent('h1'), /wij verwerken dit/);
		await look.at('geen-mail-gezegd');
	}));

test('what a wrong link or another\'s form leads to is for everybody',
	() => looking(async (page, look) => {
		await page.goto(house.link('ib').replace(/t=.*/, `t=${'a'.repeat(26)}`));
		await look.at('onbekende-link');
		await begin(page, house.link('ib'));
		const other = await page.context().newPage();
		await begin(other, house.link('ib'));
		await press(page, 'Volgende');
		await look.at('andere-link');
		await page.goto(`${house.origin}/bestaat-niet`);
		await look.at('bestaat-niet');
		await page.goto(house.origin);
		await look.at('voordeur');
	}));

test('the other list in another window is explained, for everybody',
	() => looking(async (page, look) => {
		await begin(page, house.link('ib'));
		const other = await page.context().newPage();
		await other.goto(`${house.origin}/niet-mijn-lijst`);
		await other.getByLabel(/^De andere lijst/).check();
		await press(other, 'Doorgaan');
		await press(page, 'Volgende');
		await look.at('andere-lijst');
	}));

test('the pages about the service are for everybody',
	() => looking(async (page, look) => {
		const about = ['wie-kan-wat-zien', 'privacy', 'toegankelijkheid', 'contact'];
		for (const name of about) {
			await page.goto(`${house.origin}/${name}`);
			await look.at(name);
		}
		await page.goto(house.link('zoco_vo'));
		await press(page, /^Wie kan wat zien/);
		await look.at('wie-kan-wat-zien-start');
		await press(page, 'Beginnen');
		for (const name of about) {
			await page.getByRole('contentinfo').getByRole('link',
				{ name: name.replaceAll('-', ' ') }).click();
			await look.at(`${name}-meting`);
			await page.getByRole('link', { name: 'Terug naar de vragen' }).click();
			assert.match(page.url(), /\/pagina\/1$/);
		}
	}));

test('a database that is away is explained, and sending again works',
	() => looking(async (page, look) => {
		await begin(page, house.link('jeugdhulp'));
		await fill(page, 1, 'Kort.');
		await house.ask('database stop');
		await press(page, 'Volgende');
		assert.match(await page.textContent('main'), /gaat niets verloren/);
		await look.at('databank-weg');
		await house.ask('database start');
		await page.reload();
		assert.match(page.url(), /\/pagina\/2$/);
	}));
