"""A running compact CSMS, its operator, and bare stations."""

from support.csms_fixtures import make_process, make_world, operator, process, process_class, world

__all__ = ["make_process", "make_world", "operator", "process", "process_class", "world"]
