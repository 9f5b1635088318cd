// aoj.js - three comforts, and nothing that pages need: how many characters are
// left, follow-up questions that open when an answer asks for them, and saving
// while typing to the draft on the server. Keeps nothing in the browser;
// submits and claims nothing by itself.

const PAUSE = 1500; // milliseconds without typing before a page is saved

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

function saveWhileTyping(form, status) {
	let timer = 0;
	let busy = false;
	let again = false;
	const save = async () => {
		if (busy) {
			again = true;
			return;
		}
		busy = true;
		try {
			const answer = await fetch('/bewaar', {
				method: 'POST',
				body: new URLSearchParams(new FormData(form)),
				redirect: 'error',
			});
			status.textContent = answer.ok
				? 'Uw antwoorden op deze pagina zijn bewaard.'
				: 'Bewaren lukt nu niet. Ga gewoon door: met “Volgende” bewaart u ook.';
		} catch {
			status.textContent =
				'Bewaren lukt nu niet. Ga gewoon door: met “Volgende” bewaart u ook.';
		}
		busy = false;
		if (again) {
			again = false;
			timer = setTimeout(save, PAUSE);
		}
	};
	form.addEventListener('input', () => {
		clearTimeout(timer);
		timer = setTimeout(save, PAUSE);
	});
	form.addEventListener('submit', () => clearTimeout(timer));
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
		: [...page.querySelectorAll(`[name="${code}"]:checked`)].map((e) => e.value));
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
if (form && status) saveWhileTyping(form, status);
