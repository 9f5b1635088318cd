-- holder.sql: who holds an opening code, and their shares of the box.

-- holder_list [count]: the holders of a wave, in the order of its file
SELECT name, code_public, share, confirmed FROM holder WHERE wave_id = $1::uuid ORDER BY position;

-- holder_set_code [count]: a new code; the old share is of no use to it
UPDATE holder SET code_public = $3::bytea, share = NULL, confirmed = false
WHERE wave_id = $1::uuid AND name = $2::text RETURNING name;

-- holder_forget_shares [count]: a new code means a new box: nobody's share opens it, nobody has confirmed it
UPDATE holder SET share = NULL, confirmed = false WHERE wave_id = $1::uuid;

-- holder_set_share [count]: a holder's share of a new box
UPDATE holder SET share = $3::bytea WHERE wave_id = $1::uuid AND name = $2::text;

-- holder_confirm [count]: the code was typed back and opens the share
UPDATE holder SET confirmed = true WHERE wave_id = $1::uuid AND name = $2::text;
