"""Local authorization: local list, cache, and offline rules (C10 to C16)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal

from plugfest.simulator.device.authorization import TokenKey, token_key
from plugfest.simulator.device.clock import moment_of
from plugfest.simulator.device.device import Device

Decision = Literal["yes", "no", "ask"]
Token = Mapping[str, Any]


class LocalAuthorization:
    """Decides on tokens by the local list, then the cache, by the configuration of AuthCtrlr and related components."""

    def __init__(self, device: Device) -> None:
        self._device = device
        self._used: dict[TokenKey, datetime] = {}

    def decide(self, token: Token, *, online: bool) -> Decision:
        """Return whether this token may start a charge, or must be authorized by the CSMS."""
        if not self._says("AuthCtrlr", "Enabled") or token["type"] == "NoAuthorization":
            return "yes"
        if self.is_master(self.group_of(token)):
            return "no"
        good = (self.known(token) or {}).get("status") == "Accepted"
        if online and not self._says("AuthCtrlr", "DisableRemoteAuthorization"):
            return "yes" if good and self._says("AuthCtrlr", "LocalPreAuthorize") else "ask"
        if not online and self.known(token) is None and self._says("AuthCtrlr", "OfflineTxForUnknownIdEnabled"):
            return "yes"
        return "yes" if good and (online or self._says("AuthCtrlr", "LocalAuthorizeOffline")) else "no"

    def known(self, token: Token) -> dict[str, Any] | None:
        """Return the idTokenInfo of a token from the list, else from the cache (C13.FR.01); None if unknown."""
        key, authorization, now = token_key(token), self._device.authorization, self._device.clock.now()
        listed = authorization.local_list.get(key) if self._says("LocalAuthListCtrlr", "Enabled") else None
        if listed is not None:
            info: dict[str, Any] = listed["idTokenInfo"]
            expires = self._says("LocalAuthListCtrlr", "SupportsExpiryDateTime") and _expiry(info)
            return {**info, "status": "Expired"} if expires and expires <= now else info
        if not self._says("AuthCacheCtrlr", "Enabled") or key not in authorization.cache:
            return None
        cached = authorization.cache[key]
        lifetime = timedelta(seconds=int(self._device.model.value("AuthCacheCtrlr", "LifeTime")))
        until = _expiry(cached) or self._used.get(key, now) + lifetime
        if until <= now:
            del authorization.cache[key]
            return None
        self._used[key] = now
        return cached

    def remember(self, token: Token, info: Mapping[str, Any]) -> None:
        """Store the CSMS's answer about a token (C10.FR.04, FR.05), except for NoAuthorization (C02.FR.03)."""
        if token["type"] != "NoAuthorization":
            self._device.authorization.remember(token, info)
            self._used[token_key(token)] = self._device.clock.now()

    def group_of(self, token: Token) -> dict[str, Any] | None:
        """Return the group of a token, if known."""
        group: dict[str, Any] | None = (self.known(token) or {}).get("groupIdToken")
        return group

    def is_master(self, group: Mapping[str, Any] | None) -> bool:
        """Return whether a group is that of the master passes (C16)."""
        master = self._device.model.value("AuthCtrlr", "MasterPassGroupId")
        return bool(master) and group is not None and group["idToken"].casefold() == master.casefold()

    def _says(self, component: str, variable: str) -> bool:
        return self._device.model.value(component, variable) == "true"


def _expiry(info: Mapping[str, Any]) -> datetime | None:
    text = info.get("cacheExpiryDateTime")
    return moment_of(text) if text else None
