// look.mjs - looks at a page as it stands: axe's rules, no sideways scroll at
// 320 pixels, screenshots for people, and the HTML as it was sent, kept for the
// validator, who reads all pages in one call.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { root } from './house.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',
	'best-practice'];
const WIDTHS = [320, 1280];
const pictures = path.join(process.env.AOJ_B ?? path.join(root, 'build'),
	'screenshots');
const vnu = createRequire(import.meta.url)('vnu-jar');

export class Looker {
	constructor(page) {
		this.page = page;
		this.sent = new Map();
		this.html = '';
		this.reading = Promise.resolve();
		page.on('response', (response) => {
			if (response.request().isNavigationRequest() &&
					response.status() !== 303)
				this.reading = response.text()
					.then((html) => { this.html = html; });
		});
	}

	// Everything about the page as it is now, under a name of its own.
	async at(name) {
		assert.ok(!this.sent.has(name), `${name} was looked at before`);
		await this.reading;
		assert.match(this.html, /<\/html>\s*(<!--\.*-->\s*)?$/);
		this.sent.set(name, this.html);
		await mkdir(pictures, { recursive: true });
		for (const width of WIDTHS) {
			await this.page.setViewportSize({ width, height: 800 });
			await this.page.evaluate(() => document.fonts.ready);
			await this.axe(`${name} at ${width}`);
			await this.page.screenshot({ fullPage: true,
				path: path.join(pictures, `${name}-${width}.png`) });
			if (width === 320) await this.sideways(name);
		}
	}

	async axe(where) {
		const found = await new AxeBuilder({ page: this.page })
			.setLegacyMode().withTags(TAGS).analyze();
		const told = found.violations.map((v) => `${v.id} (${v.help}): ${
			v.nodes.map((n) => n.target.join(' ')).join('; ')}`);
		assert.deepEqual(told, [], `axe on ${where}`);
		assert.ok(found.passes.length > 5, `axe looked at nothing on ${where}`);
	}

	async sideways(name) {
		const over = await this.page.evaluate(() => {
			const width = document.documentElement.clientWidth;
			const out = [...document.body.querySelectorAll('*')]
				.filter((e) => e.getBoundingClientRect().right > width + 0.5 &&
					!e.closest('.sla-over'))
				.map((e) => e.outerHTML.slice(0, 80));
			return { scrolls: document.documentElement.scrollWidth - width, out };
		});
		assert.deepEqual(over, { scrolls: 0, out: [] }, `${name} at 320 pixels`);
	}

	// The validator on all that was looked at: its complaints.
	async validate() {
		const folder = await mkdtemp(path.join(os.tmpdir(), 'aoj-html-'));
		try {
			for (const [name, html] of this.sent)
				await writeFile(path.join(folder, `${name}.html`), html);
			await promisify(execFile)('java', ['-jar', vnu, '--stdout',
				'--errors-only', folder], { maxBuffer: 1 << 26 })
				.catch((e) => {
					throw new Error(`vnu: ${e.stdout}${e.stderr}`);
				});
		} finally {
			await rm(folder, { recursive: true });
		}
	}
}
