// aoj.js - three comforts, and nothing that pages need: how many characters are
// left, follow-up questions that open when an answer asks for them, and saving
// a page that is left to the draft on the server; and one size for all that is
// sent. Keeps nothing in the browser; submits and claims nothing by itself.

const characters = (n) => `${n} ${n === 1 ? 'teken' : 'tekens'}`;

function countCharacters(area) {
	const max = Number(area.dataset.tekens);
	const note = document.getElementById(area.id + '-teller');
	if (!note || !max) return;
	const show = () => {
		// As the server counts: characters, a line break is one.
		const left = max - [...area.value.replaceAll('\r\n', '\n')].length;
		note.textContent = left >= 0
			? `U kunt nog ${characters(left)} typen.`
			: `Uw tekst is ${characters(-left)} te lang.`;
	};
	area.addEventListener('input', show);
	show();
}

// What a browser sends for these fields: line breaks are CR LF.
function encode(fields) {
	const sent = new URLSearchParams();
	for (const field of fields)
		sent.append(field[0], field[1].replace(/\r\n?|\n/g, '\r\n'));
	return sent.toString();
}

// Every form of a page is brought to the page's one size (data-maat), so that
// sizes do not follow what is typed. What is longer than any answer may be
// becomes a multiple of it.
function fillUp(form) {
	const size = Number(form.dataset.maat);
	form.addEventListener('formdata', (event) => {
		const bytes = encode(event.formData).length;
		event.formData.set('_vul',
			'.'.repeat(Math.ceil(bytes / size) * size - bytes));
	});
}

// Once for each time a page is shown: when it is hidden or left before it was
// sent. How often a page is saved must not follow what is answered.
function saveWhenLeft(form, status) {
	const next = form.querySelector('.hoofd').textContent;
	let open = true; // not saved or sent since it was shown
	let typed = false; // something that is not saved
	const save = async () => {
		if (!open || !typed) return;
		open = false;
		typed = false;
		try {
			const answer = await fetch('/bewaar', {
				method: 'POST',
				headers: { 'content-type': 'application/x-www-form-urlencoded' },
				body: encode(new FormData(form)), // filled up, see fillUp
				redirect: 'error',
				keepalive: true,
			});
			status.textContent = answer.ok
				? 'Wat u tot nu toe op deze pagina invulde, is bewaard.'
				: `Bewaren lukte niet. Ga gewoon door: met “${next}” bewaart u ook.`;
		} catch {
			status.textContent =
				`Bewaren lukte niet. Ga gewoon door: met “${next}” bewaart u ook.`;
		}
	};
	form.addEventListener('input', () => {
		typed = true;
		if (!open) status.textContent = `Wat u nu invult, bewaart u met “${next}”.`;
	});
	form.addEventListener('submit', () => {
		open = false;
	});
	document.addEventListener('visibilitychange', () => {
		if (document.visibilityState === 'hidden') save();
	});
	window.addEventListener('pagehide', save);
	window.addEventListener('pageshow', (event) => {
		if (!event.persisted) return;
		open = true;
		status.textContent = '';
	});
}

const compare = {
	'<': (a, b) => a < b, '<=': (a, b) => a <= b, '>': (a, b) => a > b,
	'>=': (a, b) => a >= b, '=': (a, b) => a === b,
};

// A follow-up carries its condition as the server wrote it (follow_up.h). A
// question that is not asked itself counts as not answered.
function openFollowUps(page) {
	const followUps = [...page.querySelectorAll('[data-als]')];
	const answersOf = (code) => (document.getElementById(`v-${code}`).hidden ? []
		: [...page.querySelectorAll(`[name="${code}"]:checked`)].map((e) => e.value.replace(/\.+$/, '')));
	const holds = (condition) => {
		const kind = condition[0];
		const rest = condition.slice(1);
		if (kind === 'en') return rest.every(holds);
		if (kind === 'of') return rest.some(holds);
		if (kind === 'niet') return !holds(rest[0]);
		const answers = answersOf(rest[0]);
		if (kind === 'is') return answers.some((code) => rest[1].includes(code));
		return answers.some((mark) => compare[kind](Number(mark), rest[1]));
	};
	// The sentence above a block of statements goes with the last of them.
	const showLead = (lead) => {
		let open = false;
		let box = lead;
		for (let left = Number(lead.dataset.vragen); left > 0; left -= 1) {
			box = box.nextElementSibling;
			open = open || !box.hidden;
		}
		lead.hidden = !open;
	};
	const show = () => {
		// In the order of the page: a follow-up may hang on another.
		for (const box of followUps) box.hidden = !holds(JSON.parse(box.dataset.als));
		page.querySelectorAll('[data-vragen]').forEach(showLead);
	};
	for (const box of followUps) box.querySelector('.voor-wie').remove();
	page.addEventListener('change', show);
	show();
}

for (const area of document.querySelectorAll('[data-tekens]')) countCharacters(area);
const form = document.querySelector('form[data-bewaar]');
const status = document.getElementById('bewaard');
if (form) openFollowUps(form);
if (form) fillUp(form);
if (form && status) saveWhenLeft(form, status);
