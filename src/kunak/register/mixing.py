"""Whether chains of a sampler agree, and how many independent draws they are worth.

Both measures look at ranks, so that long tails do not hide a disagreement.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import rankdata

Draws = NDArray[np.float64]
"""Draws of one number; shape (chains, draws)."""


def r_hat(draws: Draws) -> float:
    """Return how much wider the chains are together than each alone: 1 where they agree.

    The larger of the bulk's and the tails'. Source: Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), Bayesian
    Analysis 16, 667-718.
    """
    folded = np.abs(draws - np.median(draws))
    return max(_split_r_hat(_normal_scores(_halved(draws))), _split_r_hat(_normal_scores(_halved(folded))))


def effective_draws(draws: Draws) -> float:
    """Return how many independent draws tell as much of the bulk. Source: as for ``r_hat``."""
    scores = _normal_scores(_halved(draws))
    chains, length = scores.shape
    within = float(scores.var(axis=1, ddof=1).mean())
    pooled = within * (length - 1) / length + float(scores.mean(axis=1).var(ddof=1))
    if pooled == 0:
        return float(chains * length)
    correlation = 1 - (within - _autocovariance(scores).mean(axis=0)) / pooled
    correlation[0] = 1.0
    pairs = correlation[: length // 2 * 2].reshape(-1, 2).sum(axis=1)
    # Geyer's initial monotone sequence.
    negative = np.flatnonzero(pairs < 0)
    positive = pairs[: negative[0]] if negative.size else pairs
    time = max(-1 + 2 * float(np.minimum.accumulate(positive).sum()), 1 / np.log10(chains * length))
    return float(chains * length / time)


def _halved(draws: Draws) -> Draws:
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, -half:]])


def _normal_scores(draws: Draws) -> Draws:
    ranks = rankdata(draws, method="average").reshape(draws.shape)
    return np.asarray(ndtri((ranks - 0.375) / (draws.size + 0.25)))


def _split_r_hat(scores: Draws) -> float:
    length = scores.shape[1]
    within = float(scores.var(axis=1, ddof=1).mean())
    between = float(scores.mean(axis=1).var(ddof=1))
    if within == 0:
        return 1.0 if between == 0 else float("inf")
    return float(np.sqrt((length - 1) / length + between / within))


def _autocovariance(scores: Draws) -> Draws:
    """Return the autocovariance of each chain at every lag, divided by the length."""
    length = scores.shape[1]
    centred = scores - scores.mean(axis=1, keepdims=True)
    spectrum = np.abs(np.fft.rfft(centred, 2 * length, axis=1)) ** 2
    covariance: Draws = np.fft.irfft(spectrum, axis=1)[:, :length] / length
    return covariance
