"""versions.py - every version of every draft, noted as its row is written."""


def note_versions(house):
    """From now on; call once."""
    house.psql("""
        CREATE TABLE draft_version (draft_id bytea, bytes integer);
        CREATE FUNCTION note_version() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
            INSERT INTO public.draft_version
            VALUES (NEW.draft_id, octet_length(NEW.sealed));
            RETURN NEW;
        END $$;
        CREATE TRIGGER note_version AFTER INSERT OR UPDATE ON aoj.draft
        FOR EACH ROW EXECUTE FUNCTION note_version();""")


def versions(house, link=None):
    """The sizes of one link's versions, or of all."""
    only = "" if link is None else (
        "WHERE draft_id = '\\x%s'" % link.derived("draft-id").hex())
    return [int(row["bytes"]) for row in house.sql(
        "SELECT bytes FROM draft_version " + only)]
