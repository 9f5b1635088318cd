"""A real mail server, exim4, as an ordinary user on loopback: what a letter
meets on its way, and bounces that nobody made up.

    with Exim(house) as exim:               # stops with the house, or here
        house.post… env={"AOJ_MAIL": exim.url}
        exim.rest()                         # nothing is under way any more
        exim.counts()                       # {address: letters delivered}
        exim.letters()                      # dictionaries: to, sender, message
        exim.bounces()                      # messages to the envelope senders
        exim.log()                          # exim's own main log

What it does is said by the part before the @, so that no list is needed:

    nobody-…    550 5.1.1 at RCPT           always
    later-…     451 4.7.1 at RCPT           always
    gone-…      taken; the next server says 550 5.1.1, exim bounces
    blocked-…   taken; the next server says 550 5.7.1 (policy), exim bounces
    full-…      taken; the mailbox is over its quota, exim bounces
    any other   delivered

Letters lie in the Maildir exim.maildir, and what comes with an empty envelope
sender (bounces, for whatever address) in the Maildir exim.returned, which
aoj-post can be told to watch. Exim lives by the real clock.

Arguments: tls=True offers STARTTLS with a certificate of its own making;
user=(name, password) wants AUTH PLAIN first, over TLS only when tls is True;
greylist=True answers 451 to the first RCPT for each address; main="…" adds
lines to exim's main settings, such as smtp_accept_max_per_connection = 10
(421 to what follows) or smtp_accept_max_per_host = 2; dsn=False hides RFC
3461. Every Exim of a house has a name, and its folder there.
"""

import email
import email.policy
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lib.aoj import free_port, wait_for                       # noqa: E402

PROGRAM = "/usr/sbin/exim4"

CONFIG = """\
primary_hostname = mail.example.org
spool_directory = %(folder)s/spool
log_file_path = %(folder)s/log/%%slog
log_selector = +smtp_connection +incoming_interface
pid_file_path = %(folder)s/pid
notifier_socket =
local_interfaces = <; 127.0.0.1
daemon_smtp_ports = %(port)d : %(next_port)d
exim_user = %(user)s
exim_group = %(user)s
deliver_drop_privilege = true
never_users =
keep_environment =
host_lookup =
rfc1413_query_timeout = 0s
check_spool_space = 0
smtp_accept_max = 100
smtp_accept_queue_per_connection = 0
ignore_bounce_errors_after = 0s
bounce_return_size_limit = 100K
dsn_advertise_hosts = %(dsn)s
%(tls)s
acl_smtp_rcpt = rcpt
acl_smtp_data = accept
%(main)s
begin acl

accept:
  accept

rcpt:
  deny condition = ${if ={$received_port}{%(next_port)d}}
    local_parts = ^gone-
    message = 550 5.1.1 <$local_part@$domain>: Recipient address rejected: \\
      User unknown in virtual mailbox table
  deny condition = ${if ={$received_port}{%(next_port)d}}
    message = 550 5.7.1 Message blocked by the policy of this organisation
%(auth_acl)s
  deny local_parts = ^nobody-
    message = 550 5.1.1 <$local_part@$domain>: no such user here
  defer local_parts = ^later-
    message = 451 4.7.1 <$local_part@$domain>: try again later
%(grey_acl)s
  accept

begin routers

returned:
  driver = accept
  senders = :
  transport = returned

elsewhere:
  driver = manualroute
  local_parts = ^gone- : ^blocked-
  route_list = * 127.0.0.1::%(next_port)d byname
  self = send
  transport = elsewhere

full:
  driver = accept
  local_parts = ^full-
  transport = full

here:
  driver = accept
  transport = here

begin transports

here:
  driver = appendfile
  directory = %(folder)s/mail
  maildir_format
  create_directory = false
  user = %(user)s
  envelope_to_add
  return_path_add

returned:
  driver = appendfile
  directory = %(folder)s/returned
  maildir_format
  create_directory = false
  user = %(user)s

full:
  driver = appendfile
  directory = %(folder)s/full
  maildir_format
  create_directory = false
  user = %(user)s
  quota = 10
  quota_is_inclusive

elsewhere:
  driver = smtp
  hosts_try_auth =
  hosts_avoid_tls = *
  hosts_try_chunking =

begin retry

begin authenticators
%(auth)s
"""

AUTH = """\
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and{{eq{$auth2}{%s}}{eq{$auth3}{%s}}}}
  server_set_id = $auth2
  server_advertise_condition = %s
"""

AUTH_ACL = """\
  deny !authenticated = *
    message = 530 5.7.0 Authentication required
"""

# The hints database remembers whom it has seen; a rate of one a day is above
# a half, and none at all is below it.
GREY_ACL = """\
  defer !ratelimit = 0.5 / 1d / readonly / grey-$local_part@$domain
    ratelimit = 0 / 1d / strict / grey-$local_part@$domain
    message = 451 4.7.1 <$local_part@$domain>: greylisted, come again
"""


