"""evidence.py - everything a database superuser can see, read without leaving
a mark: raw pages through pageinspect (a SELECT would set hint bits and so
destroy or forge evidence), system catalogs and statistics, and the
write-ahead log with its commit times. No key file, no opening code.
"""

import datetime
import re
import struct
import subprocess
import uuid

TABLES = ("invitee", "invitation", "withdrawal", "mail_run", "letter",
          "draft", "envelope", "foreign_envelope", "refusal", "stop_request",
          "ballot_check", "refusal_total", "domain_word", "set_aside",
          "response", "open_answer", "count_statement", "wave", "audit")

XMIN_COMMITTED, XMIN_INVALID = 0x0100, 0x0200
XMAX_INVALID, XMAX_LOCK_ONLY, XMAX_IS_MULTI = 0x0800, 0x0080, 0x1000


class Tuple:
    """One version of a row as it lies in its page, dead ones included."""

    __slots__ = ("block", "item", "xmin", "xmax", "mask", "mask2", "ctid",
                 "values", "sizes", "toast", "length")

    def __init__(self, block, item, xmin, xmax, mask, mask2, ctid, length):
        self.block, self.item = block, item
        self.xmin, self.xmax = xmin, xmax
        self.mask, self.mask2, self.ctid = mask, mask2, ctid
        self.length = length
        self.values, self.sizes, self.toast = {}, {}, {}

    @property
    def place(self):
        return (self.block, self.item)

    def marks(self):
        """What reading and locking may have left on the row's header."""
        return (self.mask & 0x1fc0, self.mask2 & 0xe000)


def decode(raw, kind):
    """One attribute as pageinspect hands it out: (value, size, toast id)."""
    if raw is None:
        return None, 0, None
    if kind == "uuid":
        return str(uuid.UUID(bytes=raw)), 16, None
    if kind in ("integer", "bigint"):
        return int.from_bytes(raw, "little", signed=True), len(raw), None
    if kind == "boolean":
        return raw != b"\0", 1, None
    if kind == "date":
        return struct.unpack("<i", raw)[0], 4, None
    if kind.startswith("timestamp"):
        return struct.unpack("<q", raw)[0], 8, None
    if raw[:1] == b"\x01":          # kept outside, in the TOAST table
        rawsize, extinfo, value, _ = struct.unpack("<iIII", raw[2:18])
        return None, rawsize - 4, value
    if raw[0] & 1:                  # short header
        data = raw[1:raw[0] >> 1]
    else:
        head, = struct.unpack("<I", raw[:4])
        data = raw[4:head >> 2]
        if head & 2:                # compressed in place
            return None, struct.unpack("<I", raw[4:8])[0] & 0x3fffffff, None
    if kind in ("text", "code", "title", "aoj.code", "aoj.title"):
        return data.decode("utf-8"), len(data), None
    return data, len(data), None


def table_tuples(sql, table):
    """All row versions of a table, page by page, in their physical order."""
    columns = [(r["attname"], r["kind"], r["attisdropped"] == "t") for r in sql(
        "SELECT attname, attisdropped, CASE WHEN t.typtype = 'd' THEN"
        " format_type(t.typbasetype, NULL) ELSE format_type(atttypid, NULL)"
        " END AS kind FROM pg_attribute a LEFT JOIN pg_type t"
        " ON t.oid = atttypid WHERE attrelid = 'aoj.%s'::regclass AND"
        " attnum > 0 ORDER BY attnum" % table)]
    found = []
    rows = sql(
        "SELECT b, lp, t_xmin, t_xmax, t_infomask, t_infomask2, t_ctid,"
        " lp_len, (SELECT json_agg(encode(x, 'hex') ORDER BY n) FROM"
        " unnest(t_attrs) WITH ORDINALITY AS u(x, n)) AS attrs FROM"
        " generate_series(0, pg_relation_size('aoj.%(t)s') / 8192 - 1) AS b,"
        " heap_page_item_attrs(get_raw_page('aoj.%(t)s', b::int),"
        " 'aoj.%(t)s'::regclass, false) WHERE t_xmin IS NOT NULL"
        " ORDER BY b, lp" % {"t": table})
    import json
    for r in rows:
        t = Tuple(int(r["b"]), int(r["lp"]), int(r["t_xmin"]),
                  int(r["t_xmax"]), int(r["t_infomask"]),
                  int(r["t_infomask2"]), r["t_ctid"], int(r["lp_len"]))
        attrs = json.loads(r["attrs"]) if r["attrs"] else []
        for (name, kind, dropped), raw in zip(columns, attrs):
            if dropped:
                continue
            value, size, toast = decode(
                None if raw is None else bytes.fromhex(raw), kind)
            t.values[name], t.sizes[name], t.toast[name] = value, size, toast
        found.append(t)
    return found


class Snapshot:
    """The database at one moment."""

    def __init__(self, sql, name):
        self.name = name
        self.taken = datetime.datetime.now(datetime.timezone.utc)
        self.tuples = {t: table_tuples(sql, t) for t in TABLES}
        self.pages = {t: sql(
            "SELECT b, lsn, flags, lower, upper, prune_xid FROM"
            " generate_series(0, pg_relation_size('aoj.%(t)s') / 8192 - 1)"
            " AS b, page_header(get_raw_page('aoj.%(t)s', b::int))"
            % {"t": t}) for t in TABLES}
        self.statistics = sql(
            "SELECT tablename, attname, most_common_vals::text AS common,"
            " histogram_bounds::text AS bounds FROM pg_stats"
            " WHERE schemaname = 'aoj'")
        self.counters = sql("SELECT * FROM pg_stat_user_tables"
                            " WHERE schemaname = 'aoj'")
        self.files = {r["relfilenode"]: r["relname"] for r in sql(
            "SELECT relfilenode, coalesce((SELECT 'toast:' || o.relname FROM"
            " pg_class o WHERE o.reltoastrelid = c.oid), relname) AS relname"
            " FROM pg_class c WHERE relfilenode <> 0 AND relkind IN"
            " ('r', 't', 'i')")}

    def live(self, table, committed):
        """Versions that a new reader would see."""
        return [t for t in self.tuples[table]
                if committed(t.xmin) and (
                    t.mask & XMAX_INVALID or t.mask & XMAX_LOCK_ONLY
                    or not committed(t.xmax))]


