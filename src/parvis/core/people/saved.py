"""A model kept as JSON, so that a pair is explained later as it was weighed."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from parvis.core.people.comparison import FIELDS
from parvis.core.people.model import LinkModel
from parvis.core.people.report import MODEL_VERSION


def model_json(model: LinkModel) -> dict[str, Any]:
    """The JSON of a model, with the version of the fields and levels it was learnt with."""
    return {
        "version": MODEL_VERSION,
        "fields": [field.id for field in model.fields],
        "share": model.share.tolist(),
        "levels": [table.tolist() for table in model.levels],
        "steps": model.steps,
    }


def model_from(data: Mapping[str, Any]) -> LinkModel | None:
    """The model of `data`; None where there is none, or where levels have changed since."""
    if data.get("version") != MODEL_VERSION:
        return None
    by_id = {field.id: field for field in FIELDS}
    return LinkModel(
        tuple(by_id[name] for name in data["fields"]),
        np.array(data["share"]),
        tuple(np.array(table) for table in data["levels"]),
        int(data["steps"]),
    )
