"""However awkward a CSMS is, its verdicts are those of a plain one, but for what it gets wrong itself."""

import re
import tomllib
from pathlib import Path

import pytest
import tomli_w
from support.awkward_harbour import ALONE, Harbours, Row, description_of, verdicts


@pytest.mark.parametrize("row", ALONE.values(), ids=ALONE.keys())
async def test_verdicts_are_those_of_the_plain_csms(
    row: Row, any_harbour: Harbours, description_file: Path, tmp_path: Path
) -> None:
    file = description_of(description_file, tmp_path, row)
    found = await verdicts(file, any_harbour.start(**row.options), row.cases)
    assert found.keys() == row.others.keys(), found
    for case, pattern in row.others.items():
        assert re.match(pattern, found[case], re.DOTALL), found[case]


async def test_a_boot_policy_that_the_csms_keeps_in_a_cache_is_taken_back(
    any_harbour: Harbours, description_file: Path, tmp_path: Path
) -> None:
    environment = any_harbour.start(caches_policy=True)
    file = description_of(description_file, tmp_path, Row({}, stations=1))
    left_pending = await verdicts(file, environment, "B_30")
    data = tomllib.loads(file.read_text())
    data["stations"] = [{**each, "role": "ordinary"} for each in data["stations"] if each["identity"] == "HB-NEW"]
    file.write_text(tomli_w.dumps(data))
    assert await verdicts(file, environment, "P_02") == {}
    assert left_pending.keys() == {"B_30"}
