/*
 * verbs.c - the table of what the operator can do, with the words that help.
 */
#include "cli/verbs.h"

const struct verb verbs[] = {
	{ { "questionnaire", "check" }, "BESTAND.json", 1, 1, "",
	  "Zegt alles wat er mis is met een vragenlijst.",
	  "Elke fout op een regel: bestand, plaats (JSON-pointer), wat er mis "
	  "is.\nDe vorm staat beschreven in conf/questionnaires/README.md.\n",
	  cli_questionnaire_check },
	{ { "questionnaire", "add" }, "BESTAND.json", 1, 1, "",
	  "Publiceert een versie van een vragenlijst, voorgoed.",
	  "Een gepubliceerde versie verandert nooit meer: metingen worden "
	  "vergeleken.\nEen wijziging is een nieuwe versie.\n",
	  cli_questionnaire_add },
	{ { "wave", "create" }, "BESTAND.json", 1, 1, "",
	  "Maakt een meting.",
	  "De vorm van het bestand staat in conf/waves/README.md. Alle fouten "
	  "worden in\néén keer genoemd; dan wordt er niets gemaakt.\n",
	  cli_wave_create },
	{ { "holder", "code" }, "METING NAAM", 2, 2, "",
	  "Geeft een sleutelhouder een openingscode en toont die één keer.",
	  "Wie al een code had, krijgt een andere; dan typt iedereen zijn code "
	  "opnieuw\nterug. De laatste code maakt de stembus.\n",
	  cli_holder_code },
	{ { "holder", "confirm" }, "METING NAAM", 2, 2, "",
	  "Controleert of de sleutelhouder de code heeft bewaard.",
	  "Leest de code van de standaardinvoer; op een terminal is die niet "
	  "te zien.\n",
	  cli_holder_confirm },
	{ { "invitees", "import" }, "METING BESTAND.csv [--dry-run]", 2, 2,
	  "--dry-run",
	  "Leest een adreslijst in: alles of niets.",
	  "De lijst is CSV met ; , of tab, in UTF-8 of Windows-1252. De eerste "
	  "rij noemt\nde kolommen: email, functiegroep, en als ze er zijn "
	  "naam, organisatie, gemeente.\n\n"
	  "  --dry-run  zegt per rij wat er zou gebeuren en schrijft niets\n",
	  cli_invitees_import },
	{ { "letter", "show" }, "METING [BRIEF] [--group=CODE]", 1, 2,
	  "--group=",
	  "Toont welke brieven een eigen tekst hebben, of de tekst van één.",
	  "BRIEF is invitation, reminder_1, reminder_2, reminder_3 of "
	  "last_call. Met BRIEF: de\ntekst zoals die te wijzigen is (zie "
	  "assets/letters/README.md).\n",
	  cli_letter_show },
	{ { "letter", "set" }, "METING BRIEF BESTAND [--group=CODE]", 3, 3,
	  "--group=",
	  "Geeft een brief een eigen tekst, voor iedereen of één groep.",
	  "De vorm staat in assets/letters/README.md. Alle fouten worden in "
	  "één keer genoemd;\ndan wordt er niets bewaard. Kan tot de eerste "
	  "brieven van deze soort vertrekken.\n\n"
	  "  --group  alleen voor deze functiegroep (code)\n",
	  cli_letter_set },
	{ { "letter", "unset" }, "METING BRIEF [--group=CODE]", 2, 2,
	  "--group=",
	  "Neemt een eigen tekst terug.", "",
	  cli_letter_unset },
	{ { "letter", "preview" },
	  "METING BRIEF [--group=CODE] [--format text|html|message]", 2, 2,
	  "--group= --format=",
	  "Toont een brief zoals een genodigde hem krijgt; de link werkt niet.",
	  "Kiest zomaar iemand van de adreslijst, of van een functiegroep.\n\n"
	  "  --format  text (gewoon), html of message (het hele bericht, RFC "
	  "5322)\n",
	  cli_letter_preview },
	{ { "letter", "keyperson" }, "METING", 1, 1, "",
	  "Toont een tekst zonder link, om door te sturen aan eigen mensen.",
	  "Voor iemand die collega’s vraagt om mee te doen.\n",
	  cli_letter_keyperson },
	{ { "post", "check" }, "METING ADRES", 2, 2, "",
	  "Stuurt één proefbrief naar een adres en zegt wat er per stap "
	  "gebeurt.",
	  "De proefbrief is de uitnodiging van de meting, zonder naam van een "
	  "genodigde en met\neen link die niet werkt. Hij gaat zoals de "
	  "brieven zullen gaan (AOJ_MAIL). Draai dit\nop de computer van "
	  "aoj-post: het wachtwoord van de mailserver is nodig. Doe "
	  "het vóór\nde start.\n",
	  cli_post_check },
	{ { "wave", "ready" }, "METING", 1, 1, "",
	  "Maakt een meting klaar voor de start.",
	  "Kan als elke sleutelhouder zijn code heeft teruggetypt.\n",
	  cli_wave_ready },
	{ { "wave", "start" }, "METING", 1, 1, "",
	  "Start een meting: de groepen liggen vast, de brieven gaan uit.",
	  "Functiegroepen van minder dan vijf genodigden tellen mee bij een "
	  "buurgroep met\ndezelfde vragenlijst (behalve in een proef). Eerst "
	  "wordt nagegaan of brieven aankomen:\nde afzender moet bij de link "
	  "passen (AOJ_SENDER_DOMAINS), en de mailserver mag niet\nweigeren. "
	  "Anders start er niets.\n",
	  cli_wave_start },
	{ { "wave", "show" }, "METING", 1, 1, "",
	  "Toont hoe een meting ervoor staat, en wat er hierna komt.", "",
	  cli_wave_show },
	{ { "plan", "move" }, "METING SOORT DATUM", 3, 3, "",
	  "Geeft een brief die nog niet is begonnen een andere dag.",
	  "SOORT is invitation, reminder_1, reminder_2, reminder_3 of "
	  "last_call, DATUM een dag\nals 2026-04-28. Op die dag moeten brieven "
	  "uit mogen, minstens 72 uur na de brief\nervoor en voor de brief "
	  "erna, en een etmaal voor de sluiting.\n",
	  cli_plan_move },
	{ { "plan", NULL }, "METING", 1, 1, "",
	  "Toont wanneer welke brieven uitgaan, en waarom een dag verschoof.",
	  "Voor de start zoals het zou worden, met de adressen van nu; daarna "
	  "zoals het is.\n",
	  cli_plan },
	{ { "post", "pause" }, "METING", 1, 1, "",
	  "Laat de brieven van een meting meteen stilstaan.",
	  "Invullen gaat gewoon door. Wat door het wachten te laat wordt, "
	  "vervalt bij de\nsluiting.\n",
	  cli_post_pause },
	{ { "post", "resume" }, "METING", 1, 1, "",
	  "Laat de brieven van een meting weer gaan.", "",
	  cli_post_resume },
	{ { "rates", NULL }, "METING [--format text|csv|json]", 1, 1,
	  "--format=",
	  "Toont de respons per functiegroep.",
	  "Tot het tellen is dit de stand van afgelopen middernacht, van elke "
	  "groep (een\nproefmeting toont het meteen). De tweede tabel zegt "
	  "hoeveel mensen de uitnodiging\nbereikte, en de respons van wie zij "
	  "bereikte (netto); de derde hoeveel mensen zeiden\nniet mee te doen, "
	  "of er niet bij te horen. Wie dat zei, kan later toch hebben\n"
	  "ingevuld.\n\n"
	  "  --format  text (gewoon), csv (RFC 4180) of json\n",
	  cli_rates },
	{ { "post", "status" }, "METING [--format text|json]", 1, 1,
	  "--format=",
	  "Toont hoe ver de brieven zijn, per soort en functiegroep.",
	  "Van uitnodigingen is te zien hoeveel er zijn verstuurd en "
	  "opgegeven. Van\nherinneringen pas als alle rondes van een groep "
	  "klaar zijn, en nooit bij een\ngroep van minder dan tien "
	  "genodigden. Bovenaan staan de meldingen over deze meting:\nwat een "
	  "mens moest weten.\n\n"
	  "  --format  text (gewoon) of json\n",
	  cli_post_status },
	{ { "wave", "close" }, "METING", 1, 1, "",
	  "Sluit een meting vóór haar sluitingsdatum. Ze gaat niet meer open.",
	  "Wie al begonnen was, kan nog een half uur versturen.\n",
	  cli_wave_close },
	{ { "domain", "list" }, "METING", 1, 1, "",
	  "Toont bij welke maildomeinen een scanner zich afmeldt.",
	  "Vroegen op één dag meer dan drie mensen van een maildomein om geen "
	  "mail meer, en\nmeer dan een vijfde van wie er een adres heeft, dan "
	  "kan een scanner het hebben\ngedaan: de herinneringen daarheen gaan "
	  "verder, tot u beslist. Hier staat de stand\nvan afgelopen "
	  "middernacht, alleen van domeinen met tien of meer genodigden en "
	  "zonder\naantal: herinneringen gaan alleen naar wie nog niet "
	  "antwoordde, dus een naam of een\naantal zou dat verraden. Heeft de "
	  "sleutels van aoj-post nodig.\n",
	  cli_domain_list },
	{ { "domain", "believe" }, "METING DOMEIN|-", 2, 2, "",
	  "Zegt dat mensen van dit maildomein zich zelf hebben afgemeld.",
	  "Wie dat deed, krijgt geen herinneringen meer. Met - staat het "
	  "domein op de\nstandaardinvoer.\n",
	  cli_domain_believe },
	{ { "domain", "scanner" }, "METING DOMEIN|-", 2, 2, "",
	  "Zegt dat een scanner mensen van dit maildomein heeft afgemeld.",
	  "De herinneringen daarheen gaan verder; wie echt niet meer wil, kan "
	  "dat zeggen met de\nlink uit de brief. Met - staat het domein op de "
	  "standaardinvoer.\n",
	  cli_domain_scanner },
	{ { "count", NULL }, "METING [--without-list]", 1, 1, "--without-list",
	  "Opent de stembus van een gesloten meting en telt de antwoorden.",
	  "Toont eerst hoeveel enveloppen elke functiegroep heeft. Leest dan "
	  "van de\nstandaardinvoer: ja, en de openingscodes, elk op een regel. "
	  "Alles of niets: na een\nonderbreking kan het opnieuw, met dezelfde "
	  "enveloppen.\n\n"
	  "  --without-list  als de sleutel weg is waarmee aoj-post de lijst "
	  "van enveloppen\n                  ondertekent: functiegroepen en "
	  "open antwoorden worden dan\n                  niet opgeslagen\n",
	  cli_count },
	{ { "verify", NULL }, "METING [--fingerprint=…]", 1, 1,
	  "--fingerprint=",
	  "Gaat na of een getelde meting is wat haar stembus heeft "
	  "ondertekend.",
	  "Vergelijkt telverslag, handtekening, de lijst van enveloppen en "
	  "alle opgeslagen\nantwoorden met elkaar, en de sleutels met de "
	  "vingerafdruk op het papier van de\nsleutelhouders (40 cijfers, "
	  "tussen aanhalingstekens als er spaties in staan).\nEindigt met 0 "
	  "als alles klopt, anders met 1.\n",
	  cli_verify },
	{ { "invitees", "undelivered" }, "METING [--format text|csv]", 1, 1,
	  "--format=",
	  "Toont bij wie de uitnodiging niet aankwam, en waarom.",
	  "Met naam en adres: wie het leest, kan een goed adres zoeken. Het "
	  "nummer is voor\naoj invitee correct en aoj invitee withdraw.\n\n"
	  "  --format  text (gewoon) of csv (RFC 4180)\n",
	  cli_invitees_undelivered },
	{ { "invitee", "correct" }, "METING NUMMER|-", 2, 2, "",
	  "Nodigt iemand opnieuw uit, op een ander adres en met een andere "
	  "link.",
	  "Leest het nieuwe adres van de standaardinvoer. Kan zolang de "
	  "uitnodiging nog niet\nis vertrokken, niet werd aangenomen of is "
	  "teruggekomen (aoj invitees undelivered\ntoont het NUMMER). Met - "
	  "in plaats van een nummer staat het oude adres op de\neerste regel "
	  "en het nieuwe op de tweede. De oude link werkt dan niet meer; wie "
	  "er\nal mee verstuurde, kan dat met de nieuwe link nog eens: "
	  "daarom noemt de telling\nhoeveel adressen per functiegroep zijn "
	  "verbeterd. Naar een oud adres dat de\nuitnodiging kreeg, gaat een "
	  "bericht dat zij is vervangen.\n",
	  cli_invitee_correct },
	{ { "invitee", "withdraw" }, "METING NUMMER|-", 2, 2, "",
	  "Haalt iemand van de lijst: geen brieven meer, de link werkt niet "
	  "meer.",
	  "Met - in plaats van een nummer wordt het adres van de "
	  "standaardinvoer gelezen. Wat\nal verstuurd was, blijft in de "
	  "stembus. Wie van de lijst is, telt nog als genodigde,\nen de "
	  "telling noemt hoeveel er zijn per functiegroep. Van een groep "
	  "blijven er altijd\nvijf over.\n",
	  cli_invitee_withdraw },
	{ { "invitee", "add" }, "METING BESTAND.csv|-", 2, 2, "",
	  "Voegt mensen toe aan een open meting: alles of niets.",
	  "De vorm is die van aoj invitees import; met - van de "
	  "standaardinvoer. De uitnodiging\nvertrekt zodra brieven uit mogen. "
	  "Een herinnering komt mee in een ronde die voor de\ngroep al klaar "
	  "stond, als daar tijd genoeg voor is. De telling noemt hoeveel er "
	  "zijn\ntoegevoegd per functiegroep.\n",
	  cli_invitee_add },
	{ { "bounce", "blocked" }, "METING", 1, 1, "",
	  "Toont welke maildomeinen de brieven weigeren.",
	  "De brieven daarheen wachten een dag; daarna worden zij opgegeven."
	  "\n",
	  cli_bounce_blocked },
	{ { "bounce", "lift" }, "METING DOMEIN", 2, 2, "",
	  "Laat de brieven naar een maildomein weer gaan.",
	  "Doe dit als de beheerder van dat domein ze weer aanneemt.\n",
	  cli_bounce_lift },
	{ { "bounce", NULL }, "[ONTVANGER]", 0, 1, "",
	  "Leest één teruggekomen bericht van de standaardinvoer.",
	  "Voor een alias van de mailserver. ONTVANGER is het adres waarop het "
	  "binnenkwam,\nals het bericht dat niet zelf zegt. Alleen dat adres "
	  "zegt bij welke brief het hoort.\nWat een mens schreef, verandert "
	  "niets. Uitgang 1: er is een mens nodig, bewaar het.\n",
	  cli_bounce },
	{ { "settings", NULL }, "", 0, 0, "",
	  "Toont de instellingen, of zegt alles wat eraan mankeert.",
	  "Wat een instelling betekent, staat in conf/aoj.env.example.\n",
	  cli_settings },
};

const size_t verb_count = sizeof(verbs) / sizeof(verbs[0]);
