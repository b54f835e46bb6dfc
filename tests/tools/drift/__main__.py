"""A run's verdicts beside a reference list: `python tests/tools/drift RUN.jsonl [LIST.toml]`.

Without a list it is CitrineOS's. Prints each case that came out otherwise; the exit code is 1 where one is not known to
be unsteady. `--table` prints the list as rows of the documentation's table.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from support.reference import CITRINEOS, drift, read_reference, table

from plugfest.reports.record import read_record


def main(words: list[str]) -> int:
    """Compare, or print the table."""
    files = [Path(word) for word in words if not word.startswith("--")]
    lists = [file for file in files if file.suffix == ".toml"]
    reference = read_reference(lists[0] if lists else CITRINEOS)
    if "--table" in words:
        print("\n".join(table(reference)))
        return 0
    bad = 0
    for record in (file for file in files if file.suffix == ".jsonl"):
        others = list(drift(reference, {case["id"]: case["verdict"] for case in read_record(record).cases}))
        print(f"{record}: {len(others)} other verdict(s)", *others, sep="\n    ")
        bad += sum("(known to be unsteady" not in other for other in others)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
