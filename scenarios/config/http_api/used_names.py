"""The names that the templates of a request fill in."""

from plugfest.scenarios.config.http_api.table import Request
from plugfest.scenarios.config.http_api.templates import names


def used_names(request: Request) -> frozenset[str]:
    """Return every name that a request's templates fill in."""
    parts = (request.url, request.query, request.headers, request.json, request.form, request.multipart)
    return frozenset(name for part in (*parts, request.variables) for name in names(part))
