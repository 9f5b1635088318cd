"""Names and addresses are kept as many months after the closing as a wave says,
then post destroys them with every host's key, whoever is killed; what needed
names says so afterwards."""

import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from office import DAY, MONDAY, Mail                          # noqa: E402
from lib.aoj import wait_for                                  # noqa: E402

# The wave is open from 16 March 2015, for 28 days: two months later.
BEFORE = MONDAY + (28 + 61) * DAY
AFTER = MONDAY + (28 + 62) * DAY


class Retention(Mail):
    def closed(self, **change):
        """A wave that is closed, and keeps names for two months."""
        wave = self.started(self.crowd(6), keep_contacts=2, **change)
        self.house.set_clock(MONDAY + 29 * DAY)
        self.house.post_once()
        self.assertEqual(self.state(wave), "closed")
        return wave

    def state(self, wave):
        return self.house.sql("SELECT state FROM aoj.wave WHERE wave = '%s'"
                              % wave["wave"])[0]["state"]

    def key(self, wave, secrets=None):
        return os.path.join(secrets or self.house.secrets, "contact",
                            wave["id"] + ".key")

    def there(self, path):
        return self.house.run(["test", "-e", path],
                              check=False).returncode == 0

    def records(self, wave):
        """How many people there are, and how many of them have a record."""
        return tuple(self.house.sql(
            "SELECT count(*) AS a, count(*) FILTER (WHERE"
            " octet_length(sealed) > 0) AS b FROM aoj.invitee WHERE"
            " wave_id = '%s'" % wave["id"])[0].values())

    def audited(self, wave):
        return [r["who"] for r in self.house.sql(
            "SELECT who FROM aoj.audit WHERE what = 'destroy_contacts' AND"
            " wave_id = '%s'" % wave["id"])]

    def destroyed(self, wave):
        return (self.records(wave), self.there(self.key(wave)),
                len(self.audited(wave))) == (("6", "0"), False, 1)

    def kept(self, wave):
        return (self.records(wave), self.there(self.key(wave)),
                self.audited(wave)) == (("6", "6"), True, [])

    def test_post_destroys_names_and_key_when_the_time_is_over(self):
        wave = self.closed()
        self.house.set_clock(BEFORE)
        self.house.post_once()
        self.assertTrue(self.kept(wave))
        self.assertIn("Namen en adressen: bewaard tot zaterdag 13 juni 2015",
                      self.shown(wave))
        rates = self.house.aoj("rates", wave["wave"], "--format", "csv").stdout
        self.house.set_clock(AFTER)
        done = self.house.post_once()
        self.assertTrue(self.destroyed(wave))
        self.assertEqual(self.audited(wave), ["aoj-post"])
        self.assertIn("names and addresses are destroyed", done.stderr)
        # Once.
        self.assertNotIn("destroyed", self.house.post_once().stderr)
        self.assertTrue(self.destroyed(wave))
        self.assertIn("Namen en adressen: vernietigd op zondag 14 juni 2015",
                      self.shown(wave))
        self.assertEqual(self.house.aoj("rates", wave["wave"], "--format",
                                        "csv").stdout, rates)

    def shown(self, wave):
        return self.house.aoj("wave", "show", wave["wave"]).stdout

    def test_what_needs_names_afterwards_says_that_they_are_gone(self):
        wave = self.closed()
        self.house.set_clock(AFTER)
        self.house.post_once()
        for verb in (("invitees", "undelivered", wave["wave"]),
                     ("bounce", "blocked", wave["wave"]),
                     ("bounce", "lift", wave["wave"], "example.org"),
                     ("letter", "preview", wave["wave"], "invitation"),
                     ("invitees", "import", wave["wave"], self.file(
                         "more.csv", b"email;functiegroep\na@b.nl;ib\n"))):
            with self.subTest(verb=verb[:2]):
                done = self.house.aoj(*verb, check=False)
                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn("namen en adressen van de meting “%s” zijn "
                              "vernietigd, op zondag 14 juni 2015."
                              % wave["wave"], done.stderr)
        for verb in (("post", "status"), ("plan",), ("wave", "show")):
            self.house.aoj(*verb, wave["wave"])

    def test_a_counted_wave_and_one_that_never_started_lose_theirs_too(self):
        counted = self.closed()
        self.house.psql("SET session_replication_role = replica; UPDATE"
                        " aoj.wave SET state = 'counted' WHERE wave = '%s'"
                        % counted["wave"])
        self.house.set_clock(MONDAY)
        never = self.create(keep_contacts=1)
        self.invite(never, self.crowd(6))
        self.house.set_clock(AFTER)
        self.house.post_once()
        for wave in (counted, never):
            self.assertTrue(self.destroyed(wave))

    def test_killed_before_it_is_written_all_is_done_at_the_next_start(self):
        wave = self.closed()
        session = self.holding("SELECT pg_advisory_xact_lock(hashtextextended("
                               "'aoj.audit', 0))")
        self.house.set_clock(AFTER)
        self.house.start_post()
        wait_for(lambda: self.house.sql(
            "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT"
            " granted"), because="post to wait for the audit log")
        process = self.house.processes.pop("post")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.let_go(session)
        wait_for(lambda: not self.house.sql(
            "SELECT 1 FROM pg_stat_activity WHERE usename = 'aoj_post'"))
        self.assertTrue(self.kept(wave))
        self.house.start_post()
        try:
            wait_for(lambda: self.destroyed(wave))
        finally:
            self.house.stop_process("post")

    def test_killed_before_the_key_is_gone_the_next_start_destroys_it(self):
        """As a host that was away; and half of it, as a kill leaves it."""
        wave = self.closed()
        key = self.key(wave)
        self.house.run(["cp", "-p", key, key + ".kept"])
        self.house.set_clock(AFTER)
        self.house.post_once()
        for content in ("cp -p $0.kept $0", ": > $0; chmod 600 $0",
                        "umask 077; head -c 65 /dev/zero > $0"):
            self.house.run(["sh", "-c", content, key])
            self.assertFalse(self.destroyed(wave))
            self.house.post_once()
            self.assertTrue(self.destroyed(wave))
        self.house.run(["rm", key + ".kept"])

    def test_every_host_with_the_key_destroys_its_own(self):
        wave = self.closed()
        hosts = [os.path.join(self.house.folder, name)
                 for name in ("posts-host", "office-s-host")]
        for host in hosts:
            self.house.run(["cp", "-Rp", self.house.secrets, host])
        self.house.set_clock(AFTER)
        self.house.post_once()
        self.assertTrue(self.destroyed(wave))
        for host in hosts:
            self.assertTrue(self.there(self.key(wave, host)))
        binary = os.path.join(self.house.build, "aoj-post")
        self.house.run([binary, "--once"], env={"AOJ_SECRETS": hosts[0]})
        self.house.run([os.path.join(self.house.build, "aoj"), "wave", "show",
                        wave["wave"]], env={"AOJ_SECRETS": hosts[1]})
        for host in hosts:
            self.assertFalse(self.there(self.key(wave, host)))

    def test_a_wave_file_says_how_long_within_limits(self):
        for months, right in ((0, False), (1, True), (24, True), (25, False),
                              ("6", False)):
            with self.subTest(months=months):
                if right:
                    self.create(keep_contacts=months)
                    continue
                with self.assertRaisesRegex(RuntimeError,
                                            "/keep_contacts: "):
                    self.create(keep_contacts=months)


if __name__ == "__main__":
    unittest.main()
