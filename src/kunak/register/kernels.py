"""The fast loops of estimation, over the 2^K table of capture histories and never over people, and those of linkage.

A history is a number whose bit j says whether list j holds the person. Arrays indexed by
history have 2^K places; place 0 is the people on no list and holds nothing. A term of a log-linear
model is the set of its lists in the same form; term 0 is the intercept. Slow twins are in
``tests/oracles``. This is the only file of the register that imports numba.
"""

from math import lgamma as gammaln
from typing import Any, Final

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Pieces = NDArray[np.int16]
Singles = NDArray[np.float32]

CERTAIN: Final = 0
"""The maximum exists, and was found: shown by Bach's bound (see ``newton``)."""
UNSURE: Final = 1
"""The iteration did not show that there is a maximum. Ask the linear programme."""

_ITERATIONS: Final = 100
"""Newton needs 5 to 9 on most tables whose maximum exists, some dozens where counts differ ten thousandfold."""
_LONGEST_STEP: Final = 3.0
"""Largest change of the logarithm of an expected count in one step."""
_CLOSE: Final = 1e-9
_CERTIFICATE: Final = 0.25
"""Bach's bound holds below 0.367; the rest is left for rounding."""
_HOPELESS: Final = 1e-3
"""A way to divide two words is left out where all that could follow would not make up that much of what counts."""
_AT_ONCE: Final = 64
"""Draws above the bound after which the bound itself is taken."""


@njit(cache=True, nogil=True)
def supersets(table: Floats, lists: int) -> None:
    """Put into every place the sum over all histories that hold its lists, in place."""
    for j in range(lists):
        bit = 1 << j
        for cell in range(table.size):
            if not cell & bit:
                table[cell] += table[cell | bit]


@njit(cache=True, nogil=True)
def subsets(table: Floats, lists: int) -> None:
    """Put into every place the sum over all terms within it, in place."""
    for j in range(lists):
        bit = 1 << j
        for cell in range(table.size):
            if cell & bit:
                table[cell] += table[cell ^ bit]


@njit(cache=True, nogil=True)
def _cholesky(matrix: Floats) -> bool:
    """Factor in place (lower part). False where the matrix is not safely positive definite."""
    size = matrix.shape[0]
    for i in range(size):
        diagonal = matrix[i, i]
        for k in range(i):
            matrix[i, i] -= matrix[i, k] * matrix[i, k]
        if not matrix[i, i] > 1e-13 * diagonal:
            return False
        matrix[i, i] = np.sqrt(matrix[i, i])
        for j in range(i + 1, size):
            total = matrix[j, i]
            for k in range(i):
                total -= matrix[j, k] * matrix[i, k]
            matrix[j, i] = total / matrix[i, i]
    return True


@njit(cache=True, nogil=True)
def _solve(factor: Floats, right: Floats) -> None:
    """Solve in place, given the factor."""
    size = right.size
    for i in range(size):
        for k in range(i):
            right[i] -= factor[i, k] * right[k]
        right[i] /= factor[i, i]
    for i in range(size - 1, -1, -1):
        for k in range(i + 1, size):
            right[i] -= factor[k, i] * right[k]
        right[i] /= factor[i, i]


