// Both questionnaires by keyboard alone, with and without JavaScript.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { device, enter, fillPage, launch, pressButton, serve, tabTo }
	from './house.mjs';

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

const answers = {
	choose: (name, values) => (name.endsWith('_cijfer') ? 6 :
		Math.min(name.length % 3, values.length - 1)),
	text: 'Wij zien elkaar vaak.',
};

for (const javaScriptEnabled of [false, true]) {
	for (const group of ['ib', 'beleid_gemeente']) {
		const how = javaScriptEnabled ? 'with' : 'without';
		test(`the list of ${group} is completed by keyboard alone, ${how} JavaScript`, async () => {
			const link = house.link(group);
			const d = await device(browser, house, { javaScriptEnabled });
			const { page } = d;
			await page.goto(link);
			await pressButton(page, 'Beginnen');
			let pages = 0;
			while (/\/pagina\/\d+/.test(page.url())) {
				assert.ok((pages += 1) < 40, 'the list has no end');
				await fillPage(page, answers);
				await enter(page);
			}
			assert.match(page.url(), /\/controle$/);
			await tabTo(page, (e) => e.id === 'akkoord', 'the tick');
			await page.keyboard.press('Space');
			await pressButton(page, 'Versturen');
			assert.equal(await page.textContent('h1'), 'Bedankt!');
			assert.deepEqual(await d.context.cookies(), []);
			await page.goto(link);
			assert.match(await page.textContent('h1'), /niets meer invullen/);
			assert.deepEqual(d.elsewhere, []);
			assert.deepEqual(d.failures, []);
			await d.context.close();
		});
	}
}

test('the first Tab leads past the top of the page to what it is about', async () => {
	const { context, page } = await device(browser, house);
	await page.goto(house.link('zoco_vo'));
	await page.keyboard.press('Tab');
	assert.equal(await page.evaluate(() => document.activeElement.innerText),
		'Naar de inhoud');
	await page.keyboard.press('Enter');
	assert.equal(await page.evaluate(() => document.activeElement.id), 'inhoud');
	await context.close();
});

test('an error in the summary leads to its question', async () => {
	for (const javaScriptEnabled of [false, true]) {
		const { context, page } = await device(browser, house, { javaScriptEnabled });
		await page.goto(house.link('ib'));
		await pressButton(page, 'Beginnen');
		await pressButton(page, 'Volgende');
		const first = page.locator('.fouten a').first();
		const target = (await first.getAttribute('href')).slice(1);
		await tabTo(page, (e) => e.tag === 'a' && e.words !== 'Naar de inhoud', 'the error');
		await page.keyboard.press('Enter');
		assert.equal(await page.evaluate(() => document.activeElement.id), target);
		await context.close();
	}
});
