-- Waves as the office makes and runs them.

-- wave_by_code [office]: people name a wave by its code
SELECT wave_id, wave, title, state, trial, opens_at, closes_at, threshold,
	holders_needed, box_public_key, link_key_hash IS NOT NULL, settings::text, mail_paused,
	contacts_kept_until(wave_id), (SELECT d.at FROM contacts_destroyed d WHERE d.wave_id = w.wave_id)
FROM wave w WHERE wave = $1;

-- wave_lock [office]: whoever changes a wave waits for whoever is changing it
SELECT state FROM wave WHERE wave_id = $1::uuid FOR NO KEY UPDATE;

-- wave_insert [office]: a wave begins as a draft
INSERT INTO wave (wave_id, wave, title, region, trial, opens_at, closes_at,
	threshold, holders_needed, settings)
VALUES ($1::uuid, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb);

-- wave_municipality_insert [office]: in the order of the wave file
INSERT INTO wave_municipality (wave_id, position, region, municipality)
SELECT $1::uuid, m.position, $2, m.municipality
FROM unnest($3::text[]) WITH ORDINALITY AS m (municipality, position);

-- wave_partnership_insert [office]: in the order of the wave file
INSERT INTO wave_partnership (wave_id, position, region, partnership)
SELECT $1::uuid, p.position, $2, p.partnership
FROM unnest($3::text[]) WITH ORDINALITY AS p (partnership, position);

-- wave_questionnaire_insert [office]: the version a wave asks, with its regional page or NULL
INSERT INTO wave_questionnaire (wave_id, questionnaire, version, regional_page)
VALUES ($1::uuid, $2, $3, $4);

-- wave_holder_insert [office]: who will get an opening code
INSERT INTO holder (wave_id, name, position)
SELECT $1::uuid, h.name, h.position
FROM unnest($2::text[]) WITH ORDINALITY AS h (name, position);

-- wave_holders [office]: who has a code and has typed it back
SELECT name, code_public IS NOT NULL, confirmed
FROM holder WHERE wave_id = $1::uuid ORDER BY position;

-- wave_ready [office]: from now on the box is fixed
UPDATE wave SET state = 'ready' WHERE wave_id = $1::uuid;

-- wave_open [office]: from now on the groups are frozen and letters are due
UPDATE wave SET state = 'open' WHERE wave_id = $1::uuid;

-- wave_close [office]: closing early moves the closing time to now; a wave that has not opened yet never does
UPDATE wave SET state = 'closed', closes_at = least(closes_at, $2::timestamptz),
	opens_at = least(opens_at, $2::timestamptz - interval '1 second')
WHERE wave_id = $1::uuid;

-- wave_pause [office]: letters wait, or go on; no row when they do so already
UPDATE wave SET mail_paused = $2 WHERE wave_id = $1::uuid AND mail_paused <> $2 RETURNING wave_id;

-- wave_notify_post [office]: there is work for post
SELECT pg_notify('post', $1);

-- region_insert [office]: regions are shared by waves; one that is there stays as it is
INSERT INTO region (region, name) VALUES ($1, $2) ON CONFLICT DO NOTHING;

-- region_names [office]: what the region and its places are called already: kind, code, name, sector
SELECT 'region', region, name, NULL FROM region WHERE region = $1
UNION ALL
SELECT 'municipality', municipality, name, NULL FROM municipality WHERE region = $1
UNION ALL
SELECT 'partnership', partnership, name, sector FROM partnership WHERE region = $1;

-- municipality_insert [office]: shared by the waves of a region
INSERT INTO municipality (region, municipality, name)
SELECT $1, m.code, m.name FROM unnest($2::text[], $3::text[]) AS m (code, name)
ON CONFLICT DO NOTHING;

-- partnership_insert [office]: shared by the waves of a region
INSERT INTO partnership (region, partnership, name, sector)
SELECT $1, p.code, p.name, p.sector
FROM unnest($2::text[], $3::text[], $4::text[]) AS p (code, name, sector)
ON CONFLICT DO NOTHING;
