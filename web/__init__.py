"""Static assets that several pages share. Nothing here knows any other part of plugfest.

Assets, read with `asset(name)`; a page inlines them, or serves them as files:

- `base.css`: colours for light, dark and print as variables (`--ink`, `--pass`, `--fail`...), typography, tables
  (`.ready`, `.num`), verdicts as badges (`.v`, `.c`, `.chip`, `.bar` with a class per verdict), keyboard focus.
- `sequence.css`: the sequence chart. Needs `base.css`.
- `sequence.js`: the sequence chart, a classic script that defines `SequenceChart`:
    - `SequenceChart.create({station, operator})` returns an empty chart, its `element` to be put into a page.
      `operator: true` adds the operator's lane. `add(entry, validations)` adds an entry of a run record's trace as it
      happens, `put(entry, validations)` adds it or shows it anew where it has changed, `awaits({title, lane, step,
      demands})` shows at the end what is waited for (null: nothing), `clear()` empties the chart.
    - `SequenceChart.listen(root)` makes messages unfold to their raw frames, by mouse and keyboard; once per page.
    - `SequenceChart.enable(element)` puts the messages inside an element into the tab order.
    - `SequenceChart.indented(raw)` returns a raw frame with line breaks and indentation added, nothing else changed.

Text of a CSMS enters a page through `textContent` only.
"""

from importlib.resources import files

__all__ = ["asset"]


def asset(name: str) -> str:
    """Return the text of an asset. Raises FileNotFoundError where there is none of that name."""
    return (files(__name__) / name).read_text("utf-8").strip()
