"""The authorization cache and the local authorization list: use cases C11, D01 and D02."""

from collections.abc import Mapping
from typing import Any

from plugfest.simulator.device.messages import Handler, Payload, Reply, status
from plugfest.simulator.device.model import DeviceModel

TokenKey = tuple[str, str]


def token_key(token: Mapping[str, Any]) -> TokenKey:
    """Return the key for comparing tokens: the type, and the text without letter case."""
    return token["type"], token["idToken"].casefold()


def same_token(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Return whether both tokens are present and equal."""
    return one is not None and other is not None and token_key(one) == token_key(other)


class Authorization:
    """Locally known tokens: `cache` has answers of the CSMS, `local_list` its list."""

    def __init__(self, model: DeviceModel) -> None:
        self._model = model
        self.cache: dict[TokenKey, dict[str, Any]] = {}
        self.local_list: dict[TokenKey, dict[str, Any]] = {}
        self.list_version = 0
        self._model.live("LocalAuthListCtrlr", "Entries", self._count)
        self._model.live("AuthCacheCtrlr", "Storage", self._storage)

    def handlers(self) -> dict[str, Handler]:
        """Return the handlers of this block by action."""
        return {
            "ClearCache": self.clear_cache,
            "SendLocalList": self.send_local_list,
            "GetLocalListVersion": self.get_local_list_version,
        }

    def remember(self, token: Mapping[str, Any], id_token_info: Mapping[str, Any]) -> None:
        """Store the CSMS's answer about a token in the cache, if that is enabled (C10)."""
        if self._enabled("AuthCacheCtrlr"):
            self.cache[token_key(token)] = dict(id_token_info)

    def clear_cache(self, request: Payload) -> Reply:
        """Empty the cache; Rejected if it is disabled (C11.FR.04)."""
        if not self._enabled("AuthCacheCtrlr"):
            return Reply(status("Rejected", "NotEnabled"))
        self.cache.clear()
        return Reply(status("Accepted"))

    def send_local_list(self, request: Payload) -> Reply:
        """Replace or change the list (D01), completely or not at all."""
        entries = request.get("localAuthorizationList", [])
        objection = self._objection(request, entries)
        if objection:
            return Reply(status("Failed", *objection))
        full = request["updateType"] == "Full"
        if not full and request["versionNumber"] <= self.list_version:
            return Reply(status("VersionMismatch", "InvalidValue", f"This station has version {self.list_version}"))
        updated = {} if full else dict(self.local_list)
        for entry in entries:
            if "idTokenInfo" in entry:
                updated[token_key(entry["idToken"])] = dict(entry)
            else:
                updated.pop(token_key(entry["idToken"]), None)
        limit = self._model.variable("LocalAuthListCtrlr", "Entries").characteristics.max_limit
        if len(updated) > (limit or 0):
            return Reply(status("Failed", "OutOfStorage", f"At most {limit:g} tokens fit"))
        self.local_list, self.list_version = updated, request["versionNumber"]
        return Reply(status("Accepted"))

    def get_local_list_version(self, request: Payload) -> Reply:
        """Return the version of the list; 0 without a list or if it is disabled (D02)."""
        return Reply({"versionNumber": self.list_version if self._enabled("LocalAuthListCtrlr") else 0})

    def _count(self) -> str:
        return str(len(self.local_list))

    def _storage(self) -> str:
        return str(sum(len(text) for _, text in self.cache))

    def _objection(self, request: Payload, entries: list[dict[str, Any]]) -> tuple[str, str] | None:
        if not self._enabled("LocalAuthListCtrlr"):
            return "NotEnabled", "The local list is switched off"
        if request["versionNumber"] <= 0:
            return "ValuePositiveOnly", "A version is greater than 0 (D01.FR.18)"
        limit = int(self._model.value("LocalAuthListCtrlr", "ItemsPerMessage"))
        if len(entries) > limit:
            return "TooManyElements", f"At most {limit} entries are taken in a message"
        if len({token_key(entry["idToken"]) for entry in entries}) < len(entries):
            return "InvalidValue", "A token is listed twice (D01.FR.06)"
        if request["updateType"] == "Full" and any("idTokenInfo" not in entry for entry in entries):
            return "MissingParam", "A full list needs idTokenInfo with each token"
        return None

    def _enabled(self, controller: str) -> bool:
        return self._model.value(controller, "Enabled") == "true"
