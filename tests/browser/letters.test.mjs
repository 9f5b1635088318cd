// Letters as a mail program shows them: accessible, valid, not wider than a
// small phone, in light and in dark; and nothing is fetched.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { device, launch, serve } from './house.mjs';
import { Looker } from './look.mjs';

const KINDS = ['invitation', 'reminder_1', 'reminder_2', 'reminder_3',
	'last_call'];

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

// All kinds, opened as a file would be; what each said.
async function read(name, options) {
	const d = await device(browser, house, options);
	const look = new Looker(d.page);
	const said = [];
	for (const kind of KINDS) {
		const html = await house.ask(`letter ${kind}`);
		const address = `${house.origin}/${name}-${kind}.html`;
		const asked = [];
		await d.page.route(address, (route) => route.fulfill({
			body: html, contentType: 'text/html; charset=utf-8' }));
		d.page.on('request', (request) => asked.push(request.url()));
		await d.page.goto(address);
		await look.at(`brief-${name}-${kind}`);
		assert.deepEqual(asked.filter((url) => url !== address &&
			!url.endsWith('/favicon.ico')), []);
		d.page.removeAllListeners('request');
		assert.equal(await d.page.locator('h1').count(), 1);
		assert.equal(await d.page.locator('a').count(), 1);
		said.push(await d.page.locator('main').innerText());
	}
	await look.validate();
	assert.deepEqual(d.elsewhere, []);
	assert.deepEqual(d.failures, []);
	await d.context.close();
	return said;
}

test('every kind of letter is for everybody, on a small phone too', async () => {
	const said = await read('licht', {});
	assert.equal(new Set(said).size, KINDS.length);
	const dark = await read('donker', { colorScheme: 'dark' });
	assert.equal(new Set(dark).size, KINDS.length);
});

test('so are reminders that go to everybody', async () => {
	await house.ask('remind all');
	const said = await read('iedereen', {});
	for (const words of said.slice(1))
		assert.match(words, /niemand van ons ziet/i);
});
