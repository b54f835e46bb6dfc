"""Writing a record on a full disk."""

from __future__ import annotations

import os
import resource
import signal
from pathlib import Path

import pytest
from support import synthetic

from plugfest.reports.record import RecordWriter, read_record

TOO_LARGE = 7


@pytest.mark.process
def test_record_on_a_full_disk_keeps_complete_lines(tmp_path: Path) -> None:
    """A file size limit fails a write in the middle of a line, as a full disk does."""
    path = tmp_path / "run.jsonl"
    child = os.fork()
    if not child:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        code = 0
        with RecordWriter(path) as writer:
            writer.header(synthetic.header())
            size = path.stat().st_size
            resource.setrlimit(resource.RLIMIT_FSIZE, (size + 5000, size + 5000))
            try:
                for number in range(1, 50):
                    writer.case(synthetic.case("B", number, "violates"))
            except OSError:
                code = TOO_LARGE
        os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == TOO_LARGE
    assert path.read_bytes().endswith(b"}\n")
    assert not read_record(path).cut