@njit(cache=True, nogil=True)
def newton(terms: Ints, counts: Floats, margins: Floats, kept: Bools, lists: int, beta: Floats) -> Any:
    """Fit one log-linear Poisson model by Newton's method.

    Args:
        terms: Terms of the model, 0 first; shape (p,).
        counts: Observed counts, shape (2^K,).
        margins: ``supersets`` of the counts over the kept cells.
        kept: Which cells the model covers; place 0 is False.
        lists: K.
        beta: Start and result, shape (p,). NaN in the first place: start from the data.

    Returns:
        Log-likelihood without the factorials; CERTAIN or UNSURE.

    Source:
        The certificate: Bach (2010), Electronic Journal of Statistics 4, Proposition 1, for a sum of
        exponentials. With the Newton decrement d and k the largest of sqrt(x'H^-1 x) over cells, d k < 0.367 puts a
        minimum within reach. A leverage is at most 1, so k is at most 1 / sqrt(smallest expected count).
    """
    p = terms.size
    cells = counts.size
    eta = np.zeros(cells)
    mu = np.zeros(cells)
    sums = np.zeros(cells)
    hessian = np.zeros((p, p))
    step = np.zeros(p)
    gradient = np.zeros(p)
    best, scale = -np.inf, 1.0
    if np.isnan(beta[0]):
        _start(terms, counts, kept, lists, beta, hessian, sums)
    for _ in range(_ITERATIONS):
        eta[:] = 0.0
        for i in range(p):
            eta[terms[i]] = beta[i]
        subsets(eta, lists)
        smallest = np.inf
        for cell in range(cells):
            mu[cell] = np.exp(eta[cell]) if kept[cell] else 0.0
            if kept[cell] and mu[cell] < smallest:
                smallest = mu[cell]
        sums[:] = mu
        supersets(sums, lists)
        loglik = -sums[0]
        for i in range(p):
            loglik += beta[i] * margins[terms[i]]
        if not loglik >= best - 1e-11 * abs(best):
            # Too far: half the way back, where the likelihood is higher.
            scale *= 0.5
            for i in range(p):
                beta[i] -= scale * step[i]
            continue
        best = loglik
        for i in range(p):
            gradient[i] = margins[terms[i]] - sums[terms[i]]
            step[i] = gradient[i]
            for j in range(i + 1):
                hessian[i, j] = sums[terms[i] | terms[j]]
        if not _cholesky(hessian):
            return 0.0, UNSURE
        decrement = 0.0
        _solve(hessian, step)
        for i in range(p):
            decrement += gradient[i] * step[i]
        eta[:] = 0.0
        for i in range(p):
            eta[terms[i]] = step[i]
        subsets(eta, lists)
        longest = 0.0
        for cell in range(cells):
            if kept[cell] and abs(eta[cell]) > longest:
                longest = abs(eta[cell])
        if longest < _CLOSE:
            return (loglik, CERTAIN) if decrement < _CERTIFICATE**2 * smallest else (0.0, UNSURE)
        scale = min(1.0, _LONGEST_STEP / longest)
        for i in range(p):
            beta[i] += scale * step[i]
    return 0.0, UNSURE


@njit(cache=True, nogil=True)
def _start(terms: Ints, counts: Floats, kept: Bools, lists: int, beta: Floats, hessian: Floats, sums: Floats) -> None:
    """Put one weighted least-squares step from the data into beta."""
    p = terms.size
    sums[:] = 0.0
    right = np.zeros(counts.size)
    for cell in range(counts.size):
        if kept[cell]:
            near = counts[cell] + 0.3
            sums[cell] = near
            right[cell] = near * np.log(near) + counts[cell] - near
    supersets(sums, lists)
    supersets(right, lists)
    for i in range(p):
        beta[i] = right[terms[i]]
        for j in range(i + 1):
            hessian[i, j] = sums[terms[i] | terms[j]]
    if _cholesky(hessian):
        _solve(hessian, beta)
    else:
        beta[:] = 0.0


@njit(cache=True, nogil=True)
def fit_models(starts: Ints, terms: Ints, counts: Floats, lists: int) -> Any:
    """Fit many models to one table.

    Args:
        starts: Where each model begins in ``terms``, and the end; shape (models + 1,).
        terms: Terms of all models, one after the other.
        counts: Shape (2^K,).
        lists: K.

    Returns:
        Log-likelihood without factorials, people on no list, CERTAIN or UNSURE; each of shape (models,). A model with a
        term that nobody has is UNSURE without being fitted: its maximum does not exist.
    """
    models = starts.size - 1
    loglik = np.full(models, -np.inf)
    unseen = np.full(models, np.nan)
    status = np.full(models, UNSURE)
    kept = np.ones(counts.size, dtype=np.bool_)
    kept[0] = False
    margins = counts.copy()
    supersets(margins, lists)
    for model in range(models):
        mine = terms[starts[model] : starts[model + 1]]
        lonely = False
        for term in mine:
            lonely = lonely or margins[term] == 0.0
        if lonely:
            continue
        beta = np.full(mine.size, np.nan)
        loglik[model], status[model] = newton(mine, counts, margins, kept, lists, beta)
        unseen[model] = np.exp(beta[0])
    return loglik, unseen, status


