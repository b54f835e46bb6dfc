"""The public API: the names that users import, which every version keeps."""

import inspect
from importlib import import_module

import pytest

PUBLIC = {
    "plugfest.csms": ["AsyncCompactCsms", "AsyncStation", "CompactCsms", "CsmsError", "Station"],
    "plugfest.csms.client": ["AsyncCompactCsms", "AsyncStation", "CompactCsms", "CsmsError", "Station"],
    "plugfest.csms.pytest_plugin": ["compact_csms", "compact_csms_arguments"],
    "plugfest.reports": ["remove_reports", "write_all", "write_comparison", "write_matrix", "write_reports"],
    "plugfest.reports.record": [
        "FORMAT",
        "Case",
        "Cause",
        "CauseCode",
        "Claims",
        "Close",
        "Connect",
        "Demand",
        "Direction",
        "Entry",
        "Excuse",
        "Footer",
        "Frame",
        "Header",
        "Http",
        "Line",
        "MessageKind",
        "Needs",
        "Note",
        "Options",
        "Order",
        "OrderEnded",
        "OrderGiven",
        "OrderOutcome",
        "Origin",
        "Part",
        "Play",
        "Profile",
        "Record",
        "RecordError",
        "RecordWriter",
        "Redactor",
        "Remark",
        "Shard",
        "Silence",
        "SystemUnderTest",
        "Tls",
        "Validation",
        "ValidationKind",
        "ValidationOutcome",
        "Verdict",
        "Wait",
        "Weight",
        "differences",
        "plain",
        "read_header",
        "read_record",
        "redact",
        "schema",
        "violation",
    ],
    "plugfest.scenarios.operators": [
        "UNSEEN",
        "BaseOperator",
        "BootPolicy",
        "IdToken",
        "Intent",
        "OperatorError",
        "Order",
        "OrderOutcome",
        "Outcome",
        "Question",
        "StationAccess",
        "StationSpec",
    ],
    "plugfest.simulator": [
        "MISBEHAVIOURS",
        "CallRefused",
        "ChargingStation",
        "ClientCertificate",
        "ControlApi",
        "ModelError",
        "NotConnectedError",
        "ScriptError",
        "StationEvent",
        "StationModel",
        "parse_script",
        "read_model",
        "read_script",
        "run_script",
    ],
}
"""The names that users import, by module; removing one breaks their code. See CONTRIBUTING.md."""
CALLED = {"Frame", "Wait"}
"""TypedDicts that are made by a call, because a member is named like a keyword: they cannot have a docstring."""
DOCUMENTED = [
    (module, name)
    for module, names in PUBLIC.items()
    for name in names
    if name not in CALLED
    if inspect.isclass(public := getattr(import_module(module), name)) or inspect.isroutine(public)
]


@pytest.mark.parametrize("module", PUBLIC)
def test_public_names_are_pinned(module: str) -> None:
    assert import_module(module).__all__ == PUBLIC[module]


@pytest.mark.parametrize("module", PUBLIC)
def test_public_names_are_sorted(module: str) -> None:
    def group(name: str) -> tuple[int, str]:
        """Return constants first, then classes, then functions, as ruff sorts them."""
        return (0 if name.isupper() else 1 if name[0].isupper() else 2), name

    assert import_module(module).__all__ == sorted(import_module(module).__all__, key=group)


@pytest.mark.parametrize("module", PUBLIC)
def test_public_names_can_be_imported(module: str) -> None:
    found = import_module(module)
    assert [name for name in PUBLIC[module] if getattr(found, name, None) is None] == []


@pytest.mark.parametrize(("module", "name"), DOCUMENTED)
def test_public_class_or_function_has_a_docstring(module: str, name: str) -> None:
    public = getattr(import_module(module), name)
    assert public.__doc__
    assert public.__doc__.strip() != ""


@pytest.mark.parametrize(("module", "name"), DOCUMENTED)
def test_public_methods_have_docstrings(module: str, name: str) -> None:
    public = getattr(import_module(module), name)
    methods = [each for name, each in vars(public).items() if not name.startswith("_") and inspect.isfunction(each)]
    assert [each.__name__ for each in methods if each.__name__ != "<lambda>" and not each.__doc__] == []
