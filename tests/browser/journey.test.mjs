// The whole way by keyboard alone, with JavaScript and without it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answerByKeyboard, beginByKeyboard, openBrowser, openHouse, tabTo, visitor }
	from './house.mjs';

let house, browser;
before(async () => {
	house = await openHouse();
	browser = await openBrowser();
});
after(async () => {
	await browser?.close();
	await house?.close();
});

async function complete(list, js, number) {
	const v = await visitor(browser, house, { js });
	await v.page.goto(house[list][number]);
	await beginByKeyboard(v.page);
	for (let i = 0; v.page.url().includes('/pagina/'); i++) {
		assert.ok(i < 40, 'the questionnaire ends');
		await answerByKeyboard(v.page);
	}
	assert.match(v.page.url(), /\/controle$/);
	await tabTo(v.page, '#akkoord');
	await v.page.keyboard.press('Space');
	await tabTo(v.page, 'form[action="/versturen"] button');
	await Promise.all([v.page.waitForNavigation(), v.page.keyboard.press('Enter')]);
	assert.match(await v.page.textContent('h1'), /Bedankt/);
	assert.deepEqual(v.elsewhere, []);
	assert.deepEqual(await v.context.cookies(), []);
	await v.page.goto(house[list][number]);
	assert.match(await v.page.textContent('h1'), /niets meer invullen/);
	await v.context.close();
}

let number = 0;
for (const list of ['uitvoering', 'beleid'])
	for (const js of [false, true])
		test(`${list} is completed by keyboard alone, JavaScript ${js ? 'on' : 'off'}`,
			() => complete(list, js, number++));

test('the browser keeps nothing but one cookie', async () => {
	const v = await visitor(browser, house);
	await v.page.goto(house.uitvoering[10]);
	await beginByKeyboard(v.page);
	await answerByKeyboard(v.page);
	const cookies = await v.context.cookies();
	assert.equal(cookies.length, 1);
	assert.equal(cookies[0].name, '__Host-aoj');
	assert.ok(cookies[0].httpOnly && cookies[0].secure);
	assert.equal(cookies[0].sameSite, 'Lax');
	assert.equal(cookies[0].expires, -1);
	assert.deepEqual(await v.page.evaluate(async () => [localStorage.length,
		sessionStorage.length, (await indexedDB.databases()).length,
		(await caches.keys()).length]), [0, 0, 0, 0]);
	await v.context.close();
});

test('what is typed is saved without a button, and is there on another device', async () => {
	const one = await visitor(browser, house);
	await one.page.goto(house.uitvoering[11]);
	await beginByKeyboard(one.page);
	await one.page.check('input[name=u_werkveld][value=vo]');
	await one.page.waitForFunction(() =>
		document.getElementById('bewaard').textContent.includes('bewaard'));
	await one.context.close();
	const other = await visitor(browser, house, { js: false });
	await other.page.goto(house.uitvoering[11]);
	await beginByKeyboard(other.page);
	assert.ok(await other.page.isChecked('input[name=u_werkveld][value=vo]'));
	await other.context.close();
});

test('remaining characters are counted as the server counts them', async () => {
	const v = await visitor(browser, house);
	await v.page.goto(house.uitvoering[12]);
	await beginByKeyboard(v.page);
	while (!(await v.page.$('textarea'))) await answerByKeyboard(v.page);
	await v.page.fill('textarea', 'één 👍');
	const id = await v.page.getAttribute('textarea', 'id');
	assert.match(await v.page.textContent(`[id="${id}-teller"]`), /nog 995 tekens/);
	await v.context.close();
});
