"""scoring.py - is a method better than chance? A method gives a weight to
every pair (left, right); its score is the sum of the weights of the true
pairs. Chance is the same sum when the truth is shuffled inside strata: people
of one run cannot be told apart by what runs allow, so a method must beat
shuffling inside runs. Hits are what the method's best guesses get right.

p is a tail of what shuffling gives: normal for sums of weights (mean and
spread from the shuffles), Poisson for hits (few and rare); the smaller of the
two, doubled.
"""

import math

import numpy

ROUNDS = 4_000


def normal_tail(z):
    return 0.5 * math.erfc(z / math.sqrt(2))


def poisson_tail(hits, mean):
    """P(X >= hits) for a Poisson of this mean."""
    k = math.ceil(hits - 1e-9)
    if k <= 0:
        return 1.0
    if mean <= 0:
        return 1.0
    term = math.exp(-mean)
    below = 0.0
    for i in range(k):
        below += term
        term *= mean / (i + 1)
    if below < 1 - 1e-9:
        return max(1 - below, 0.0)
    tail, i = 0.0, k                # far out: add up the tail itself
    term = math.exp(-mean + k * math.log(mean) - math.lgamma(k + 1))
    while term > 1e-300 and i < k + 200:
        tail += term
        i += 1
        term *= mean / i
    return tail


def tail_of(true, sums):
    """Upper tail of true among shuffled sums, as a normal tail."""
    spread = sums.std()
    if spread < 1e-12:
        return 1.0
    return normal_tail((true - sums.mean()) / spread)


class Result:
    def __init__(self, relation, method, hits, chance, p, pairs):
        self.relation, self.method = relation, method
        self.hits, self.chance, self.p, self.pairs = hits, chance, p, pairs

    def line(self):
        return "%-22s %-34s %6.2f hits, chance %6.2f, of %3d, p = %.2g" % (
            self.relation, self.method, self.hits, self.chance, self.pairs,
            self.p)


def shuffles(strata, rounds, rng):
    """rounds permutations of range(n) that stay inside strata."""
    n = len(strata)
    groups = {}
    for i, s in enumerate(strata):
        groups.setdefault(s, []).append(i)
    out = numpy.tile(numpy.arange(n), (rounds, 1))
    for members in groups.values():
        members = numpy.array(members)
        order = rng.random((rounds, len(members))).argsort(axis=1)
        out[:, members] = members[order]
    return out


def guesses(weights, allowed):
    """Weights turned into one guess a row, ties shared: rows sum to 1."""
    w = numpy.where(allowed, weights, -numpy.inf)
    best = w.max(axis=1, keepdims=True)
    pick = (w == best) & allowed & numpy.isfinite(best)
    count = pick.sum(axis=1, keepdims=True)
    return numpy.where(count > 0, pick / numpy.maximum(count, 1), 0.0)


def score(relation, method, weights, truth, strata, allowed, rng,
          rounds=ROUNDS):
    """weights[i][j] for left i and right j (NaN: says nothing); truth[i] the
    right one; strata[i] who could stand in for whom; allowed[i][j] the pairs
    that the group already leaves possible."""
    weights = numpy.asarray(weights, float)
    allowed = numpy.asarray(allowed, bool)
    truth = numpy.asarray(truth)
    known = numpy.isfinite(weights)
    floor = numpy.where(known, weights, 0.0)
    n = len(truth)
    guess = guesses(numpy.where(known, weights, -numpy.inf), allowed & known)
    rows = numpy.arange(n)
    hits = guess[rows, truth].sum()
    true_score = floor[rows, truth].sum()
    all_sums, chance, done = [], 0.0, 0
    while done < rounds:
        part = min(2000, rounds - done)
        other = truth[shuffles(strata, part, rng)]
        all_sums.append(floor[rows, other].sum(axis=1))
        chance += guess[rows, other].sum()
        done += part
    p = min(1.0, 2 * min(tail_of(true_score, numpy.concatenate(all_sums)),
                         poisson_tail(hits, chance / rounds)))
    return Result(relation, method, hits, chance / rounds, p, n)


