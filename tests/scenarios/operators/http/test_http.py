"""The http operator: authentication, pace, impossible orders, provisioning and its view of the CSMS."""

import asyncio
from typing import Any

import pytest
from tests.support.http_operator import TOKEN, Opens, an_order, resets

from plugfest.scenarios.config.description import Cannot, Pace
from plugfest.scenarios.intents import (
    Reset,
    Trigger,
    Unlock,
)
from plugfest.scenarios.operators.protocol import (
    UNSEEN,
    BootPolicy,
    OperatorError,
    OrderOutcome,
    Question,
    StationSpec,
    give,
)

StandIn = Any


class TestAuthentication:
    @pytest.mark.parametrize(
        ("auth", "header"),
        [
            ({"kind": "bearer", "token": "t"}, "Bearer t"),
            ({"kind": "basic", "user": "me", "password": "p"}, "Basic bWU6cA=="),
        ],
    )
    async def test_fixed_credentials_are_sent_as_a_header(
        self, api: StandIn, opened: Opens, auth: dict[str, str], header: str
    ) -> None:
        api.answers("/v1/reset", {})
        async with opened(auth=auth, **resets()) as operator:
            await give(operator, an_order())
        assert api.asked[0].headers["authorization"] == header

    async def test_oauth_token_is_reused_and_renewed_when_refused(self, api: StandIn, opened: Opens) -> None:
        api.answers("/token", {"access_token": "one", "expires_in": 3600}, {"access_token": "two", "expires_in": 3600})
        api.answers("/v1/reset", {}, {}, 401, {})
        auth = {
            "kind": "oauth",
            "token_url": f"{api.url}/token",
            "client_id": "me",
            "client_secret": "s",
            "scope": "csms",
        }
        async with opened(auth=auth, **resets()) as operator:
            for _ in range(3):
                await give(operator, order := an_order())
        assert order.outcome is OrderOutcome.DONE
        assert api.asked_for("/token")[0].form == {"grant_type": "client_credentials", "scope": "csms"}
        sent = [asked.headers["authorization"] for asked in api.asked_for("/v1/reset")]
        assert sent == ["Bearer one", "Bearer one", "Bearer one", "Bearer two"]

    async def test_missing_oauth_token_fails_the_order(self, api: StandIn, opened: Opens) -> None:
        auth = {"kind": "oauth", "token_url": f"{api.url}/token", "client_id": "me", "client_secret": "s"}
        async with opened(auth=auth, **resets()) as operator:
            await give(operator, order := an_order())
        assert order.outcome is OrderOutcome.FAILED
        assert "gives no access token" in order.detail
        assert "check operator.auth" in order.detail


class TestPace:
    async def test_orders_per_second_limits_orders(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/reset", {})
        loop = asyncio.get_running_loop()
        async with opened(pace=Pace(orders_per_second=50), **resets()) as operator:
            began = loop.time()
            await asyncio.gather(*(give(operator, an_order()) for _ in range(4)))
        assert loop.time() - began >= 0.06

    async def test_requests_per_second_limits_requests(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/reset", {})
        loop = asyncio.get_running_loop()
        async with opened(requests_per_second=50, **resets()) as operator:
            began = loop.time()
            await asyncio.gather(*(give(operator, an_order()) for _ in range(4)))
        assert loop.time() - began >= 0.06


class TestImpossibleOrders:
    async def test_undescribed_intent_is_refused(self, api: StandIn, opened: Opens) -> None:
        steps = {"url": "trigger", "when": {"message": ["Heartbeat"], "evse": {"absent": True}}}
        async with opened(intents={"Trigger": steps}) as operator:
            assert operator.cannot(Trigger("Heartbeat")) is None
            assert "no request for Trigger with" in str(operator.cannot(Trigger("Heartbeat", 1)))
            assert "no request for Unlock in operator.intents" in str(operator.cannot(Unlock(1, 1)))
            await give(operator, order := an_order(Unlock(1, 1)))
        assert order.outcome is OrderOutcome.REFUSED
        assert api.asked == []

    async def test_declared_limit_is_returned_by_cannot(self, opened: Opens) -> None:
        declared = Cannot(what="Reset", when={"type": "OnIdle"}, reason="resets at once only")
        async with opened(cannot=(declared,), **resets()) as operator:
            assert operator.cannot(Reset("OnIdle")) == "resets at once only"
            assert operator.cannot(Reset("Immediate")) is None


class TestProvisioning:
    TABLE = {  # noqa: RUF012
        "provision": [
            {"method": "PUT", "url": "stations/{station.identity}", "json": {"password": "{password}"}},
            {"url": "boot/{station.identity}", "json": "{boot}", "when": {"boot": {"present": True}}},
        ],
        "release": [{"method": "DELETE", "url": "stations/{station.identity}"}],
        "default": {"url": "x"},
    }

    async def test_station_is_provisioned_and_released(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/stations/CS1", {})
        api.answers("/v1/boot/CS1", {})
        async with opened(**self.TABLE) as operator:
            assert operator.provisions
            access = await operator.provision(StationSpec(identity="CS1"))
            await operator.provision(StationSpec(identity="CS1", boot=BootPolicy(status="Pending")))
            await operator.release(access)
        assert access.tokens == {"valid": TOKEN}
        assert [(asked.method, asked.path, asked.json) for asked in api.asked] == [
            ("PUT", "/v1/stations/CS1", {"password": access.password}),
            ("PUT", "/v1/stations/CS1", {"password": api.asked[1].json["password"]}),
            ("POST", "/v1/boot/CS1", {"status": "Pending", "times": 1, "interval": 1}),
            ("DELETE", "/v1/stations/CS1", None),
        ]

    async def test_refused_provisioning_is_an_operator_error(self, api: StandIn, opened: Opens) -> None:
        api.answers("/v1/stations/CS1", 409)
        async with opened(**self.TABLE) as operator:
            with pytest.raises(OperatorError, match=r"station CS1: PUT .* was answered by 409"):
                await operator.provision(StationSpec(identity="CS1"))


async def test_sees_reads_the_described_values(api: StandIn, opened: Opens) -> None:
    api.answers("/v1/variables/OfflineThreshold", {"data": {"value": "123"}}, {"data": {}}, 404, 500)
    sees = {"variable": {"url": "variables/{variable.name}", "show": {"value": "$.data.value"}}}
    question = Question("variable", {"component": {"name": "OCPPCommCtrlr"}, "variable": {"name": "OfflineThreshold"}})
    async with opened(sees=sees, default={"url": "x"}) as operator:
        answers = [await operator.sees(question, "CS1") for _ in range(4)]
        assert answers == [{"value": "123"}, {"value": None}, None, UNSEEN]
        assert await operator.sees(Question("report"), "CS1") is UNSEEN


async def test_sees_reads_a_list_of_values(api: StandIn, opened: Opens) -> None:
    api.answers("/v1/variables", {"rows": [{"c": "A", "v": "x", "value": "1"}, {"c": "B", "v": "y"}]})
    show = {"component.name": "$.c", "variable.name": "$.v", "value": "$.value"}
    sees = {"variables": {"url": "variables", "items": "$.rows[*]", "show": show}}
    async with opened(sees=sees, default={"url": "x"}) as operator:
        assert await operator.sees(Question("variables"), "CS1") == [
            {"component": {"name": "A"}, "variable": {"name": "x"}, "value": "1"},
            {"component": {"name": "B"}, "variable": {"name": "y"}, "value": None},
        ]
