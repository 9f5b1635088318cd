-- contacts.sql: names and addresses that are not kept any longer.

-- contacts_over [post]: waves whose time is over at $1, by both clocks, and that still have them
SELECT w.wave_id FROM wave w WHERE w.state <> 'open' AND contacts_kept_until(w.wave_id) <= least($1::timestamptz, clock())
	AND NOT EXISTS (SELECT FROM contacts_destroyed d WHERE d.wave_id = w.wave_id);

-- contacts_destroy [post]: true when this call did it
SELECT destroy_contacts($1::uuid, $2::timestamptz);

-- contacts_destroyed [office post]: waves that have none any more; whoever has a key of theirs destroys it
SELECT wave_id FROM contacts_destroyed;
