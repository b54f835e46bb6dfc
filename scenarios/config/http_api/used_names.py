"""The names in the templates of a request."""

from plugfest.scenarios.config.http_api.table import Request
from plugfest.scenarios.config.http_api.templates import names


def used_names(request: Request) -> frozenset[str]:
    """Return every name in a request's templates."""
    parts = (request.url, request.query, request.headers, request.json, request.form, request.multipart)
    return frozenset(name for part in (*parts, request.variables) for name in names(part))
