-- A notice to an address whose invitation was replaced leaves at most once: post takes it out of the outbox before it is handed over, and puts it back when the mail server did not take it.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

GRANT INSERT (tries) ON outbox TO aoj_post;

RESET ROLE;
COMMIT;
