// first_visit.mjs URL - what a first visit costs: Chromium with nothing kept
// opens a link; prints requests and bytes as they came over the wire.
import { chromium } from 'playwright-core';

const browser = await chromium.launch({
	executablePath: '/usr/bin/chromium',
	args: ['--headless', '--no-sandbox', '--disable-gpu',
		'--disable-background-networking', '--disable-component-update',
		'--disable-sync', '--no-first-run'],
});
const page = await browser.newPage();
const wire = await page.context().newCDPSession(page);
await wire.send('Network.enable');
let requests = 0;
let bytes = 0;
wire.on('Network.requestWillBeSent', () => { requests += 1; });
wire.on('Network.loadingFinished', (e) => { bytes += e.encodedDataLength; });
const answer = await page.goto(process.argv[2], { waitUntil: 'networkidle' });
await page.evaluate(() => document.fonts.ready);
await browser.close();
if (answer.status() !== 200) {
	console.error(`the link answered ${answer.status()}`);
	process.exit(1);
}
console.log(JSON.stringify({ requests, bytes }));
