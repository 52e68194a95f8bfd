"""Two logistic regressions, for danger and for imminent danger, over character n-grams and the kinds of
phrases that the rules found."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from campaign.care.judging import URGENT, judge
from campaign.care.lexicon import Kind, find, load_phrases
from campaign.care.model import UNIT, WEIGHTS, scale
from campaign.care.normalising import normalised
from campaign.care.packing import pack
from campaign.care.tier import Tier
from training.care.corpus import Row
from training.care.joining import joined, told

GRAMS = (3, 5)
"""Characters of an n-gram, spaces included."""
MOST = 16_000
"""N-grams that are kept: those that weigh most."""
JOINED, SEED = 0.5, 1
"""Long texts for each text of the corpus."""
TOLD = 1500
"""English posts of each of the two."""
_IN_DANGER = (Tier.IMMINENT, Tier.DISTRESS)


def train(rows: Sequence[Row]) -> dict[str, Any]:
    """What `campaign.care.model.trained` reads."""
    rows = [*rows, *joined(rows, JOINED, SEED), *told(rows, TOLD, SEED)]
    texts = [normalised(row.text) for row in rows]
    phrases = load_phrases()
    counted = [judge(find(phrases, text)).counts for text in texts]
    vectorizer = CountVectorizer(analyzer="char", ngram_range=GRAMS, min_df=3, lowercase=False)
    counts = vectorizer.fit_transform(texts)
    scaled = sparse.diags([scale(text) for text in texts]) @ counts
    signs = sparse.csr_matrix([[float(found.get(kind, 0)) for kind in Kind] for found in counted])
    # A time or a means says much of imminent danger and nothing of danger: most who are in danger name none.
    danger = np.array([row.tier in _IN_DANGER for row in rows])
    imminent = np.array([row.tier is Tier.IMMINENT for row in rows])
    own = signs @ sparse.diags([float(kind not in URGENT) for kind in Kind])
    first = _fitted((sparse.hstack([scaled, own]), danger), (sparse.hstack([scaled, signs]), imminent))
    kept = np.sort(np.argsort(-np.abs(first[0][:, : counts.shape[1]]).max(axis=0))[:MOST])
    some = scaled[:, kept]
    weights, biases = _fitted((sparse.hstack([some, own]), danger), (sparse.hstack([some, signs]), imminent))
    names = vectorizer.get_feature_names_out()[kept]
    whole = np.rint(weights * UNIT).astype(int)
    return {
        "bias": [round(bias * UNIT) for bias in biases],
        "kinds": {kind: whole[:, len(kept) + place].tolist() for place, kind in enumerate(Kind)},
        "grams": {
            name: pair
            for name, pair in zip(names, whole[:, : len(kept)].T.tolist(), strict=True)
            if any(pair)
        },
    }


def _fitted(*wanted: tuple[Any, Any]) -> tuple[Any, list[float]]:
    """Of features and what they should tell, weights and a bias each."""
    fitted = [
        LogisticRegression(C=1.0, class_weight="balanced", max_iter=1000, solver="liblinear").fit(
            features.tocsr(), target
        )
        for features, target in wanted
    ]
    return np.vstack([one.coef_[0] for one in fitted]), [float(one.intercept_[0]) for one in fitted]


def write(stored: dict[str, Any], path: Path = WEIGHTS) -> None:
    pack(stored, path)
