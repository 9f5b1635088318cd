-- Of a reminder that comes back nothing is kept: a number of them told who had not answered.

BEGIN;

SET client_min_messages = warning;
SET ROLE aoj_owner;
SET search_path = aoj, pg_temp;

-- The name is that of the first version; what is left are bounces of invitations that change nothing.
DELETE FROM reminder_bounce WHERE kind <> 'invitation';
ALTER TABLE reminder_bounce ADD CONSTRAINT reminder_bounce_of_invitations CHECK (kind = 'invitation');

RESET ROLE;
COMMIT;
