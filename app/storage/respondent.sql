-- respondent.sql: the eight functions that are all the survey may call. See migrations/deploy/survey_functions.sql and slips.sql.

-- respondent_find [survey]: an invitation by its token's hash; the wave's document only when none of the known revisions is it
SELECT wave_id, revision, function_group, status, document FROM find_invitation($1::bytea, $2::bigint[]);

-- respondent_load [survey]: the draft, and whether the ballot has been cast
SELECT sealed, spent FROM load_draft($1::bytea, $2::bytea);

-- respondent_save [survey]: saved, changed, spent or closed
SELECT save_draft($1::bytea, $2::bytea, $3::uuid, $4::text, $5::bytea, $6::bytea, $7::timestamptz);

-- respondent_cast [survey]: cast, already or closed
SELECT cast_envelope($1::bytea, $2::bytea, $3::uuid, $4::text, $5::integer, $6::text, $7::date, $8::bytea, $9::bytea, $10::timestamptz);

-- respondent_refuse [survey]: done, already, closed or absent
SELECT refuse($1::bytea, $2::uuid, $3::text, $4::text, $5::timestamptz);

-- respondent_find_unsubscribe [survey]: the open wave in which this hash asks for no more mail, or NULL
SELECT find_unsubscribe($1::bytea);

-- respondent_stop_stands [survey]: whether no more mail was asked for
SELECT stop_stands($1::bytea);

-- respondent_stop [survey]: no more mail, or mail again: done, already, closed or absent
SELECT request_stop($1::bytea, $2::uuid, $3::text, $4::timestamptz);