@njit(cache=True, nogil=True)
def refit(terms: Ints, tables: Floats, lists: int) -> Any:
    """Fit one model to many tables.

    A term that nobody of a table has is at minus infinity there: its cells are left out, as for sparse lists.

    Args:
        terms: Terms of the model, 0 first; shape (p,).
        tables: Shape (tables, 2^K).
        lists: K.

    Returns:
        People on no list; NaN where it was UNSURE. Shape (tables,).
    """
    unseen = np.full(tables.shape[0], np.nan)
    margins = np.zeros(tables.shape[1])
    kept = np.ones(tables.shape[1], dtype=np.bool_)
    held = np.zeros(terms.size, dtype=np.int64)
    for row in range(tables.shape[0]):
        margins[:] = tables[row]
        supersets(margins, lists)
        kept[:] = True
        kept[0] = False
        p = 0
        for term in terms:
            if margins[term] == 0.0:
                for cell in range(kept.size):
                    if cell & term == term:
                        kept[cell] = False
            else:
                held[p] = term
                p += 1
        beta = np.full(p, np.nan)
        if margins[0] > 0.0 and newton(held[:p], tables[row], margins, kept, lists, beta)[1] == CERTAIN:
            unseen[row] = np.exp(beta[0])
    return unseen


@njit(cache=True, nogil=True)
def stepwise(counts: Floats, lists: int, threshold: float) -> Any:
    """Add pairs of lists one by one while the best of them improves the fit significantly.

    A pair that nobody is on has the parameter minus infinity: its cells are left out instead
    (Chan, Silverman and Vincent 2021).

    Args:
        counts: Shape (2^K,).
        lists: K.
        threshold: Least gain of twice the log-likelihood: the chi-squared quantile at one degree of freedom.

    Returns:
        Which pairs were added, shape (K, K); people on no list (NaN where not even the first model could be fitted);
        the pairs whose addition was UNSURE at the last step, shape (K, K).
    """
    cells = counts.size
    added = np.zeros((lists, lists), dtype=np.bool_)
    doubtful = np.zeros((lists, lists), dtype=np.bool_)
    kept = np.ones(cells, dtype=np.bool_)
    kept[0] = False
    margins = counts.copy()
    supersets(margins, lists)
    terms = np.zeros(1 + lists + lists * (lists - 1) // 2, dtype=np.int64)
    for j in range(lists):
        terms[1 + j] = 1 << j
    p = 1 + lists
    beta = np.full(p, np.nan)
    loglik, status = newton(terms[:p], counts, margins, kept, lists, beta)
    if status == UNSURE:
        return added, np.nan, doubtful
    while True:
        doubtful[:] = False
        most, best_i, best_j = threshold, -1, -1
        best_beta = beta
        for i in range(lists):
            for j in range(i + 1, lists):
                pair = (1 << i) | (1 << j)
                if added[i, j]:
                    continue
                empty = margins[pair] == 0.0
                trial_kept = kept
                trial_p = p
                if empty:
                    trial_kept = kept.copy()
                    for cell in range(cells):
                        if cell & pair == pair:
                            trial_kept[cell] = False
                else:
                    terms[p] = pair
                    trial_p = p + 1
                trial = np.zeros(trial_p)
                trial[:p] = beta
                gain, status = newton(terms[:trial_p], counts, margins, trial_kept, lists, trial)
                if status == UNSURE:
                    doubtful[i, j] = True
                elif 2.0 * (gain - loglik) > most:
                    most = 2.0 * (gain - loglik)
                    best_i, best_j, best_beta = i, j, trial
        if best_i < 0:
            break
        pair = (1 << best_i) | (1 << best_j)
        if margins[pair] == 0.0:
            for cell in range(cells):
                if cell & pair == pair:
                    kept[cell] = False
        else:
            terms[p] = pair
            p += 1
        added[best_i, best_j] = True
        beta = best_beta
        loglik += most / 2.0
    return added, np.exp(beta[0]), doubtful


@njit(cache=True, nogil=True)
def stepwise_many(tables: Floats, lists: int, threshold: float) -> Any:
    """Run ``stepwise`` on many tables: chosen pairs (R, K, K), people on no list (R,), doubtful pairs (R, K, K)."""
    rows = tables.shape[0]
    added = np.zeros((rows, lists, lists), dtype=np.bool_)
    doubtful = np.zeros((rows, lists, lists), dtype=np.bool_)
    unseen = np.zeros(rows)
    for row in range(rows):
        added[row], unseen[row], doubtful[row] = stepwise(tables[row], lists, threshold)
    return added, unseen, doubtful


@njit(cache=True, nogil=True)
def _weigh(shares: Floats, chances: Floats, weights: Floats) -> None:
    """Put the probability of every history and class into the weights, shape (2^K, C), one list after the other."""
    classes, lists = chances.shape
    for k in range(classes):
        weights[0, k] = shares[k]
    for j in range(lists):
        for cell in range(1 << j):
            for k in range(classes):
                weights[cell | 1 << j, k] = weights[cell, k] * chances[k, j]
                weights[cell, k] *= 1.0 - chances[k, j]


@njit(cache=True, nogil=True)
def _relabel(generator: Any, members: Ints, on_list: Ints, people: int, alpha: float) -> None:
    """Let neighbouring classes change places, in place, by the probability of their sizes without the sticks."""
    classes, lists = on_list.shape
    beyond = people
    for k in range(classes - 1):
        beyond -= members[k] + members[k + 1]
        first, second = members[k], members[k + 1]
        ratio = gammaln(alpha + beyond + first) - gammaln(alpha + beyond + second)
        if k + 1 < classes - 1:
            ratio += gammaln(1.0 + second + alpha + beyond) - gammaln(1.0 + first + alpha + beyond)
        else:
            # The last class has no stick of its own.
            ratio += gammaln(1.0 + second) - gammaln(1.0 + first)
        if first != second and np.log(generator.random()) < ratio:
            members[k], members[k + 1] = second, first
            for j in range(lists):
                on_list[k, j], on_list[k + 1, j] = on_list[k + 1, j], on_list[k, j]
        beyond += members[k + 1]


@njit(cache=True, nogil=True)
def _log_sizes(members: Ints, people: int, alpha: float) -> float:
    """Return the log-probability of the sizes of the classes without the sticks, and the prior of log alpha."""
    total = 0.25 * np.log(alpha) - 0.25 * alpha
    beyond = people
    for k in range(members.size - 1):
        if beyond == 0:
            break
        total += np.log(alpha) - gammaln(1.0 + beyond + alpha)
        beyond -= members[k]
        total += gammaln(alpha + beyond)
    return float(total)


@njit(cache=True, nogil=True)
def _concentration(generator: Any, members: Ints, people: int, alpha: float) -> float:
    """Move the concentration by two Metropolis steps on its logarithm."""
    now = _log_sizes(members, people, alpha)
    for _ in range(2):
        trial = alpha * np.exp(1.5 * generator.standard_normal())
        if 1e-12 < trial < 1e6:
            then = _log_sizes(members, people, trial)
            if np.log(generator.random()) < then - now:
                alpha, now = trial, then
    return alpha


@njit(cache=True, nogil=True)
def latent_chain(
    generator: Any,
    counts: Ints,
    lists: int,
    shares: Floats,
    chances: Floats,
    alpha: float,
    unseen: int,
    bound: int,
    draws: Ints,
    thin: int,
    reach: float,
) -> Any:
    """Run a Gibbs sampler of the latent class model on; the state is changed in place.

    Args:
        generator: A numpy Generator.
        counts: Observed counts, shape (2^K,).
        lists: K.
        shares: Probability of each class, shape (C,).
        chances: Probability that a person of a class is on a list, shape (C, K).
        alpha: Concentration of the Dirichlet process.
        unseen: People on no list.
        bound: Most of them that the prior allows.
        draws: Filled with the people on no list after every ``thin`` iterations, shape (D,).
        thin: Iterations per draw.
        reach: The prior of every chance is Beta(reach, 1): 1 is uniform; below, lists are likelier to miss a class.

    Returns:
        Concentration and people on no list at the end; how many draws were cut at the bound.

    Source:
        Manrique-Vallier (2016), Biometrics 72, 1246-1254, section 3: stick-breaking truncated at C classes, uniform
        chances, Gamma(1/4, 1/4) concentration, prior of the population proportional to 1/N. The concentration is drawn
        with the sticks integrated out, and neighbouring classes may change places (Papaspiliopoulos and Roberts 2008,
        Biometrika 95, 169-186): the same posterior, but a chain does not stay for long where one class has everybody.
    """
    classes = shares.size
    weights = np.zeros((counts.size, classes))
    members = np.zeros(classes, dtype=np.int64)
    on_list = np.zeros((classes, lists), dtype=np.int64)
    observed = counts.sum()
    cut = 0
    for draw in range(draws.size):
        for _ in range(thin):
            members[:] = 0
            on_list[:] = 0
            _weigh(shares, chances, weights)
            for cell in range(counts.size):
                left = unseen if cell == 0 else counts[cell]
                if left == 0:
                    continue
                total = 0.0
                for k in range(classes):
                    total += weights[cell, k]
                for k in range(classes):
                    if left == 0:
                        break
                    weight = weights[cell, k]
                    if k == classes - 1 or weight >= total:
                        taken = left
                    elif weight <= 0.0:
                        taken = 0
                    else:
                        taken = generator.binomial(left, weight / total)
                    total -= weight
                    left -= taken
                    members[k] += taken
                    for j in range(lists):
                        if cell >> j & 1:
                            on_list[k, j] += taken
            _relabel(generator, members, on_list, observed + unseen, alpha)
            alpha = _concentration(generator, members, observed + unseen, alpha)
            beyond = observed + unseen
            stick = 1.0
            missing = 0.0
            for k in range(classes):
                beyond -= members[k]
                if k < classes - 1:
                    # A class without people: the root of a uniform number is the same, and ten times as fast.
                    if members[k] == 0:
                        rest = generator.random() ** (1.0 / (alpha + beyond))
                    else:
                        rest = generator.beta(alpha + beyond, 1.0 + members[k])
                    shares[k] = stick * (1.0 - rest)
                    stick *= rest
                else:
                    shares[k] = stick
                nobody = shares[k]
                for j in range(lists):
                    if members[k] == 0:
                        chances[k, j] = generator.random() ** (1.0 / reach)
                    else:
                        chances[k, j] = generator.beta(reach + on_list[k, j], 1.0 + members[k] - on_list[k, j])
                    nobody *= 1.0 - chances[k, j]
                missing += nobody
            odds = missing / max(1.0 - missing, 1e-300)
            for _attempt in range(_AT_ONCE):
                rate = generator.gamma(float(observed), 1.0) * odds
                unseen = generator.poisson(rate) if rate < 1e15 else bound + 1
                if unseen <= bound:
                    break
            if unseen > bound:
                unseen = bound
                cut += 1
        draws[draw] = unseen
    return alpha, unseen, cut


@njit(cache=True, nogil=True)
def ahead(pieces: Pieces, lengths: Ints, most: Floats) -> Floats:
    """Return the most that any other word could still add to the chance of two, from each place of each word on.

    Args:
        pieces: Of all words, ``[word, place, length]``, as in ``likenesses``.
        lengths: How many places each of them has, edges counted.
        most: How often each piece stands beside whatever it stands beside most; place 0 (the empty one) below 1.
    """
    out = np.zeros((pieces.shape[0], pieces.shape[1] + 1))
    for word in range(pieces.shape[0]):
        out[word, lengths[word]] = 1.0 / (1.0 - most[0])
        for place in range(lengths[word] - 1, -1, -1):
            total = 0.0
            for length in range(1, min(pieces.shape[2], lengths[word] - place + 1)):
                if pieces[word, place, length] >= 0:
                    total += most[pieces[word, place, length]] * out[word, place + length]
            out[word, place] = total / (1.0 - most[0])
    return out


@njit(cache=True, nogil=True)
def _together(
    left: Pieces, right: Pieces, shares: Floats, forward: Floats, after_left: Floats, after_right: Floats, floor: float
) -> float:
    """Return the chance that two words are written together, over all ways to divide them that lead above the floor."""
    rows, columns = left.shape[0] - 1, right.shape[0] - 1
    forward[: rows + 1, : columns + 1] = 0.0
    forward[0, 0] = 1.0
    farthest = 0
    for i in range(rows + 1):
        if i > farthest:
            return 0.0
        for j in range(columns + 1):
            here = forward[i, j]
            if here * min(after_left[i], after_right[j]) <= floor:
                continue
            for a in range(min(left.shape[1], rows - i + 1)):
                x = left[i, a]
                if x < 0:
                    continue
                farthest = max(farthest, i + a)
                for b in range(min(right.shape[1], columns - j + 1)):
                    y = right[j, b]
                    if y >= 0 and a + b > 0:
                        forward[i + a, j + b] += here * shares[x, y]
    return float(forward[rows, columns])


@njit(cache=True, nogil=True)
def likenesses(
    left: Pieces,
    lefts: Ints,
    right: Pieces,
    rights: Ints,
    alone_left: Floats,
    alone_right: Floats,
    after_left: Floats,
    after_right: Floats,
    pairs: Ints,
    shares: Floats,
    least: float,
) -> Floats:
    """Return for each pair of words how much likelier they are as one name than as two, in nats per letter.

    The chance of two words together is summed over all ways to divide them.

    Args:
        left: Numbers of the pieces of all words of the left, ``[word, place, length]``: -1 where there is no such
            piece, 0 the empty one.
        lefts: How many places each of them has, edges counted.
        right: Likewise.
        rights: Likewise.
        alone_left: The logarithm of the chance of each word by itself.
        alone_right: Likewise.
        after_left: ``ahead`` of the left.
        after_right: Likewise.
        pairs: Two columns: which word of the left, which of the right.
        shares: How often piece x of the left stands beside piece y of the right.
        least: What is less like than that need not be exact, only less; what is more is exact to 1e-5.
    """
    out = np.empty(len(pairs))
    forward = np.empty((left.shape[1] + 1, right.shape[1] + 1))
    for pair in range(len(pairs)):
        i, j = pairs[pair, 0], pairs[pair, 1]
        n, m = lefts[i], rights[j]
        alone = alone_left[i] + alone_right[j]
        floor = _HOPELESS * np.exp(alone + least * (n + m))
        both = _together(left[i, : n + 1], right[j, : m + 1], shares, forward, after_left[i], after_right[j], floor)
        out[pair] = (np.log(both + 1e-300) - alone) / (n + m)
    return out


@njit(cache=True, nogil=True)
def _odds(starts: Ints, others: Ints, weights: Floats, i: int, j: int, unseen: float) -> float:
    """Return what two records weigh that are one person, by halving."""
    low, high = starts[i], starts[i + 1]
    while low < high:
        half = (low + high) // 2
        if others[half] < j:
            low = half + 1
        else:
            high = half
    return weights[low] if low < starts[i + 1] and others[low] == j else unseen


@njit(cache=True, nogil=True)
def join(
    left: Ints, right: Ints, sure: int, starts: Ints, others: Ints, weights: Floats, unseen: float, label: Ints
) -> None:
    """Join groups, pair after pair, where all pairs between two of them together speak for it, in place.

    Args:
        left: A record of each pair, in the order in which they are tried, shape (P,).
        right: The other one.
        sure: So many of them, the first, are joined whatever else is known.
        starts: Where the neighbours of each record begin, shape (N + 1,).
        others: Neighbours, ascending, shape (E,); every pair stands twice.
        weights: Logarithm of the odds of each, shape (E,).
        unseen: The same of a pair that is not among them.
        label: The smallest number of the group of each record; each by itself at first, shape (N,).
    """
    after = label.copy()
    for pair in range(left.size):
        a, b = label[left[pair]], label[right[pair]]
        if a == b:
            continue
        if pair >= sure:
            total = 0.0
            i = a
            while True:
                j = b
                while True:
                    total += _odds(starts, others, weights, i, j, unseen)
                    j = after[j]
                    if j == b:
                        break
                i = after[i]
                if i == a:
                    break
            if not total > 0.0:
                continue
        kept, gone = min(a, b), max(a, b)
        i = gone
        while True:
            label[i] = kept
            i = after[i]
            if i == gone:
                break
        # Two rings become one.
        after[kept], after[gone] = after[gone], after[kept]


@njit(cache=True, nogil=True)
def _pair_of(starts: Ints, others: Ints, pair: Ints, a: int, b: int) -> int:
    """Return which pair two records are, -1 where none was kept."""
    low, high = starts[a], starts[a + 1]
    while low < high:
        middle = (low + high) // 2
        if others[middle] < b:
            low = middle + 1
        else:
            high = middle
    return int(pair[low]) if low < starts[a + 1] and others[low] == b else -1


@njit(cache=True, nogil=True)
def _three(starts: Ints, others: Ints, pair: Ints, told: Singles, against: Floats, unseen: float, group: Ints) -> float:
    """Return what ``_as_one`` does of three records, but for links: best and worst pair, or all that are known."""
    pairs = (
        _pair_of(starts, others, pair, group[0], group[1]),
        _pair_of(starts, others, pair, group[0], group[2]),
        _pair_of(starts, others, pair, group[1], group[2]),
    )
    total = 0.0
    for found in pairs:
        total += unseen if found < 0 else against[found]
    for c in range(told.shape[1]):
        best, worst, known, every = -np.inf, np.inf, 0, 0.0
        for found in pairs:
            if found >= 0 and not np.isnan(told[found, c]):
                worth = told[found, c]
                known += 1
                every += worth
                best, worst = max(best, worth), min(worst, worth)
        total += best + worst if known == 3 else every
    return total


@njit(cache=True, nogil=True)
def _as_one(
    starts: Ints, others: Ints, pair: Ints, told: Singles, against: Floats, link: float, unseen: float, group: Ints
) -> float:
    """Return the logarithm of how much likelier records are as one person than as one each; see ``regroup``."""
    size = group.size
    if size < 2:
        return 0.0
    total = link * (size - 1)
    if size == 2:
        found = _pair_of(starts, others, pair, group[0], group[1])
        if found < 0:
            return total + unseen
        total += against[found]
        for c in range(told.shape[1]):
            if not np.isnan(told[found, c]):
                total += told[found, c]
        return float(total)
    if size == 3:
        total += _three(starts, others, pair, told, against, unseen, group)
        return total
    known = np.empty((size, size), dtype=np.int64)
    for i in range(size):
        for j in range(i):
            found = _pair_of(starts, others, pair, group[i], group[j])
            known[i, j] = found
            known[j, i] = found
            total += unseen if found < 0 else against[found]
    best, worst = np.empty(size), np.empty(size)
    left = np.empty(size, dtype=np.bool_)
    for c in range(told.shape[1]):
        # From the pair that agrees best on, who agrees best with any of those is next.
        now, most = -1, -np.inf
        for i in range(size):
            best[i], worst[i], left[i] = -np.inf, np.inf, True
            for j in range(i):
                if known[i, j] >= 0 and told[known[i, j], c] > most:
                    now, most = i, told[known[i, j], c]
        while now >= 0:
            left[now] = False
            following, most = -1, -np.inf
            for i in range(size):
                if left[i]:
                    if known[i, now] >= 0:
                        worth = told[known[i, now], c]
                        if not np.isnan(worth):
                            best[i], worst[i] = max(best[i], worth), min(worst[i], worth)
                    if best[i] > most:
                        following, most = i, best[i]
            now = following
            if now >= 0:
                total += worst[now]
    return total


@njit(cache=True, nogil=True)
def regroup(
    generator: Any,
    starts: Ints,
    others: Ints,
    pair: Ints,
    told: Singles,
    against: Floats,
    link: float,
    unseen: float,
    unit_of: Ints,
    group: Ints,
    rounds: int,
) -> None:
    """Move every unit to a group of its neighbours or to one of its own, as probable as that is, in place.

    A group of k records weighs k - 1 links, what speaks against each of its pairs, and by comparison the
    agreement of its best pair and then, record by record, that with the record of the group that agrees least: what two
    pairs say the third does not say again, and what is vague in one record hides nothing that two others contradict.

    Args:
        generator: A numpy Generator.
        starts: Where the neighbours of each record begin, shape (N + 1,).
        others: Neighbours, ascending, shape (E,); every pair stands twice.
        pair: Which pair that is, shape (E,).
        told: Logarithm of what each comparison says for one person, NaN where it says nothing, shape (P, C).
        against: Logarithm of what speaks against each pair besides, shape (P,).
        link: Logarithm of the odds of a link before anything is compared.
        unseen: What speaks against two records that are no pair.
        unit_of: The unit of each record, 0 to U - 1, shape (N,): what is moved as one.
        group: The group of each unit, 0 to U - 1, shape (U,).
        rounds: How often every unit is moved.
    """
    records, units = unit_of.size, group.size
    first, after = np.full(units, -1, dtype=np.int64), np.full(records, -1, dtype=np.int64)
    for record in range(records):
        after[record] = first[unit_of[record]]
        first[unit_of[record]] = record
    # Units of a group are chained as records of a unit are.
    head, following = np.full(units, -1, dtype=np.int64), np.full(units, -1, dtype=np.int64)
    for unit in range(units):
        following[unit] = head[group[unit]]
        head[group[unit]] = unit
    free, top = np.empty(units, dtype=np.int64), 0
    for g in range(units):
        if head[g] < 0:
            free[top] = g
            top += 1
    members = np.empty(records, dtype=np.int64)
    near, weighs, whole = np.empty(units, dtype=np.int64), np.empty(units), np.full(units, np.nan)
    tried = np.zeros(units, dtype=np.bool_)
    gained = np.empty(units)
    for _ in range(rounds):
        for unit in range(units):
            mine = 0
            alone = True
            record = first[unit]
            while record >= 0:
                members[mine] = record
                mine += 1
                alone = alone and starts[record] == starts[record + 1]
                record = after[record]
            if alone:
                continue
            g = group[unit]
            if head[g] == unit:
                head[g] = following[unit]
            else:
                before = head[g]
                while following[before] != unit:
                    before = following[before]
                following[before] = following[unit]
            whole[g] = np.nan
            if head[g] < 0:
                free[top] = g
                top += 1
            own = _as_one(starts, others, pair, told, against, link, unseen, members[:mine])
            found, largest = 0, 0.0
            for place in range(mine):
                for edge in range(starts[members[place]], starts[members[place] + 1]):
                    g = group[unit_of[others[edge]]]
                    if tried[g] or unit_of[others[edge]] == unit or head[g] < 0:
                        continue
                    tried[g] = True
                    size = mine
                    other = head[g]
                    while other >= 0:
                        record = first[other]
                        while record >= 0:
                            members[size] = record
                            size += 1
                            record = after[record]
                        other = following[other]
                    if np.isnan(whole[g]):
                        whole[g] = _as_one(starts, others, pair, told, against, link, unseen, members[mine:size])
                    weighs[found] = _as_one(starts, others, pair, told, against, link, unseen, members[:size])
                    near[found] = g
                    gained[found] = weighs[found] - whole[g] - own
                    largest = max(largest, gained[found])
                    found += 1
            # A group of its own gains nothing.
            everything = np.exp(-largest)
            for place in range(found):
                tried[near[place]] = False
                everything += np.exp(gained[place] - largest)
            left = generator.random() * everything
            chosen, weight = -1, own
            for place in range(found):
                left -= np.exp(gained[place] - largest)
                if chosen < 0 and left < 0.0:
                    chosen, weight = near[place], weighs[place]
            if chosen < 0:
                top -= 1
                chosen = free[top]
            group[unit], following[unit], head[chosen], whole[chosen] = chosen, head[chosen], unit, weight
