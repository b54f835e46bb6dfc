"""The delays of failed logins."""

import asyncio

import pytest

from plugfest.csms.net.login_throttle import LeakyBucket, LoginThrottle, TooManyAttempts


def test_delay_shrinks_with_time():
    now = [0.0]
    bucket = LeakyBucket(free=2, pause=10.0, longest=5.0, clock=lambda: now[0])
    assert [bucket.delay("key") for _ in range(4)] == [0.0, 0.0, 5.0, 5.0]
    assert bucket.delay("another") == 0.0
    now[0] = 100.0
    assert bucket.delay("key") == 0.0


async def test_slot_is_released_after_an_exception_and_after_a_delay():
    throttle = LoginThrottle(0.2, at_once=1)
    with pytest.raises(ZeroDivisionError):
        async with throttle.attempt("here", "CS2"):
            raise ZeroDivisionError
    for _ in range(6):
        held = asyncio.create_task(throttle.delay_failure("here", "CS1"))
        await asyncio.sleep(0)
        if not held.done():
            break
    with pytest.raises(TooManyAttempts):
        async with throttle.attempt("here", "CS2"):
            pass
    async with throttle.attempt("there", "CS2"):
        pass
    await held
    async with throttle.attempt("here", "CS2"):
        pass


async def test_guesses_from_many_addresses_do_not_block_the_station():
    throttle = LoginThrottle(30.0, at_once=4)
    throttle.succeeded("home", "CS1")
    held = [asyncio.create_task(throttle.delay_failure(f"address-{number}", "CS1")) for number in range(20)]
    await asyncio.sleep(0)
    waiting = [task for task in held if not task.done()]
    assert len(waiting) >= 4
    with pytest.raises(TooManyAttempts):
        async with throttle.attempt("elsewhere", "CS1"):
            pass
    async with throttle.attempt("home", "CS1"):
        pass
    async with throttle.attempt("elsewhere", "CS2"):
        pass
    for task in held:
        task.cancel()
    await asyncio.gather(*held, return_exceptions=True)
    async with throttle.attempt("elsewhere", "CS1"):
        pass
