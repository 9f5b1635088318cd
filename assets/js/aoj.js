// aoj.js - two comforts, and nothing that pages need: how many characters are
// left, and saving while typing to the draft on the server. Keeps nothing in
// the browser; submits, opens and claims nothing by itself.

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

for (const area of document.querySelectorAll('[data-tekens]')) countCharacters(area);
const form = document.querySelector('form[data-bewaar]');
const status = document.getElementById('bewaard');
if (form && status) saveWhileTyping(form, status);
