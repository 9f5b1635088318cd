-- What became of an invitation is written on its letter once: on the page where it stands, so that no index is written again.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

ALTER TABLE letter SET (fillfactor = 45);

RESET ROLE;
COMMIT;
