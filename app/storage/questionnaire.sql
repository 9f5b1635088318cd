-- Published questionnaire versions.

-- questionnaire_insert [office]: a published version never changes
INSERT INTO questionnaire_version (questionnaire, version, title, document,
	hash, envelope_bytes, published_at)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- questionnaire_hash [office]: is this version published, and as what?
SELECT hash FROM questionnaire_version WHERE questionnaire = $1 AND version = $2;

-- questionnaire_versions [office]: all of them; there are few
SELECT questionnaire, version, document FROM questionnaire_version
ORDER BY questionnaire, version;