def certificate(house, name="localhost"):
    """(key, certificate) of its own making, for name, in the house."""
    key, cert = (os.path.join(house.folder, name + end)
                 for end in (".key", ".crt"))
    house.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
               "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out",
               cert, "-subj", "/CN=" + name, "-addext",
               "subjectAltName=DNS:%s" % name, "-days", "2"])
    return key, cert


class Exim:
    def __init__(self, house, name="exim", tls=False, user=None,
                 greylist=False, dsn=True, main=""):
        self.house, self.name = house, name
        self.folder = os.path.join(house.folder, name)
        self.maildir = os.path.join(self.folder, "mail")
        self.returned = os.path.join(self.folder, "returned")
        self.conf = os.path.join(self.folder, "exim.conf")
        self.port, self.next_port = free_port(), free_port()
        self.url = "smtp://127.0.0.1:%d" % self.port
        if "smtp_accept_max_per_connection" not in main:
            main += "\nsmtp_accept_max_per_connection = 0"
        self.settings = dict(
            folder=self.folder, port=self.port, next_port=self.next_port,
            user=house.run(["id", "-un"]).stdout.strip(), main=main,
            dsn="*" if dsn else "", tls="tls_advertise_hosts =",
            auth="", auth_acl="", grey_acl=GREY_ACL if greylist else "")
        if tls:
            self.settings["tls"] = (
                "tls_advertise_hosts = *\ntls_privatekey = %s\n"
                "tls_certificate = %s" % certificate(house))
        if user:
            self.settings.update(auth_acl=AUTH_ACL, auth=AUTH % (
                *user, "${if def:tls_in_cipher}" if tls else "yes"))

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    # -- life -----------------------------------------------------------------

    def start(self):
        """Again too: letters and memory are kept."""
        run = self.house.run
        for box in (self.maildir, self.returned, self.folder + "/full"):
            run(["mkdir", "-p"] + ["%s/%s" % (box, part)
                                   for part in ("tmp", "new", "cur")])
        run(["mkdir", "-p", self.folder + "/spool", self.folder + "/log"])
        run(["tee", self.conf], stdin=CONFIG % self.settings)
        # Nobody but its owner may have written a full box.
        run(["tee", self.folder + "/full/new/1.full"], stdin="x" * 100)
        before = self.log().count("listening for SMTP")
        process = self.house.spawn(self.name, [
            PROGRAM, "-C", self.conf, "-bdf", "-q1h"])

        def listens():
            if process.poll() is not None:
                raise RuntimeError("exim ended: " + self.house.log(self.name))
            return self.log().count("listening for SMTP") > before
        wait_for(listens, 20, because="exim to listen")

    def stop(self):
        if self.name in self.house.processes:
            self.house.stop_process(self.name)

    # -- looking --------------------------------------------------------------

    def log(self):
        path = self.folder + "/log/mainlog"
        if not os.path.exists(path):
            return ""
        with open(path, errors="replace") as f:
            return f.read()

    def waiting(self):
        """Letters that exim has taken and not delivered, bounced or lost."""
        folder = self.folder + "/spool/input"
        if not os.path.isdir(folder):
            return 0
        return sum(name.endswith("-H") for name in os.listdir(folder))

    def rest(self, seconds=60):
        wait_for(lambda: self.waiting() == 0, seconds, 0.05,
                 "exim to deliver everything")

    @staticmethod
    def files(box):
        return sorted(os.path.join(box, "new", name)
                      for name in os.listdir(box + "/new"))

    def heads(self):
        """(recipient, Message-ID) of each letter, quickly."""
        out = []
        for path in self.files(self.maildir):
            with open(path, errors="replace") as f:
                head = f.read(8192).split("\n\n", 1)[0]
            out.append(tuple(re.search(
                r"^%s:\s+<?([^>\s]+)" % name, head, re.M | re.I).group(1)
                for name in ("Envelope-to", "Message-ID")))
        return out

    def counts(self):
        """How often each address got a letter."""
        out = {}
        for address, _ in self.heads():
            out[address] = out.get(address, 0) + 1
        return out

    @staticmethod
    def read(path):
        with open(path, "rb") as f:
            return email.message_from_binary_file(
                f, policy=email.policy.default)

    def letters(self):
        return [{"to": str(m["Envelope-to"]), "message": m,
                 "sender": str(m["Return-path"]).strip("<>")}
                for m in map(self.read, self.files(self.maildir))]

    def bounces(self):
        return [self.read(path) for path in self.files(self.returned)]

    def connections(self):
        """How many conversations other programs have begun with it."""
        return len(re.findall(r" SMTP connection from .* I=\S+:%d .*count ="
                              % self.port, self.log()))
