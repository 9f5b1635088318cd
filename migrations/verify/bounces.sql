-- The tables are there; nothing points from them to a person, and who blocks does not lift.

BEGIN;

SELECT invitation_id, wave_id, status, reason FROM aoj.undelivered WHERE false;
SELECT reminder_bounce_id, wave_id, kind, class FROM aoj.reminder_bounce WHERE false;
SELECT mail_block_id, wave_id, domain_hash, sealed, lifted FROM aoj.mail_block WHERE false;

DO $$
BEGIN
	ASSERT NOT EXISTS (SELECT FROM pg_constraint WHERE contype = 'f'
	    AND conrelid IN ('aoj.undelivered'::regclass, 'aoj.reminder_bounce'::regclass, 'aoj.mail_block'::regclass)), 'foreign key';
	ASSERT (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'aoj.mail_block'::regclass AND tgname = 'lifted' AND tgenabled = 'O') = 1, 'lifted';
END
$$;

ROLLBACK;