RECORD = re.compile(
    r"rmgr: (\S+)\s+len \(rec/tot\):\s*(\d+)/\s*(\d+), tx:\s*(\d+), lsn: "
    r"([0-9A-F]+)/([0-9A-F]+), prev \S+, desc: (.*)$")
BLOCK = re.compile(r"blkref #\d+: rel \d+/\d+/(\d+)(?: fork \w+)? blk (\d+)")
OFFSET = re.compile(r"\boff (\d+)")


class Log:
    """The write-ahead log, read with PostgreSQL's own pg_waldump."""

    def __init__(self, pg_waldump, wal_folder, run):
        """run(argv) -> (standard output, standard error) as the owner."""
        # (lsn, xid, manager, text, [(relation file, block)], bytes)
        self.records = []
        self.commits = {}       # xid -> (lsn, seconds since 1970)
        self.aborts = set()
        self._read(pg_waldump, wal_folder, run)

    def _read(self, pg_waldump, wal_folder, run):
        import os
        segments = sorted(f for f in run(["ls", wal_folder])[0].split()
                          if re.fullmatch(r"[0-9A-F]{24}", f))
        # Recycled segments bear future names and do not parse: stop there.
        out, err = run([pg_waldump, os.path.join(wal_folder, segments[0]),
                        os.path.join(wal_folder, segments[-1])])
        if not out:
            raise RuntimeError("pg_waldump: " + err)
        for line in out.splitlines():
            m = RECORD.search(line)
            if not m:
                continue
            manager, xid, desc = m.group(1), int(m.group(4)), m.group(7)
            lsn = int(m.group(5), 16) << 32 | int(m.group(6), 16)
            blocks = [(b.group(1), int(b.group(2)))
                      for b in BLOCK.finditer(desc)]
            self.records.append((lsn, xid, manager, desc, blocks,
                                 int(m.group(2))))
            if manager == "Transaction" and desc.startswith("COMMIT"):
                stamp = re.match(r"COMMIT (\S+ \S+?)(?: ([A-Z]+))?[;,\s]",
                                 desc + " ").group(1)
                self.commits[xid] = (lsn, datetime.datetime.strptime(
                    stamp, "%Y-%m-%d %H:%M:%S.%f").replace(
                        tzinfo=datetime.timezone.utc).timestamp())
            elif manager == "Transaction" and desc.startswith("ABORT"):
                self.aborts.add(xid)

    def chains(self, heap, toast):
        """What happened to the rows of a table, from the log alone: deleting
        transaction -> [(transaction, bytes logged)] that wrote the row, in
        order. heap, toast: the files that were the table's, at any time."""
        size, made, out = {}, {}, {}
        for _, xid, manager, desc, blocks, length in self.records:
            files = [f for f, _ in blocks]
            if any(f in heap or f in toast for f in files):
                size[xid] = size.get(xid, 0) + length
            if not manager.startswith("Heap") or not blocks \
                    or blocks[0][0] not in heap:
                continue
            offsets = [int(n) for n in OFFSET.findall(desc)]
            block = blocks[0][1]
            if desc.startswith("INSERT") and offsets:
                made[(block, offsets[0])] = [xid]
            elif re.match(r"(HOT_)?UPDATE", desc) and len(offsets) > 1:
                old = blocks[-1][1]
                chain = made.pop((old, offsets[0]), []) + [xid]
                made[(block, offsets[1])] = chain
            elif desc.startswith("DELETE") and offsets:
                out[xid] = made.pop((block, offsets[0]), [])
        return {k: [(x, size.get(x, 0)) for x in v] for k, v in out.items()}

    def committed(self, xid):
        return xid in self.commits or xid < 3

    def time(self, xid):
        """Commit time of a transaction, seconds since 1970, or None."""
        return self.commits[xid][1] if xid in self.commits else None


class Evidence:
    """A series of snapshots with the log that connects them."""

    def __init__(self):
        self.snapshots = []
        self.log = None
        self.server_log = ""

    def take(self, sql, name):
        self.snapshots.append(Snapshot(sql, name))

    def named(self, name):
        for s in self.snapshots:
            if s.name == name:
                return s
        raise KeyError(name)

    def versions(self, table, key):
        """key -> all versions seen in any snapshot, by (xmin, place)."""
        found = {}
        for s in self.snapshots:
            for t in s.tuples[table]:
                if t.values.get(key) is None:
                    continue
                found.setdefault(t.values[key], {})[
                    (t.xmin, t.place, t.length)] = t
        return {k: [v[p] for p in sorted(v)] for k, v in found.items()}


def read_log(pg_waldump, wal_folder, user):
    """Log of a cluster whose files belong to user."""
    def run(argv):
        if user:
            argv = ["runuser", "-u", user, "--"] + argv
        done = subprocess.run(argv, capture_output=True, text=True)
        return done.stdout, done.stderr
    return Log(pg_waldump, wal_folder, run)
