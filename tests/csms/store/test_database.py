import asyncio

import pytest
from sqlalchemy import Column, Integer, Table, insert, select

from plugfest.csms.store.database import Database, defer
from plugfest.csms.store.tables import find_row, metadata, upsert

things = Table("things_of_a_test", metadata, Column("id", Integer, primary_key=True), Column("value", Integer))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "x.sqlite"


@pytest.fixture
async def database(path):
    opened = Database(path)
    yield opened
    opened.close()


async def ids(database):
    return list(await database.read(lambda db: list(db.execute(select(things.c.id).order_by(things.c.id)).scalars())))


async def test_failed_write_does_not_affect_the_rest_of_its_batch(database):
    def work(number):
        def do(db):
            db.execute(insert(things).values(id=number))
            defer(db, things, {"id": number + 1000, "value": 0})
            if number % 3 == 0:
                raise LookupError(number)
            return number

        return do

    outcomes = await asyncio.gather(*(database.write(work(number)) for number in range(60)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes[:4]] == [LookupError, int, int, LookupError]
    good = [number for number in range(60) if number % 3]
    assert await ids(database) == good + [number + 1000 for number in good]


async def test_database_is_read_by_another_process(database, path):
    await database.write(lambda db: upsert(db, things, {"id": 1}, {"value": 1}))
    await database.write(lambda db: upsert(db, things, {"id": 1}, {"value": 2}))
    other = Database(path)
    assert await other.read(lambda db: db.execute(select(things.c.value)).scalar_one()) == 2
    other.close()


async def test_a_stored_row_is_looked_up_at_once(database):
    await database.write(lambda db: upsert(db, things, {"id": 1}, {"value": 7}))
    assert database.look_up(lambda db: find_row(db, things, {"id": 1})) == {"id": 1, "value": 7}


async def test_a_failed_commit_fails_every_write_of_the_batch(database):
    await database.write(lambda db: defer(db, things, {"id": 1, "value": 0}))

    def again(db):
        defer(db, things, {"id": 1, "value": 0})

    outcomes = await asyncio.gather(*(database.write(again) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(outcome, Exception) for outcome in outcomes)
    await database.write(lambda db: db.execute(insert(things).values(id=2)).close())
    assert await ids(database) == [1, 2]


async def test_a_cancelled_caller_disturbs_no_other(database):
    leaving = asyncio.create_task(database.write(lambda db: db.execute(insert(things).values(id=1)).close()))
    await asyncio.sleep(0)
    leaving.cancel()
    await database.write(lambda db: db.execute(insert(things).values(id=2)).close())
    assert await ids(database) == [1, 2]
