"""The awkward variants of the second CSMS get the verdicts of the plain one."""

from pathlib import Path
from typing import Any

import pytest
from support.awkward_harbour import ALONE, description_of, running_harbour, verdicts


@pytest.mark.parametrize("awkward", ALONE.values(), ids=ALONE.keys())
def test_awkward_csms_gets_the_verdicts_of_the_plain_one(
    awkward: dict[str, Any], description_file: Path, tmp_path: Path
) -> None:
    with running_harbour(**awkward) as environment:
        file = description_of(description_file, tmp_path, **awkward)
        assert verdicts(file, environment, tmp_path / "results") == {}
