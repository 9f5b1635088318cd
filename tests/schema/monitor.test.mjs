// monitor.test.mjs - the two questionnaires ask what the monitor asks: every
// row of monitor.tsv, in its order, on its page, in its words. A wave is
// compared with the waves before it, so a word that slips is a wrong figure.

import assert from "node:assert";
import { readFileSync } from "node:fs";
import test from "node:test";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const lists = Object.fromEntries(["uitvoering", "beleid"].map((name) => [name,
	JSON.parse(read(`../../conf/questionnaires/${name}-1.json`))]));
const rows = read("monitor.tsv").split("\n")
	.filter((line) => line !== "" && !line.startsWith("#"))
	.map((line) => line.split("\t"));

const labels = (options) => options.map((o) => o.label).join(" · ");

// How monitor.tsv writes the kind of answer of a question.
function kind(question) {
	if (question.scale) return question.scale;
	if (question.type === "mark") return "cijfer";
	if (question.type === "long") {
		// The limits are the format's own, unless a file says less.
		assert.equal(question.max_chars ?? 1000, 1000, question.code);
		assert.equal(question.max_bytes ?? 1500, 1500, question.code);
		return "tekst";
	}
	const of = question.options ? labels(question.options)
		: question.options_from.replace("_", " ");
	return `${question.type}: ${of}${question.other ? ", anders" : ""}`;
}

function when(condition) {
	if (!condition) return "always";
	const { question, ...test } = condition;
	const [[compare, value]] = Object.entries(test);
	return { is: () => `${question} = ${value}`,
		in: () => `${question} = ${value.join(" or ")}`,
		less_than: () => `${question} < ${value}` }[compare]();
}

// The rows that a questionnaire file would be written as.
function* written(list) {
	for (const page of list.pages) {
		assert.equal(page.when, undefined, page.code);
		for (const block of page.questions)
			for (const question of block.items ?? [block]) {
				const whole = { ...block, ...question };
				yield [list.questionnaire, page.title, whole.code,
					whole.text,
					kind(whole),
					when(whole.when),
					whole.required === false ? "no" : "yes"];
			}
	}
}

for (const [name, list] of Object.entries(lists)) {
	const expected = rows.filter(([kindOfRow]) => kindOfRow === name);

	test(`${name} asks the rows of the monitor, and nothing else`, () => {
		assert.equal(expected.length, { uitvoering: 35, beleid: 24 }[name]);
		assert.deepEqual([...written(list)], expected);
	});

	test(`${name} has the monitor's scales`, () => {
		for (const [, code, answers] of rows.filter(([k]) => k === "scale"))
			if (list.scales[code])
				assert.equal(labels(list.scales[code]), answers, code);
		const used = new Set(expected.map((row) => row[4]));
		const known = rows.filter(([k]) => k === "scale").map((r) => r[1]);
		assert.deepEqual(Object.keys(list.scales).sort(),
			known.filter((code) => used.has(code)).sort());
	});

	test(`${name} begins with the group that was invited`, () => {
		assert.equal(list.pages[0].questions[0].preset, "function_group");
	});
}

test("a thuiszitterspact is explained by its other names", () => {
	const terms = lists.beleid.pages.flatMap((page) => page.terms ?? []);
	assert.match(terms.find((t) => t.term === "Thuiszitterspact").explanation,
		/heet soms anders.*stappenplan verzuim/);
});
