"""The page is static: it needs no token, and nothing but its own script runs in it."""

import pytest
from support.csms import CsmsProcess, Operator


@pytest.mark.parametrize(
    ("path", "kind"), [("/", "text/html"), ("/page/page.css", "text/css"), ("/page/page.js", "text/javascript")]
)
async def test_page_is_served_with_a_strict_policy(operator: Operator, path: str, kind: str) -> None:
    async with operator.session.get(path, headers={"Authorization": ""}) as answer:
        assert (answer.status, answer.content_type) == (200, kind)
        policy = answer.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'none'"} <= set(policy)


async def test_ready_line_has_a_link_that_signs_in(process: CsmsProcess) -> None:
    assert process.words["page"] == f"{process.operator}/#token={process.bearer()}"


async def test_token_of_the_environment_is_not_printed(make_process, monkeypatch) -> None:
    monkeypatch.setenv("PLUGFEST_CSMS_TOKEN", "given-by-the-environment")
    process = make_process("--password-cost", "8")
    assert "given-by-the-environment" not in process.line
    assert process.words["page"] == f"{process.operator}/"
