// build.mjs - bundles what the pages are made of into dist/: one stylesheet,
// one script, one typeface, one icon, each named by its contents, and
// manifest.txt that tells the server which is which. Design tokens that no
// rule uses are dropped.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const here = new URL('.', import.meta.url).pathname;
const dist = here + 'dist/';

const name = (base, ext, bytes) =>
	`${base}-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}.${ext}`;

async function bundle(entry, loader = {}) {
	const out = await build({
		entryPoints: [here + entry], bundle: true, minify: true, write: false,
		target: ['chrome90', 'firefox90', 'safari14'], legalComments: 'none',
		loader, external: ['*.woff2'], charset: 'utf8',
	});
	return out.outputFiles[0].text;
}

// Only the custom properties that some rule reads, directly or through others.
function dropUnusedTokens(css) {
	const declaration = /(--[\w-]+):((?:[^;{}"']|"[^"]*"|'[^']*')*)(;|(?=\}))/g;
	const values = new Map();
	for (const [, key, value] of css.matchAll(declaration))
		values.set(key, [...(values.get(key) ?? []), value]);
	const read = (text) => [...text.matchAll(/var\(\s*(--[\w-]+)/g)].map((m) => m[1]);
	const used = new Set();
	const queue = read(css.replace(declaration, ''));
	while (queue.length > 0) {
		const key = queue.pop();
		if (used.has(key)) continue;
		used.add(key);
		for (const value of values.get(key) ?? []) queue.push(...read(value));
	}
	return css.replace(declaration, (all, key) => (used.has(key) ? all : ''));
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
const manifest = [];
const put = (key, base, ext, bytes) => {
	const file = name(base, ext, bytes);
	writeFileSync(dist + file, bytes);
	manifest.push(`${key} ${file}`);
	return file;
};

const font = put('FONT', 'fira-sans', 'woff2', readFileSync(
	here + 'node_modules/@fontsource/fira-sans/files/fira-sans-latin-400-normal.woff2'));
put('ICON', 'icoon', 'svg', readFileSync(here + 'css/icoon.svg'));
const css = dropUnusedTokens(await bundle('css/aoj.css'))
	.replaceAll('fira-sans.woff2', font);
put('CSS', 'aoj', 'css', css);
put('JS', 'aoj', 'js', await bundle('js/aoj.js'));
writeFileSync(dist + 'manifest.txt', manifest.join('\n') + '\n');
console.log(`assets: ${manifest.length} files, stylesheet ${css.length} bytes`);