def ranks(values):
    """Mean ranks scaled to -1 … 1; None stays NaN."""
    v = numpy.array([numpy.nan if x is None else x for x in values], float)
    out = numpy.full(len(v), numpy.nan)
    known = numpy.flatnonzero(numpy.isfinite(v))
    if len(known) < 2:
        return out
    order = v[known].argsort(kind="stable")
    r = numpy.empty(len(known))
    r[order] = numpy.arange(len(known))
    for x in numpy.unique(v[known]):
        same = v[known] == x
        r[same] = r[same].mean()
    out[known] = 2 * r / (len(known) - 1) - 1
    return out


def order_values(keys):
    """Sortable keys (or None) as numbers that keep their order."""
    known = sorted({k for k in keys if k is not None})
    at = {k: i for i, k in enumerate(known)}
    return [None if k is None else at[k] for k in keys]


def by_rank(left, right, left_group, right_group, reverse=False):
    """Weights for "the same order on both sides", ranked inside groups."""
    n, m = len(left), len(right)
    weights = numpy.full((n, m), numpy.nan)
    for g in set(left_group):
        li = [i for i in range(n) if left_group[i] == g]
        ri = [j for j in range(m) if right_group[j] == g]
        lr = ranks(order_values([left[i] for i in li]))
        rr = ranks(order_values([right[j] for j in ri]))
        if reverse:
            rr = -rr
        weights[numpy.ix_(li, ri)] = -numpy.abs(lr[:, None] - rr[None, :])
    return weights


def by_equality(left, right):
    """Weights for "shares a value": left and right are sets."""
    return [[1.0 if a & b else 0.0 for b in right] for a in left]


def by_distance(left, right):
    """Weights for "as close as possible" on numbers (None: unknown)."""
    return [[numpy.nan if a is None or b is None else -abs(a - b)
             for b in right] for a in left]


def by_next(left, right, most=None):
    """Weights for "the first after": right is a sorted list of moments an
    item; the smallest gap after left counts."""
    import bisect
    out = []
    for a in left:
        row = []
        for moments in right:
            gap = None
            if a is not None:
                k = bisect.bisect_right(moments, a)
                if k < len(moments):
                    gap = moments[k] - a
            row.append(numpy.nan if gap is None or (most and gap > most)
                       else -numpy.log1p(gap))
        out.append(row)
    return out


def by_delay(left, right, median, sigma):
    """Weights for "answers so long after the letter": log-normal density."""
    out = []
    for a in left:
        row = []
        for b in right:
            if a is None or b is None:
                row.append(numpy.nan)
                continue
            gap = max(b - a, 1e-3)
            z = (numpy.log(gap) - numpy.log(median)) / sigma
            row.append(-0.5 * z * z - numpy.log(gap) if b > a else -50.0)
        out.append(row)
    return out


def score_flag(relation, method, values, flags, strata, rng, rounds=ROUNDS):
    """Does a feature of a person (any value that can be compared for
    equality) tell who has the flag? Score: people whose flag agrees with the
    majority of those in their stratum that share the value."""
    names = {}
    cell = numpy.array([names.setdefault((s, repr(v)), len(names))
                        for s, v in zip(strata, values)])
    flags = numpy.asarray(flags, int)
    n_cells = len(names)
    total = numpy.bincount(cell, minlength=n_cells)

    def agree(f):
        ones = numpy.bincount(cell, weights=f, minlength=n_cells)
        return numpy.maximum(ones, total - ones).sum()

    hits = agree(flags)
    if n_cells == len(set(strata)):         # says the same of everybody
        return Result(relation, method, hits, hits, 1.0, len(flags))
    sums = numpy.array([agree(flags[perm])
                        for perm in shuffles(strata, rounds, rng)])
    return Result(relation, method, hits, sums.mean(),
                  tail_of(hits, sums), len(flags))


def score_order(relation, method, values, flags, strata, rng, rounds=ROUNDS):
    """Do high (or low) values of an ordered feature tell who has the flag?
    Rank-sum inside strata, two-sided."""
    n = len(flags)
    r = numpy.zeros(n)
    for s in set(strata):
        members = [i for i in range(n) if strata[i] == s]
        part = ranks(order_values([values[i] for i in members]))
        r[members] = numpy.nan_to_num(part)
    flags = numpy.asarray(flags, int)
    true = (r * flags).sum()
    sums = (r[None, :] * flags[shuffles(strata, rounds, rng)]).sum(axis=1)
    p = min(1.0, 2 * min(tail_of(true, sums), tail_of(-true, -sums)))
    return Result(relation, method, true, sums.mean(), p, n)
