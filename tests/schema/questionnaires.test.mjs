// questionnaires.test.mjs - the questionnaires that come with the product
// follow the schema that editors use, and both the schema and the program
// refuse planted mistakes: the program with the JSON pointer of each.

import assert from "node:assert";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import Ajv from "ajv";

const folder = new URL("../../conf/questionnaires/", import.meta.url);
const build = process.env.AOJ_B ?? new URL("../../build", import.meta.url).pathname;
const read = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const valid = new Ajv({ allErrors: true, strict: false }).compile(
	read("questionnaire.schema.json"));
const scratch = mkdtempSync(join(tmpdir(), "aoj-schema-"));

// What `aoj questionnaire check` says of a file: exit code and lines.
function check(document) {
	const file = join(scratch, "list.json");
	writeFileSync(file, typeof document === "string" ? document
		: JSON.stringify(document));
	const done = spawnSync(join(build, "aoj"), ["questionnaire", "check", file],
		{ encoding: "utf8" });
	assert.ifError(done.error);
	return { code: done.status, said: done.stdout + done.stderr };
}

for (const name of readdirSync(folder).filter(
	(n) => n.endsWith(".json") && !n.endsWith(".schema.json"))) {
	test(`${name} follows the schema, and the program takes it`, () => {
		assert.ok(valid(read(name)), JSON.stringify(valid.errors));
		const { code, said } = check(read(name));
		assert.equal(code, 0, said);
	});
}

const page = (q, n) => q.pages[n];
// what is wrong, the change, the pointer the program names, whether the
// schema sees it too
const mistakes = [
	["an unknown type", (q) => { page(q, 0).questions[0].type = "matrix"; },
		"/pages/0/questions/0/type", true],
	["an unknown key", (q) => { q.titel = "x"; }, "/titel", true],
	["a code twice", (q) => { page(q, 1).questions[1].code = "u_functie"; },
		"/pages/1/questions/1/code", false],
	["a code with capitals", (q) => { page(q, 0).questions[1].code = "U"; },
		"/pages/0/questions/1/code", true],
	["a scale that does not exist", (q) => {
		page(q, 2).questions[0].scale = "x"; },
		"/pages/2/questions/0/scale", false],
	["a condition on a later question", (q) => {
		page(q, 0).questions[1].when = { question: "u_cijfer", less_than: 5 }; },
		"/pages/0/questions/1/when/question", false],
	["a condition on an unknown question", (q) => {
		page(q, 2).when = { question: "u_niets", is: "ja" }; },
		"/pages/2/when/question", false],
	["an answer that does not exist", (q) => {
		page(q, 2).when = { question: "u_doelen", is: "misschien" }; },
		"/pages/2/when/is", false],
	["a comparison on a question without a mark", (q) => {
		page(q, 2).when = { question: "u_doelen", less_than: 3 }; },
		"/pages/2/when", false],
	["a text that is too long", (q) => { page(q, 0).intro = "x".repeat(2001); },
		"/pages/0/intro", true],
	["a page nobody can reach", (q) => {
		page(q, 2).when = { all: [{ question: "u_doelen", is: "ja" },
			{ question: "u_doelen", is: "nee" }] }; },
		"/pages/2", false],
	["a single answer to choose", (q) => { q.scales.jnw.length = 1; },
		"/scales/jnw", true],
	["answers that outgrow the envelope", (q) => { q.envelope_bytes = 4096; },
		"/envelope_bytes", false],
	["a breakdown of nothing", (q) => { q.breakdowns[0].question = "u_trots"; },
		"/breakdowns/0", false],
];
for (const [name, change, pointer, schema] of mistakes) {
	test(`${name} is refused at ${pointer}`, () => {
		const q = read("uitvoering-1.json");
		change(q);
		const { code, said } = check(q);
		assert.equal(code, 1, said);
		assert.ok(said.includes(`: ${pointer}: `), said);
		assert.equal(valid(q), !schema);
	});
}

test("every mistake is named in one go", () => {
	const q = read("uitvoering-1.json");
	for (const [, change] of mistakes.slice(0, 4)) change(q);
	const { said } = check(q);
	for (const [, , pointer] of mistakes.slice(0, 4))
		assert.ok(said.includes(`: ${pointer}: `), said);
});

test("a file that is no JSON is refused with line and column", () => {
	const { code, said } = check('{\n "questionnaire": }');
	assert.equal(code, 1);
	assert.match(said, /regel 2/);
});
