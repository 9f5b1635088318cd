// waves.test.mjs - the wave files that come with the product follow the schema
// that editors use, and the schema refuses what the program refuses.

import assert from "node:assert";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import Ajv from "ajv";

const folder = new URL("../../conf/waves/", import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const valid = new Ajv({ allErrors: true }).compile(read("wave.schema.json"));
const example = "drechtsteden-2015.json";

for (const name of readdirSync(folder).filter(
	(n) => n.endsWith(".json") && !n.endsWith(".schema.json"))) {
	test(`${name} follows the schema`, () => {
		assert.ok(valid(read(name)), JSON.stringify(valid.errors));
	});
}

const mistakes = [
	["a missing title", (w) => { delete w.title; }],
	["an unknown key", (w) => { w.titel = "x"; }],
	["a code with capitals", (w) => { w.wave = "Drechtsteden"; }],
	["no municipality", (w) => { w.municipalities = []; }],
	["an unknown group", (w) => { w.function_groups[0] = "tovenaar"; }],
	["a long group code", (w) => {
		w.function_groups[1].code = "een-code-die-veel-te-lang-is"; }],
	["an unknown sector", (w) => { w.function_groups[1].sector = "zorg"; }],
	["a date of another form", (w) => { w.dates.opens = "16-03-2015"; }],
	["a threshold below five", (w) => { w.threshold = 4; }],
	["addresses kept for ever", (w) => { w.keep_contacts = 25; }],
	["a link with a path", (w) => { w.link_base += "/x"; }],
	["an address without @", (w) => { w.sender.address = "monitor"; }],
	["a version that is a text", (w) => {
		w.questionnaires[0].version = "1"; }],
	["four reminders", (w) => { w.plan.reminders = [3, 6, 9, 12]; }],
	["a reminder on the second day", (w) => { w.plan.reminders = [2]; }],
	["another Liberation Day", (w) => { w.plan.liberation_day = "often"; }],
	["a blackout without a name", (w) => {
		w.plan.blackouts = [{ from: "2015-04-25", until: "2015-05-03" }]; }],
	["a blackout of another form", (w) => {
		w.plan.blackouts = { from: "2015-04-25", until: "2015-05-03" }; }],
];
test("a plan may say everything it can", () => {
	const wave = read(example);
	wave.plan = { reminders: [4, 10], last_call: true, remind_all: true,
		liberation_day: "five_yearly", blackouts: [{ from: "2015-04-25",
			until: "2015-05-03", name: "meivakantie" }] };
	assert.ok(valid(wave), JSON.stringify(valid.errors));
});

for (const [name, change] of mistakes) {
	test(`the schema refuses ${name}`, () => {
		const wave = read(example);
		change(wave);
		assert.ok(!valid(wave));
	});
}
